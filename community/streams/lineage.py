"""Lineage: whether the log lies where it was written. A restored one is another history.

A dump holds the epochs of its day; facts appended after its restore would meet clients who hold the
old ones. So a database remembers which one it is, and where it finds itself another, every stream
begins a new epoch before anybody is told anything of it.
"""

import logging
from collections.abc import Mapping

from django.db import connection, transaction
from django.db.models import F, Max, QuerySet

from community.core import clock, metrics
from community.streams.models import Lineage, Snapshot, Stream
from community.streams.selectors import Head

logger = logging.getLogger(__name__)

# The cluster, its timeline (a recovery to a point in time and a standby's promotion begin another)
# and the table's own number (a dump makes the table anew).
_MARK = """
SELECT system_identifier || '.' || left(pg_walfile_name(pg_current_wal_lsn()), 8)
    || '.' || 'streams_batch'::regclass::oid,
    (SELECT mark FROM streams_lineage)
FROM pg_control_system()
"""


def settle() -> int:
    """Begin a new epoch of every stream if the log was restored; how many began one.

    Locks the lineage, then the streams. One query when nothing was restored.
    """
    now, known = _marks()
    if now == known:
        return 0
    with transaction.atomic():
        _lock()
        now, known = _marks()  # another process may have settled it meanwhile
        if now == known:
            return 0
        Lineage.objects.update_or_create(pk=1, defaults={"mark": now, "noticed_at": clock.now()})
        # A database that never knew what it is has just been made, and told nobody anything.
        return _begin(Stream.objects.all(), why="restored") if known else 0


def begin_epochs() -> int:
    """Begin a new epoch of every stream; how many. Locks the lineage, then the streams."""
    with transaction.atomic():
        _lock()
        return _begin(Stream.objects.all(), why="told")


def disown(seen: Mapping[str, Head]) -> int:
    """Begin a new epoch of streams that end before what was seen of them; how many did.

    seen: what was committed once, by name. Locks the lineage, then the streams.
    """
    with transaction.atomic():
        _lock()
        rows = Stream.objects.filter(name__in=seen)
        short = [
            row.name
            for row in rows
            if Head(epoch=row.epoch, offset=row.head).is_short_of(seen[row.name])
        ]
        return _begin(Stream.objects.filter(name__in=short), why="shorter") if short else 0


def _marks() -> tuple[str, str | None]:
    """What this database is, and what it knows itself to be."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK)
        now, known = cursor.fetchone()
    return now, known


def _lock() -> None:
    """One change of epochs at a time."""
    Lineage.objects.get_or_create(pk=1, defaults={"mark": "", "noticed_at": clock.now()})
    Lineage.objects.select_for_update(no_key=True).get(pk=1)


def _begin(streams: QuerySet[Stream], *, why: str) -> int:
    newest = streams.aggregate(newest=Max("epoch"))["newest"] or 0
    epoch = max(clock.now_ms(), newest + 1)
    # Snapshots came with their facts and are as true as they: they go on.
    Snapshot.objects.filter(stream__in=streams, epoch=F("stream__epoch")).update(epoch=epoch)
    rows = streams.order_by("name").select_for_update(no_key=True)
    begun = Stream.objects.filter(pk__in=[row.pk for row in rows]).update(epoch=epoch)
    metrics.EPOCHS_BEGUN.inc(begun)
    logger.warning("streams.epochs_begun", extra={"why": why, "streams": begun, "epoch": epoch})
    return begun
