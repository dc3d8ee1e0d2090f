"""States of many streams at one moment, in three queries however many there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from django.db.models import F, Q

from community.streams import catalogue, folds
from community.streams.models import Batch, Snapshot, Stream
from community.streams.selectors import Folded

_LINES_AT_ONCE: Final = 1_000
_NO_END: Mapping[str, int] = MappingProxyType({})


def folded_each(
    names: Sequence[str], *, as_of: datetime, until: Mapping[str, int] = _NO_END
) -> dict[str, Folded]:
    """Each stream's state at its head of a moment; streams unknown or without a fold are left out.

    until: for some streams the offset at which to stop, though more was recorded by then.
    A stream that had no fact by then stands at offset 0.
    """
    rows = {row.pk: row for row in Stream.objects.filter(name__in=names)}
    folding = {
        pk: fold for pk, row in rows.items() if (fold := folds.fold_of(row.name)) is not None
    }
    ends = {pk: until[row.name] for pk, row in rows.items() if row.name in until}
    found = _snapshots(folding, as_of=as_of, ends=ends)
    for pk, fold in folding.items():
        found.setdefault(pk, (0, fold.empty()))
    later = Q(pk__in=[])
    for pk, (offset, _) in found.items():
        due = Q(stream_id=pk, last_offset__gt=offset, recorded_at__lte=as_of)
        later |= due & Q(first_offset__lte=ends[pk]) if pk in ends else due
    batches = (
        Batch.objects.filter(later)
        .order_by("stream_id", "first_offset")
        .values_list("stream_id", "first_offset", "body")
    )
    for pk, rows_of in groupby(batches.iterator(chunk_size=64), key=itemgetter(0)):
        offset, state = found[pk]
        for lines in _whole(rows_of, after=offset, until=ends.get(pk)):
            folding[pk].fold(state, enumerate(map(catalogue.decode, lines), start=offset + 1))
            offset += len(lines)
        found[pk] = (offset, state)
    return {
        rows[pk].name: Folded(
            stream=rows[pk].name, epoch=rows[pk].epoch, offset=offset, state=state
        )
        for pk, (offset, state) in found.items()
    }


def _whole(
    batches: Iterable[tuple[int, int, bytes | memoryview]], *, after: int, until: int | None
) -> Iterator[list[bytes]]:
    """The facts of a stream's batches past an offset, many at once: a fold has a price a call."""
    lines: list[bytes] = []
    for _, first, body in batches:
        last = None if until is None else until + 1 - first
        lines += bytes(body).split(b"\n")[max(0, after + 1 - first) : last]
        if len(lines) >= _LINES_AT_ONCE:
            yield lines
            lines = []
    if lines:
        yield lines


def _snapshots(
    folding: dict[int, folds.Fold[Any]], *, as_of: datetime, ends: Mapping[int, int]
) -> dict[int, tuple[int, Any]]:
    """(offset, state) of each stream's newest snapshot by a moment, of those that have one."""
    past = Q(pk__in=[])
    for pk, end in ends.items():
        past |= Q(stream_id=pk, offset__gt=end)
    fit = Q(pk__in=[])
    for fold in {fold.kind: fold for fold in folding.values()}.values():
        fit |= Q(stream__kind=fold.kind, fold_version=fold.version)
    newest = (
        Snapshot.objects.filter(fit, ~past, stream_id__in=folding, recorded_at__lte=as_of)
        .filter(epoch=F("stream__epoch"))
        .order_by("stream_id", "-offset")
        .distinct("stream_id")
    )
    return {
        row.stream_id: (row.offset, folding[row.stream_id].load(bytes(row.state))) for row in newest
    }
