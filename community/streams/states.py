"""States of many streams at one moment, in three queries however many there are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from community.streams import catalogue, folds
from community.streams.models import Batch, Snapshot, Stream
from community.streams.selectors import Folded


def folded_each(names: Sequence[str], *, as_of: datetime) -> dict[str, Folded]:
    """Each stream's state at its head of a moment; streams unknown or without a fold are left out.

    A stream that had no fact by then stands at offset 0.
    """
    rows = {row.pk: row for row in Stream.objects.filter(name__in=names)}
    folding = {
        pk: fold for pk, row in rows.items() if (fold := folds.fold_of(row.name)) is not None
    }
    found = _snapshots(folding, as_of=as_of)
    for pk, fold in folding.items():
        found.setdefault(pk, (0, fold.empty()))
    later = Q(pk__in=[])
    for pk, (offset, _) in found.items():
        later |= Q(stream_id=pk, last_offset__gt=offset, recorded_at__lte=as_of)
    batches = (
        Batch.objects.filter(later)
        .order_by("stream_id", "first_offset")
        .values_list("stream_id", "first_offset", "body")
    )
    for pk, first, body in batches.iterator(chunk_size=64):
        offset, state = found[pk]
        lines = bytes(body).split(b"\n")[offset + 1 - first :]
        folding[pk].fold(state, enumerate(map(catalogue.decode, lines), start=offset + 1))
        found[pk] = (offset + len(lines), state)
    return {
        rows[pk].name: Folded(
            stream=rows[pk].name, epoch=rows[pk].epoch, offset=offset, state=state
        )
        for pk, (offset, state) in found.items()
    }


def _snapshots(
    folding: dict[int, folds.Fold[Any]], *, as_of: datetime
) -> dict[int, tuple[int, Any]]:
    """(offset, state) of each stream's newest snapshot by a moment, of those that have one."""
    fit = Q(pk__in=[])
    for fold in {fold.kind: fold for fold in folding.values()}.values():
        fit |= Q(stream__kind=fold.kind, fold_version=fold.version)
    newest = (
        Snapshot.objects.filter(fit, stream_id__in=folding, recorded_at__lte=as_of)
        .filter(epoch=F("stream__epoch"))
        .order_by("stream_id", "-offset")
        .distinct("stream_id")
    )
    return {
        row.stream_id: (row.offset, folding[row.stream_id].load(bytes(row.state))) for row in newest
    }
