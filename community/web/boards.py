"""The boards a list of matches shows, from their latest rows; the socket brings what is newer."""

from datetime import datetime

from community.core.types import JsonObject
from community.matches import selectors
from community.matches.models import Fixture, Scoreboard


def boards(*, after: datetime, before: datetime, limit: int) -> list[tuple[Fixture, JsonObject]]:
    """Fixtures kicking off between two moments, by kick-off, each with its row as a state."""
    shown = (
        selectors.fixtures()
        .select_related("scoreboard")
        .filter(kickoff_at__gte=after, kickoff_at__lt=before, scoreboard__isnull=False)
    )
    return [(fixture, state_of(fixture.scoreboard)) for fixture in shown[:limit]]


def state_of(row: Scoreboard) -> JsonObject:
    """The part of a match's public state that its row holds."""
    period = row.period or 1
    state: JsonObject = {
        "status": row.status,
        "score": {"home": row.home, "away": row.away},
        "stages": {str(reached): {} for reached in range(1, period + 1)},
    }
    if row.period is not None:
        state["clock"] = {"period": row.period, "clock_ms": row.clock_ms}
    if row.shootout_home is not None:
        state["shootout"] = {"home": row.shootout_home, "away": row.shootout_away}
    return state
