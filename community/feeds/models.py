"""Feed sources, their keys, and what was refused of them."""

from django.db import models


class Source(models.Model):
    """Somebody who may tell us what happens; facts and the door's path name it by its name."""

    name = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "feeds_source"

    def __str__(self) -> str:
        return self.title


class SourceKey(models.Model):
    """A signing secret of a source; two may be in force while one is rotated out.

    The secret is kept sealed: signatures need it whole, so a hash will not do.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="keys")
    label = models.CharField(max_length=40)
    sealed = models.BinaryField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        app_label = "community"
        db_table = "feeds_source_key"

    def __str__(self) -> str:
        return self.label


class Refusal(models.Model):
    """How often a source was refused for a reason, and when last."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="refusals")
    code = models.CharField(max_length=40)
    count = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "feeds_refusal"
        constraints = [
            models.UniqueConstraint(fields=["source", "code"], name="feeds_refusal_one"),
        ]

    def __str__(self) -> str:
        return f"{self.code} x{self.count}"
