"""Idempotent producers: what of a numbered run of facts is new, told before, or missing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import QuerySet

from community.core.errors import SequenceConflictError, SequenceGapError
from community.streams import catalogue, rows
from community.streams.errors import StaleEpochError, UnknownStreamError
from community.streams.facts import Fact
from community.streams.models import Batch, Producer, Stream

# What may differ between two tellings of one event: how it travelled, what it was judged by.
_TRAVEL = frozenset({"/prov/trace", "/policy"})


def lock_producer(stream: str, name: str, *, epoch: int) -> Producer:
    """Lock a producer's row for a stream, made when new, moved on when a new epoch begins.

    Raises UnknownStreamError, and StaleEpochError when the epoch has ended.
    """
    producer = rows.lock_producer(stream, name) or _made(stream, name, epoch)
    if epoch < producer.epoch:
        raise StaleEpochError(epoch=epoch, current=producer.epoch)
    if epoch > producer.epoch:
        producer.epoch, producer.next_sequence = epoch, 1
    return producer


def _made(stream: str, name: str, epoch: int) -> Producer:
    row = Stream.objects.filter(name=stream).first()
    if row is None:
        raise UnknownStreamError(stream=stream)
    Producer.objects.bulk_create(
        [Producer(stream=row, name=name, epoch=epoch)], ignore_conflicts=True
    )
    producer = rows.lock_producer(stream, name)
    assert producer is not None, "the row was just made"
    return producer


def quiet(streams: Collection[str], *, since: datetime, limit: int) -> list[int]:
    """Producers of streams that were last heard before a moment and are not known to be silent."""
    found = _quiet(since).filter(stream__name__in=streams).order_by("pk")
    return list(found.values_list("pk", flat=True)[:limit])


def lock_quiet(producer_id: int, *, since: datetime) -> Producer | None:
    """Lock a producer found quiet; None when it has spoken by now."""
    found = _quiet(since).select_related("stream").filter(pk=producer_id)
    return found.select_for_update(of=("self",), no_key=True).first()


def _quiet(since: datetime) -> QuerySet[Producer]:
    return Producer.objects.filter(heard_at__lt=since, silent_since__isnull=True)


def mark_silent(producer: Producer, *, since: datetime | None) -> None:
    """Say since when a locked producer is silent; None when it speaks again."""
    producer.silent_since = since
    Producer.objects.filter(pk=producer.pk).update(silent_since=since)


def told_before(
    producer: Producer, facts: Sequence[Fact], *, first: int, ignore: Collection[str] = ()
) -> int:
    """How many leading facts of a run numbered from `first` the log has; each is compared.

    ignore: JSON pointers into a fact that the door fills by itself.
    Raises SequenceGapError, SequenceConflictError naming the first field that differs.
    """
    if first > producer.next_sequence:
        raise SequenceGapError(expected=producer.next_sequence, received=first)
    known = min(len(facts), producer.next_sequence - first)
    if known <= 0:
        return 0
    stored = _stored(producer, first=first, last=first + known - 1)
    for position in range(known):
        pointer = difference(stored[first + position], facts[position], ignore=ignore)
        if pointer is not None:
            raise SequenceConflictError(sequence=first + position, pointer=pointer)
    return known


def _stored(producer: Producer, *, first: int, last: int) -> dict[int, Fact]:
    stored = Batch.objects.filter(
        stream_id=producer.stream_id,
        producer=producer.name,
        epoch=producer.epoch,
        first_sequence__lte=last,
    ).order_by("-first_sequence")
    batches = stored.values_list("first_sequence", "body").iterator(chunk_size=16)
    found: dict[int, Fact] = {}
    missing_until = last + 1
    while missing_until > first:
        start, body = next(batches)
        assert start is not None, "a producer's batches are numbered"
        missing_until = start
        for sequence, line in enumerate(bytes(body).split(b"\n"), start=start):
            if first <= sequence <= last:
                found[sequence] = catalogue.decode(line)
    return found


def difference(stored: Fact, sent: Fact, *, ignore: Collection[str] = ()) -> str | None:
    """A JSON pointer to the first field in which two tellings differ; None when in none."""
    skipped = _TRAVEL | frozenset(ignore)
    return _difference(msgspec.to_builtins(stored), msgspec.to_builtins(sent), ("", skipped))


def _difference(stored: Any, sent: Any, where: tuple[str, frozenset[str]]) -> str | None:  # noqa: ANN401 -- JSON
    pointer, skipped = where
    if pointer in skipped or stored == sent:
        return None
    if not (isinstance(stored, dict) and isinstance(sent, dict)):
        return pointer
    for key in sorted(stored.keys() | sent.keys()):
        found = _difference(stored.get(key), sent.get(key), (f"{pointer}/{key}", skipped))
        if found is not None:
            return found
    return None
