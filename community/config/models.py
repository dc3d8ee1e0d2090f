"""Policy versions: immutable rows, each with the digest that facts cite."""

from django.db import models


class PolicyVersion(models.Model):
    """One policy as it was applied; the highest version of a name is in force. Append-only."""

    name = models.CharField(max_length=40)
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    body = models.BinaryField()
    applied_at = models.DateTimeField()
    applied_by = models.CharField(max_length=40, blank=True)

    class Meta:
        app_label = "community"
        db_table = "config_policy_version"
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="config_policy_version_one"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"
