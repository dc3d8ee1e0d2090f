"""Retention: the owner drops a stream whole when its time has come; its size and root stay."""

from django.db import connections, transaction

from community.core import clock
from community.core.merkle import Frontier
from community.streams.errors import UnknownStreamError
from community.streams.models import Batch, Operation, Stream, Tombstone

OWNER = "owner"


def drop(name: str) -> Tombstone:
    """Remove a stream with all its facts; nothing can be appended to its name again.

    Locks the stream. Raises UnknownStreamError.
    """
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        cursor.execute("SET LOCAL terrace.retention = 'on'")
        rows = Stream.objects.using(OWNER).filter(name=name)
        stream = rows.select_for_update().first()
        if stream is None:
            raise UnknownStreamError(stream=name)
        root = Frontier.from_bytes(bytes(stream.frontier), size=stream.head).root()
        tombstone = Tombstone.objects.using(OWNER).create(
            name=name,
            epoch=stream.epoch,
            size=stream.head,
            root=root,
            dropped_at=clock.now(),
        )
        Batch.objects.using(OWNER).filter(stream=stream).delete()
        Operation.objects.using(OWNER).filter(stream=name).delete()
        stream.delete()  # its producers, cursors and snapshots go with it
    return tombstone
