"""The pen: append facts to streams, all or nothing, as the last statements of a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from django.db import transaction

from community.core import clock, metrics
from community.core.merkle import Frontier, leaf_hashes
from community.core.types import Offset
from community.streams import catalogue, operations, publish, rows, subscriptions
from community.streams.errors import DroppedStreamError
from community.streams.facts import Appended, Fact
from community.streams.models import Batch, Operation, Stream, Tombstone
from community.streams.operations import Asked
from community.streams.rows import Numbered


@dataclass(frozen=True, kw_only=True)
class Encoded:
    """Facts as they will lie in the log, encoded and hashed before any lock is taken."""

    lines: list[bytes]
    leaves: list[bytes]

    @classmethod
    def of(cls, facts: Sequence[Fact]) -> "Encoded":
        """Encode and hash; raises OutsideDomainError."""
        lines = catalogue.encode_all(facts)
        return cls(lines=lines, leaves=leaf_hashes(lines))


def done_among(asked: Sequence[Asked]) -> list[Asked]:
    """Hold several operations at once; those that were done before, for `answered` to answer.

    The first statement of its transaction.
    """
    return operations.hold(asked) if asked else []


def answered(asked: Asked | None) -> Appended | None:
    """Where an operation's facts stand when it was done before; None when it is new, or none.

    The first statement of its transaction. Raises OperationConflictError.
    """
    row = operations.known(asked) if asked else None
    if row is None:
        return None
    return Appended(
        stream=row.stream,
        epoch=row.epoch,
        first=Offset(row.first_offset),
        last=Offset(row.last_offset),
    )


def append(
    stream: str,
    facts: Sequence[Fact] | Encoded,
    *,
    numbered: Numbered | None = None,
    asked: Asked | None = None,
) -> Appended:
    """Append at least one fact to a stream, made when it is new. Locks the stream.

    numbered: the locked producer who numbered these facts, and moves on with them.
    asked: the operation these facts answer, remembered with them.
    Raises OutsideDomainError; call it as the last statement of the transaction.
    """
    assert numbered is None or asked is None, "one who is numbered names no operation"
    # Hashed before the lock is taken, as the facts are.
    answers = [operations.kept(asked)] if asked else []
    encoded = _encoded({stream: facts})[stream]
    row = lock_streams([stream])[stream]
    for operation in answers:
        operation.first_offset, operation.last_offset = row.head + 1, row.head + len(encoded.lines)
    return _extend(row, encoded, source=numbered or answers)


def append_each(
    stream: str, entries: Sequence[tuple[Sequence[Fact], Asked | None]]
) -> list[Appended]:
    """Append what several asked for to one stream, in their order and in one batch.

    Each entry: at least one fact, and the operation that they answer, if any; where they stand is
    that one's answer. Locks and raises as append.
    """
    answers = [operations.kept(asked) if asked else None for _, asked in entries]
    encoded = _encoded({stream: [fact for facts, _ in entries for fact in facts]})[stream]
    row = lock_streams([stream])[stream]
    ends = list(accumulate((len(facts) for facts, _ in entries), initial=row.head))
    spans = [(first + 1, last) for first, last in pairwise(ends)]
    for operation, (first, last) in zip(answers, spans, strict=True):
        if operation is not None:
            operation.first_offset, operation.last_offset = first, last
    _extend(row, encoded, source=[each for each in answers if each is not None])
    return [
        Appended(stream=row.name, epoch=row.epoch, first=Offset(first), last=Offset(last))
        for first, last in spans
    ]


def append_many(entries: Mapping[str, Sequence[Fact] | Encoded]) -> dict[str, Appended]:
    """Append to several streams at once, all or nothing. Locks the streams sorted by name."""
    encoded = _encoded(entries)
    streams = lock_streams(sorted(encoded))
    return {name: _extend(streams[name], encoded[name]) for name in sorted(encoded)}


def _encoded(entries: Mapping[str, Sequence[Fact] | Encoded]) -> dict[str, Encoded]:
    assert transaction.get_connection().in_atomic_block, "append belongs to a transaction"
    encoded = {
        name: facts if isinstance(facts, Encoded) else Encoded.of(facts)
        for name, facts in entries.items()
    }
    assert all(item.lines for item in encoded.values()), "an append holds at least one fact"
    return encoded


def lock_streams(names: Sequence[str]) -> dict[str, Stream]:
    """Lock streams, made when new, in the one order: by name. Raises DroppedStreamError."""
    return {name: rows.lock_stream(name) or _made(name) for name in sorted(names)}


def _made(name: str) -> Stream:
    if Tombstone.objects.filter(name=name).exists():
        raise DroppedStreamError(stream=name)
    Stream.objects.bulk_create(
        [Stream(name=name, kind=name.partition(".")[0], epoch=clock.now_ms())],
        ignore_conflicts=True,
    )
    made = rows.lock_stream(name)
    assert made is not None, "the row was just made"
    return made


def _extend(
    stream: Stream, encoded: Encoded, *, source: Numbered | Sequence[Operation] = ()
) -> Appended:
    first, last = stream.head + 1, stream.head + len(encoded.lines)
    # Never before the batch it follows: a delayed viewer's rule reads recorded_at in offset order.
    recorded_at = max(clock.now(), stream.moved_at) if stream.moved_at else clock.now()
    body = b"\n".join(encoded.lines)
    frontier = Frontier.from_bytes(bytes(stream.frontier), size=stream.head).extend(encoded.leaves)
    stream.head, stream.frontier, stream.moved_at = last, frontier.to_bytes(), recorded_at
    batch = Batch(
        first_offset=first,
        last_offset=last,
        count=len(encoded.lines),
        body=body,
        recorded_at=recorded_at,
    )
    if isinstance(source, Numbered):
        producer = source.producer
        batch.producer, batch.epoch = producer.name, producer.epoch
        batch.first_sequence = producer.next_sequence
        producer.next_sequence += batch.count
    rows.extend(stream, batch, source=source)
    metrics.FACTS_APPENDED.inc(len(encoded.lines))
    metrics.BATCHES_APPENDED.inc()
    hint = publish.Hint(
        stream=stream.name,
        epoch=stream.epoch,
        first=first,
        last=last,
        at=clock.to_ms_up(recorded_at),
    )

    def tell() -> None:
        publish.send(hint, body)
        subscriptions.poke(stream.kind)

    transaction.on_commit(tell, robust=True)
    return Appended(stream=stream.name, epoch=stream.epoch, first=Offset(first), last=Offset(last))
