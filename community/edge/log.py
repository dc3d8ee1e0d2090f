"""The edge's one way to the database: a few questions, each for many topics at once."""

from collections.abc import Mapping, Sequence

from channels.db import database_sync_to_async

from community.config import selectors as config
from community.config.schema import Policies
from community.streams import selectors
from community.streams.selectors import Folded, Head, Stretch

# A read of a backlog brings at most this many batches; the next tick brings the rest.
BATCHES_PER_READ_MAX = 200


@database_sync_to_async
def folded(stream: str) -> Folded:
    """A stream's state at its head; raises UnknownStreamError."""
    return selectors.folded(stream)


@database_sync_to_async
def heads(streams: Sequence[str]) -> dict[str, Head]:
    """Where streams stand, in one query."""
    return selectors.heads(streams)


@database_sync_to_async
def stretches_after(positions: Mapping[str, int]) -> list[Stretch]:
    """What streams hold past positions, in one query."""
    return selectors.stretches_after(positions, batches_max=BATCHES_PER_READ_MAX)


@database_sync_to_async
def policies() -> Policies:
    """The policies in force."""
    return config.current()
