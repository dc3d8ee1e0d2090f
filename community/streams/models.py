"""The log's tables: streams, batches, producers, operations, cursors, snapshots, tombstones."""

from django.db import models
from django.db.models import F, Q

from community.streams.columns import JsonBytesField


class Stream(models.Model):
    """One ordered log; head is its last offset, 0 when empty, frontier its Merkle right edge."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=16)
    epoch = models.BigIntegerField()
    head = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    moved_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "community"
        db_table = "streams_stream"
        indexes = [models.Index(fields=["kind", "moved_at"], name="streams_stream_moved")]
        constraints = [models.CheckConstraint(condition=Q(head__gte=0), name="streams_stream_head")]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """The facts of one append, one canonical JSON a line, as encoded once. Append-only."""

    stream = models.ForeignKey(Stream, on_delete=models.PROTECT, related_name="batches")
    first_offset = models.BigIntegerField()
    last_offset = models.BigIntegerField()
    count = models.IntegerField()
    producer = models.CharField(max_length=80, default="", blank=True)
    epoch = models.BigIntegerField(default=0)
    first_sequence = models.BigIntegerField(null=True)
    body = JsonBytesField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "streams_batch"
        constraints = [
            models.UniqueConstraint(fields=["stream", "last_offset"], name="streams_batch_last"),
            models.UniqueConstraint(fields=["stream", "first_offset"], name="streams_batch_first"),
            models.UniqueConstraint(
                fields=["stream", "producer", "epoch", "first_sequence"],
                condition=Q(first_sequence__isnull=False),
                name="streams_batch_sequence",
            ),
            models.CheckConstraint(
                condition=Q(count__gte=1, last_offset=F("first_offset") + F("count") - 1),
                name="streams_batch_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}:{self.first_offset}-{self.last_offset}"


class Producer(models.Model):
    """Who numbers what it sends to one stream; next_sequence is due next in its epoch."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="producers")
    name = models.CharField(max_length=80)
    epoch = models.BigIntegerField(default=1)
    next_sequence = models.BigIntegerField(default=1)
    last_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    silent_since = models.DateTimeField(null=True)

    class Meta:
        app_label = "community"
        db_table = "streams_producer"
        constraints = [
            models.UniqueConstraint(fields=["stream", "name"], name="streams_producer_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name}@{self.epoch}:{self.next_sequence}"


class Operation(models.Model):
    """What an actor did under an id of their own, and where its facts stand. Append-only.

    digests: by field, SHA-256 of the salt and the field as asked.
    """

    actor = models.CharField(max_length=40)
    op = models.UUIDField()
    name = models.CharField(max_length=60)
    salt = models.BinaryField()
    digests = models.JSONField()
    stream = models.CharField(max_length=80)
    epoch = models.BigIntegerField()
    first_offset = models.BigIntegerField()
    last_offset = models.BigIntegerField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "streams_operation"
        constraints = [
            models.UniqueConstraint(fields=["actor", "op"], name="streams_operation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}:{self.op}"


class Cursor(models.Model):
    """How far a subscriber has read a stream; it moves in the reaction's own transaction."""

    subscriber = models.CharField(max_length=60)
    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="cursors")
    offset = models.BigIntegerField(default=0)

    class Meta:
        app_label = "community"
        db_table = "streams_cursor"
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "stream"], name="streams_cursor_one"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber}@{self.offset}"


class Snapshot(models.Model):
    """A folded state at an offset; derived, so it may be dropped and made again."""

    stream = models.ForeignKey(Stream, on_delete=models.CASCADE, related_name="snapshots")
    epoch = models.BigIntegerField()
    offset = models.BigIntegerField()
    fold_version = models.IntegerField()
    state = JsonBytesField()
    recorded_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "streams_snapshot"
        constraints = [
            models.UniqueConstraint(
                fields=["stream", "fold_version", "offset"], name="streams_snapshot_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream_id}@{self.offset}"


class Tombstone(models.Model):
    """What is left of a stream whose retention ended: its size and root. Append-only."""

    name = models.CharField(max_length=80, unique=True)
    epoch = models.BigIntegerField()
    size = models.BigIntegerField()
    root = models.BinaryField()
    dropped_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "streams_tombstone"

    def __str__(self) -> str:
        return self.name


class Lineage(models.Model):
    """Which database the log was last seen in, as a mark; one row. See streams.lineage."""

    mark = models.CharField(max_length=80)
    noticed_at = models.DateTimeField()

    class Meta:
        app_label = "community"
        db_table = "streams_lineage"

    def __str__(self) -> str:
        return self.mark
