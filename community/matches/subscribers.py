"""Reactions to match facts: the scoreboards that lists show, the reels of who looks back."""

from collections.abc import Iterator
from typing import Any

from community.core.types import JsonObject
from community.matches import reel
from community.matches.fold import MatchFold
from community.matches.models import Fixture, Reel, Scoreboard
from community.matches.state import MatchState
from community.streams import selectors
from community.streams.subscriptions import Read, Subscription


def project_scoreboard(stream: str, read: list[Read]) -> None:
    """Bring a match's list row up to the last fact read; a later row stays as it is."""
    match_id = stream.partition(".")[2]
    if not Fixture.objects.filter(pk=match_id).exists():
        return
    folded = selectors.folded(stream, at=read[-1].offset)
    Scoreboard.objects.get_or_create(fixture_id=match_id)
    Scoreboard.objects.filter(fixture_id=match_id, offset__lte=folded.offset).update(
        offset=folded.offset, **_columns(folded.project())
    )


def wind_reel(stream: str, read: list[Read]) -> None:
    """Enter what was read in a match's reel; what is in it already is passed over."""
    match_id = stream.partition(".")[2]
    if not Fixture.objects.filter(pk=match_id).exists():
        return
    row, _ = Reel.objects.get_or_create(fixture_id=match_id)
    wound = reel.Reel(offset=row.offset, marks=row.marks, minutes=row.minutes)
    ahead = read[-1].offset - row.offset
    if ahead > 0:
        wound.take(selectors.facts_after(stream, after=row.offset, limit=ahead))
        Reel.objects.filter(pk=row.pk, offset=row.offset).update(
            offset=wound.offset, marks=wound.marks, minutes=wound.minutes
        )


def scoreboard_differences(stream: str, offset: int, state: MatchState) -> Iterator[str]:
    """What a match's list row says otherwise than its facts; one behind them is not wrong."""
    row = Scoreboard.objects.filter(fixture_id=stream.partition(".")[2], offset=offset).first()
    if row is None:
        return
    for name, value in _columns(MatchFold().project(state)).items():
        if getattr(row, name) != value:
            yield f"the scoreboard's {name} is {getattr(row, name)!r}, the facts say {value!r}"


def _columns(board: JsonObject) -> dict[str, Any]:
    shootout, clock = board.get("shootout", {}), board.get("clock", {})
    return {
        "status": board["status"],
        "home": board["score"]["home"],
        "away": board["score"]["away"],
        "shootout_home": shootout.get("home"),
        "shootout_away": shootout.get("away"),
        "period": clock.get("period"),
        "clock_ms": clock.get("clock_ms"),
    }


def subscription() -> Subscription:
    """The subscription that keeps scoreboards."""
    return Subscription(
        name="matches.scoreboards",
        kinds=frozenset({"match"}),
        react=project_scoreboard,
        queue="fast",
    )


def winding() -> Subscription:
    """The subscription that keeps reels."""
    return Subscription(
        name="matches.reels", kinds=frozenset({"match"}), react=wind_reel, queue="fast"
    )
