"""Snapshots: states kept every five hundred facts, so that no reader folds from the start."""

from django.db.models import Max

from community.core import clock
from community.streams import folds, selectors
from community.streams.models import Batch, Snapshot, Stream
from community.streams.subscriptions import Read, Subscription

# A page of a moment reads two streams, a match and its talk: together under a thousand facts.
FACTS_PER_SNAPSHOT = 500


def take_due(stream: str, read: list[Read]) -> None:
    """Store a snapshot at every five hundredth of the facts that were read since the one before."""
    fold = folds.fold_of(stream)
    if fold is None:
        return
    row = Stream.objects.get(name=stream)
    stored = row.snapshots.filter(epoch=row.epoch, fold_version=fold.version)
    newest = stored.aggregate(newest=Max("offset"))["newest"] or 0
    # Many may be read at once, and whoever reads back folds fewer than lie between two.
    for at in range(newest + FACTS_PER_SNAPSHOT, read[-1].offset + 1, FACTS_PER_SNAPSHOT):
        take(stream, at=at)


def take(stream: str, *, at: int) -> None:
    """Store a stream's state at an offset; storing it again changes nothing.

    recorded_at is its last fact's own, so that a delayed viewer's rule holds for snapshots too.
    """
    folded = selectors.folded(stream, at=at)
    fold = folds.fold_of(stream)
    assert fold is not None, "only folded kinds have snapshots"
    row = Stream.objects.get(name=stream)
    batch = Batch.objects.filter(stream=row, last_offset__gte=at).order_by("last_offset").first()
    Snapshot.objects.bulk_create(
        [
            Snapshot(
                stream=row,
                epoch=folded.epoch,
                offset=folded.offset,
                fold_version=fold.version,
                state=fold.dump(folded.state),
                recorded_at=batch.recorded_at if batch else clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def subscription() -> Subscription:
    """The subscription that keeps snapshots of every folded kind."""
    return Subscription(
        name="streams.snapshots",
        kinds=frozenset(folds.registered()),
        react=take_due,
        queue="slow",
    )
