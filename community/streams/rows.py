"""The rows that every append locks, reads and writes; knows no fact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.core import canonical, sql
from community.streams.models import Batch, Operation, Producer, Stream

_STREAM: Final = ("id", "name", "kind", "epoch", "head", "frontier", "moved_at")
_PRODUCER: Final = ("id", "stream_id", "name", "epoch", "next_sequence", "silent_since")

_LOCK_STREAM: Final = """\
SELECT id, name, kind, epoch, head, frontier, moved_at
FROM "streams_stream" WHERE name = %s FOR NO KEY UPDATE"""

_LOCK_PRODUCER: Final = """\
SELECT
    "streams_producer".id, stream_id, "streams_producer".name, "streams_producer".epoch,
    next_sequence, silent_since,
    "streams_stream".id, "streams_stream".name, kind, "streams_stream".epoch,
    head, frontier, moved_at
FROM "streams_producer" JOIN "streams_stream" ON "streams_stream".id = stream_id
WHERE "streams_stream".name = %s AND "streams_producer".name = %s
FOR NO KEY UPDATE OF "streams_producer\""""

_MOVE: Final = """\
WITH moved AS (
    UPDATE "streams_stream" SET head = %s, frontier = %s, moved_at = %s WHERE id = %s
)"""
_REMEMBER: Final = """, remembered AS (
    INSERT INTO "streams_operation" (
        actor, op, name, salt, digests, stream, epoch, first_offset, last_offset, recorded_at
    )
    SELECT actor, op, name, salt, digests::jsonb, %s, %s, first_offset, last_offset, %s
    FROM unnest(
        %s::text[], %s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::bigint[], %s::bigint[]
    ) AS answered(actor, op, name, salt, digests, first_offset, last_offset)
)"""
_ADVANCE: Final = """, advanced AS (
    UPDATE "streams_producer" SET epoch = %s, next_sequence = %s, last_at = %s, heard_at = %s
    WHERE id = %s
)"""
_BATCH: Final = """
INSERT INTO "streams_batch" (
    stream_id, first_offset, last_offset, count, producer, epoch, first_sequence, body, recorded_at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"""
_EXTEND: Final = _MOVE + _BATCH
_EXTEND_ASKED: Final = _MOVE + _REMEMBER + _BATCH
_EXTEND_NUMBERED: Final = _MOVE + _ADVANCE + _BATCH


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """The locked producer whose next numbers facts are; it moves on with them, in one statement.

    last_at: the newest source time among them. heard_at: when they came.
    """

    producer: Producer
    last_at: datetime
    heard_at: datetime


def lock_stream(name: str) -> Stream | None:
    """Lock a stream's row; None when there is no such stream."""
    row = sql.row(_LOCK_STREAM, name)
    return Stream.from_db("default", _STREAM, row) if row else None


def lock_producer(stream: str, name: str) -> Producer | None:
    """Lock a producer's row, its stream read beside it; None when it was never heard there.

    When it was last heard is not read.
    """
    row = sql.row(_LOCK_PRODUCER, stream, name)
    if row is None:
        return None
    producer = Producer.from_db("default", _PRODUCER, row[: len(_PRODUCER)])
    producer.stream = Stream.from_db("default", _STREAM, row[len(_PRODUCER) :])
    return producer


def extend(stream: Stream, batch: Batch, *, source: Numbered | Sequence[Operation]) -> None:
    """Write where a locked stream now stands, and the batch that brought it there; in one go.

    source: the producer who moves on with it, or the operations it answers, each with its own
    offsets, remembered with it.
    """
    statement: str = _EXTEND
    told: tuple[object, ...] = ()
    if isinstance(source, Numbered):
        statement, told = _EXTEND_NUMBERED, _place(source)
    elif source:
        statement, told = _EXTEND_ASKED, _told(source, stream, batch)
    sql.run(
        statement,
        *(stream.head, stream.frontier, stream.moved_at, stream.pk),
        *told,
        stream.pk,
        batch.first_offset,
        batch.last_offset,
        batch.count,
        batch.producer,
        batch.epoch,
        batch.first_sequence,
        batch.body,
        batch.recorded_at,
    )


def _told(operations: Sequence[Operation], stream: Stream, batch: Batch) -> tuple[object, ...]:
    columns = zip(
        *(
            (
                *(each.actor, each.op, each.name, each.salt),
                canonical.dumps(each.digests).decode(),
                *(each.first_offset, each.last_offset),
            )
            for each in operations
        ),
        strict=True,
    )
    return (stream.name, stream.epoch, batch.recorded_at, *map(list, columns))


def _place(numbered: Numbered) -> tuple[object, ...]:
    producer = numbered.producer
    return (
        *(producer.epoch, producer.next_sequence),
        *(numbered.last_at, numbered.heard_at, producer.pk),
    )
