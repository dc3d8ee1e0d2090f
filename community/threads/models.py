"""Threads, posts, their texts, reactions to them, and how far people have read."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q


class Thread(models.Model):
    """The thread of a match, once it is opened; the pace in force is beside it."""

    match = models.CharField(max_length=40, primary_key=True)
    gap_ms = models.IntegerField(default=0)
    slow_reason = models.CharField(max_length=30, blank=True)
    slow_until = models.DateTimeField(null=True)

    class Meta:
        app_label = "community"
        db_table = "threads_thread"

    def __str__(self) -> str:
        return self.match


class Post(models.Model):
    """A post as pages find it: where it hangs, whose it is, and how it is received.

    n: the offset of the fact that posted it, and its place on the thread. best: how sure votes make
    us that it is good, in millionths, and one more for a proven author's insight. outcome: what the
    stand's votes came to, upheld or refuted, told once; empty until then.
    """

    class Visibility(models.TextChoices):
        """Whether people see it, and if not, why."""

        SHOWN = "shown"
        HIDDEN = "hidden"
        DELETED = "deleted"
        ERASED = "erased"

    id = models.CharField(max_length=40, primary_key=True)
    match = models.CharField(max_length=40)
    n = models.BigIntegerField()
    author = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    event = models.CharField(max_length=80, blank=True)
    event_revision = models.IntegerField(default=0)
    offset = models.BigIntegerField()
    stage = models.CharField(max_length=3)
    clock_ms = models.IntegerField()
    seen = models.BigIntegerField()
    reply_to = models.CharField(max_length=40, blank=True)
    lang = models.CharField(max_length=20, blank=True)
    rev = models.IntegerField(default=1)
    visibility = models.CharField(
        max_length=7, choices=Visibility.choices, default=Visibility.SHOWN
    )
    reason = models.CharField(max_length=30, blank=True)
    up = models.IntegerField(default=0)
    down = models.IntegerField(default=0)
    reactions = models.JSONField(default=dict)
    best = models.IntegerField(default=0)
    is_proven = models.BooleanField(default=False, db_default=False)
    outcome = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta:
        app_label = "community"
        db_table = "threads_post"
        constraints = [
            models.UniqueConstraint(fields=["match", "n"], name="threads_post_n"),
            models.CheckConstraint(
                condition=Q(n__gte=1, seen__gte=0, offset__gte=0, rev__gte=1),
                name="threads_post_counts",
            ),
        ]
        indexes = [
            # Each sort reads its page from one of these, from where the last one ended.
            models.Index(fields=["match", "best", "n"], name="threads_post_best"),
            models.Index(fields=["match", "offset", "n"], name="threads_post_moment"),
            models.Index(fields=["match", "seen"], name="threads_post_seen"),
            models.Index(
                fields=["match", "event", "n"], name="threads_post_event", condition=~Q(event="")
            ),
            models.Index(
                fields=["reply_to", "n"], name="threads_post_replies", condition=~Q(reply_to="")
            ),
            models.Index(fields=["author", "match", "n"], name="threads_post_author"),
        ]

    def __str__(self) -> str:
        return self.id


class Text(models.Model):
    """One revision of a post's words: erasable, and found in no other table, fact or log.

    at: when it was written. text: as written,
    people by actor id; body: what is made of it; how: an insight's sources. salt: the fact's digest
    is SHA-256 of it and the text.
    """

    post = models.CharField(max_length=40)
    rev = models.IntegerField()
    salt = models.BinaryField()
    digest = models.CharField(max_length=64)
    text = models.TextField()
    body = models.JSONField()
    how = models.JSONField(null=True)
    search = SearchVectorField()
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "threads_text"
        constraints = [
            models.UniqueConstraint(fields=["post", "rev"], name="threads_text_rev"),
        ]
        indexes = [GinIndex(fields=["search"], name="threads_text_search")]

    def __str__(self) -> str:
        return f"{self.post}:{self.rev}"


class Reaction(models.Model):
    """What somebody gave a post, from when until when; given again it is another row.

    until None: it stands. weight: the giver's then, in millionths. tallied: whether a fact has
    counted it so.
    """

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="given")
    match = models.CharField(max_length=40)
    actor = models.CharField(max_length=40)
    reaction = models.CharField(max_length=12)
    weight = models.IntegerField(default=1_000_000)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    tallied = models.BooleanField(default=False)

    class Meta:
        app_label = "community"
        db_table = "threads_reaction"
        constraints = [
            models.UniqueConstraint(
                fields=["post", "actor", "reaction"],
                name="threads_reaction_one",
                condition=Q(until=None),
            ),
            # Up and down at once, from two devices, are not both given.
            models.UniqueConstraint(
                fields=["post", "actor"],
                name="threads_reaction_one_vote",
                condition=Q(until=None, reaction__in=("up", "down")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["post"], name="threads_reaction_untallied", condition=Q(tallied=False)
            ),
            models.Index(fields=["actor"], name="threads_reaction_actor"),
            # Every vote of a match by a moment, for who sees it as it stood.
            models.Index(fields=["match", "at"], name="threads_reaction_match"),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} {self.post_id}"


class Mark(models.Model):
    """How far somebody has read a match's thread: the n of the last post seen."""

    actor = models.CharField(max_length=40)
    match = models.CharField(max_length=40)
    until = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "threads_mark"
        constraints = [
            models.UniqueConstraint(fields=["actor", "match"], name="threads_mark_one"),
        ]

    def __str__(self) -> str:
        return f"{self.match}:{self.until}"
