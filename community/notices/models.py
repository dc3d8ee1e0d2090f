"""Notices as pages list them, and how far a fact with many readers has been told."""

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """Something a user was told of; derived from the `user.notified` at offset n of their stream.

    id: the same for the same user and cause. at: when it happened. by: an actor, empty for none.
    struck_n: the offset at which their stream says that it did not happen; None while it holds.
    marked: the offset of the fact that last told, struck or upheld it, in the stream of its cause.
    """

    id = models.CharField(max_length=40, primary_key=True)
    actor = models.CharField(max_length=40)
    n = models.BigIntegerField()
    kind = models.CharField(max_length=10)  # facts.NoticeKind
    at = models.DateTimeField()
    by = models.CharField(max_length=40, blank=True)
    match = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=80, blank=True)
    post = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=30, blank=True)
    struck_n = models.BigIntegerField(null=True)
    marked = models.BigIntegerField()

    class Meta:
        app_label = "community"
        db_table = "notices_notice"
        constraints = [
            models.UniqueConstraint(fields=["actor", "n"], name="notices_notice_place"),
        ]
        indexes = [
            # Who was told of an event, for when it is taken back.
            models.Index(
                fields=["event", "actor"], name="notices_notice_event", condition=~Q(event="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.actor}:{self.n}"


class Bookmark(models.Model):
    """Up to whom a match's fact has been told, by actor id; more follow it than one page holds."""

    stream = models.CharField(max_length=80, primary_key=True)
    offset = models.BigIntegerField()
    after = models.CharField(max_length=40)

    class Meta:
        app_label = "community"
        db_table = "notices_bookmark"

    def __str__(self) -> str:
        return f"{self.stream}:{self.offset} after {self.after}"
