"""Runs of the log as they lie in it, for whoever folds and sends them: many streams in a query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from community.streams.models import Batch


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A run of a stream's facts as they lie in the log: offsets first..last, one line a fact."""

    stream: str
    epoch: int
    first: int
    last: int
    at: datetime
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Span:
    """What a reader may have of a stream: the facts past an offset recorded by a moment.

    until: the offset at which to end, to the batch it lies in; None for the head.
    """

    stream: str
    after: int
    as_of: datetime
    until: int | None = None


def stretches_after(positions: Mapping[str, int], *, batches_max: int) -> list[Stretch]:
    """Whole batches past each stream's position, in order, for many streams in one query."""
    wanted = Q(pk__in=[])
    for name, offset in positions.items():
        wanted |= Q(stream__name=name, last_offset__gt=offset)
    return [
        _cut(stretch, positions[stretch.stream])
        for stretch in _stretches(wanted, batches_max=batches_max)
    ]


def stretches_due(spans: Collection[Span], *, batches_max: int) -> list[Stretch]:
    """Whole batches of many spans in one query, each batch once and uncut, in order."""
    wanted = Q(pk__in=[])
    for span in spans:
        due = Q(stream__name=span.stream, last_offset__gt=span.after, recorded_at__lte=span.as_of)
        wanted |= due if span.until is None else due & Q(first_offset__lte=span.until)
    return _stretches(wanted, batches_max=batches_max)


def _stretches(wanted: Q, *, batches_max: int) -> list[Stretch]:
    rows = (
        Batch.objects.filter(wanted)
        .order_by("stream_id", "first_offset")
        .values_list(
            "stream__name", "stream__epoch", "first_offset", "last_offset", "recorded_at", "body"
        )[:batches_max]
    )
    return [
        Stretch(stream=n, epoch=e, first=f, last=t, at=at, body=bytes(body))
        for n, e, f, t, at, body in rows
    ]


def _cut(whole: Stretch, after: int) -> Stretch:
    """The part of a batch past an offset."""
    if after < whole.first:
        return whole
    lines = whole.body.split(b"\n")[after - whole.first + 1 :]
    return Stretch(
        stream=whole.stream,
        epoch=whole.epoch,
        first=after + 1,
        last=whole.last,
        at=whole.at,
        body=b"\n".join(lines),
    )
