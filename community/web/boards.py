"""The boards a list of matches shows, each folded once for as long as its stream stands still."""

from datetime import datetime
from functools import lru_cache

from community.core.types import JsonObject
from community.matches import selectors
from community.matches.models import Fixture
from community.streams import selectors as streams

# A weekend of matches; a state is at most 64 KiB.
_KEPT_MAX = 128


def boards(
    *, after: datetime, before: datetime, limit: int, as_of: datetime
) -> list[tuple[Fixture, JsonObject]]:
    """Fixtures kicking off between two moments with their states, by kick-off; at most limit."""
    shown = selectors.fixtures().filter(kickoff_at__gte=after, kickoff_at__lt=before)[:limit]
    heads = streams.heads([fixture.stream for fixture in shown])
    return [
        (fixture, _state_at(fixture.stream, head.epoch, offset=head.offset, as_of=as_of))
        for fixture in shown
        if (head := heads.get(fixture.stream)) is not None
    ]


@lru_cache(maxsize=_KEPT_MAX)
def _state_at(stream: str, epoch: int, *, offset: int, as_of: datetime) -> JsonObject:
    """A state at an offset of an epoch never changes, so that it may be kept."""
    assert epoch >= 0, "the epoch is part of the key"
    return streams.folded(stream, as_of=as_of, at=offset).project()
