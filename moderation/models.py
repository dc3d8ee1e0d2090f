"""What screening said, what waits, what was reported and what moderators decided."""

from functools import partial

from django.db import models
from django.db.models import Q

from community.core.ids import random_id


class Verdict(models.Model):
    """What screening said of a text, "allow" too. Append-only, and never the text.

    digest: SHA-256 of the text and a salt that dies with it; a post's fact has the same. policy,
    form: digests of the numbers it was screened by, moderation's and those of a text's form
    (threads'). reasons: [rule, version, points] of each finding.
    """

    class Kind(models.TextChoices):
        """What the text was to be."""

        POST = "post"
        EDIT = "edit"
        HANDLE = "handle"
        BIO = "bio"

    class Outcome(models.TextChoices):
        """What became of it."""

        ALLOW = "allow"
        HOLD = "hold"
        REFUSE = "refuse"

    id = models.CharField(max_length=40, primary_key=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    author = models.CharField(max_length=40)
    match = models.CharField(max_length=40, blank=True)
    rule = models.CharField(max_length=30)
    version = models.SmallIntegerField()
    score = models.IntegerField()
    threshold = models.IntegerField()
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=64)
    policy = models.CharField(max_length=64)
    form = models.CharField(max_length=64)
    took_us = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "moderation_verdict"
        indexes = [
            models.Index(fields=["digest"], name="moderation_verdict_digest"),
            models.Index(fields=["author", "at"], name="moderation_verdict_author"),
            # Which texts a version of a rule has touched.
            models.Index(fields=["rule", "version", "at"], name="moderation_verdict_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} ({self.rule} v{self.version})"


class Trace(models.Model):
    """What a said text is compared by, for as long as the policy compares; erased with its author.

    sameness: a keyed hash of its normal form; likeness: its SimHash, None when it is too short.
    """

    id = models.BigAutoField(primary_key=True)
    author = models.CharField(max_length=40)
    match = models.CharField(max_length=40)
    sameness = models.CharField(max_length=64)
    likeness = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "moderation_trace"
        indexes = [
            models.Index(fields=["author", "at"], name="moderation_trace_author"),
            models.Index(fields=["match", "sameness", "at"], name="moderation_trace_same"),
            models.Index(fields=["at"], name="moderation_trace_at"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Held(models.Model):
    """A post or an edit that waits for a moderator; its words go when it is posted or erased.

    draft: what its author sent, to be published as it was; None once it is gone. post, rev: of an
    edit.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting"
        ALLOWED = "allowed"
        DENIED = "denied"
        ERASED = "erased"

    id = models.CharField(max_length=40, primary_key=True)
    verdict = models.OneToOneField(Verdict, on_delete=models.PROTECT, related_name="held")
    author = models.CharField(max_length=40)
    op = models.UUIDField(null=True)
    match = models.CharField(max_length=40)
    competition = models.CharField(max_length=40)
    post = models.CharField(max_length=40, blank=True)
    rev = models.IntegerField(null=True)
    draft = models.JSONField(null=True)
    salt = models.BinaryField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "moderation_held"
        constraints = [
            models.UniqueConstraint(fields=["author", "op"], name="moderation_held_once"),
        ]
        indexes = [
            models.Index(
                fields=["competition", "at"],
                name="moderation_held_waiting",
                condition=Q(state="waiting"),
            ),
            models.Index(fields=["author", "at"], name="moderation_held_author"),
        ]

    def __str__(self) -> str:
        return self.id


class Report(models.Model):
    """A fan's report of a post, one each; the note is his words, and erasable."""

    class State(models.TextChoices):
        """What moderators made of it."""

        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    id = models.CharField(max_length=40, primary_key=True)
    post = models.CharField(max_length=40)
    match = models.CharField(max_length=40)
    competition = models.CharField(max_length=40)
    author = models.CharField(max_length=40)
    reporter = models.CharField(max_length=40)
    reason = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "moderation_report"
        constraints = [
            models.UniqueConstraint(fields=["post", "reporter"], name="moderation_report_once"),
        ]
        indexes = [
            models.Index(
                fields=["competition", "at"],
                name="moderation_report_open",
                condition=Q(state="open"),
            ),
            models.Index(fields=["reporter", "at"], name="moderation_report_reporter"),
        ]

    def __str__(self) -> str:
        return self.id


class Decision(models.Model):
    """What a moderator decided, about what and whom, and why. Append-only.

    about: the post, the held post or the match. until: when it ends by itself, if it does.
    """

    class Kind(models.TextChoices):
        """What was decided."""

        HIDE = "hide"
        RESTORE = "restore"
        DISMISS = "dismiss"
        ALLOW = "allow"
        DENY = "deny"
        STANDING = "standing"
        SLOW = "slow"

    id = models.CharField(max_length=40, primary_key=True, default=partial(random_id, "decision"))
    kind = models.CharField(max_length=8, choices=Kind.choices)
    about = models.CharField(max_length=40)
    author = models.CharField(max_length=40, blank=True)
    competition = models.CharField(max_length=40)
    reason = models.CharField(max_length=30)
    standing = models.CharField(max_length=10, blank=True)
    by = models.CharField(max_length=40)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "moderation_decision"
        indexes = [
            models.Index(fields=["about", "at"], name="moderation_decision_about"),
            models.Index(fields=["author", "at"], name="moderation_decision_author"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"
