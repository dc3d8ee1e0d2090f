"""Reactions to match facts: the scoreboards that lists show."""

from community.matches.models import Fixture, Scoreboard
from community.streams import selectors
from community.streams.subscriptions import Read, Subscription


def project_scoreboard(stream: str, read: list[Read]) -> None:
    """Bring a match's list row up to the last fact read; a later row stays as it is."""
    match_id = stream.partition(".")[2]
    if not Fixture.objects.filter(pk=match_id).exists():
        return
    folded = selectors.folded(stream, at=read[-1].offset)
    board = folded.project()
    shootout = board.get("shootout", {})
    clock = board.get("clock", {})
    Scoreboard.objects.get_or_create(fixture_id=match_id)
    Scoreboard.objects.filter(fixture_id=match_id, offset__lte=folded.offset).update(
        offset=folded.offset,
        status=board["status"],
        home=board["score"]["home"],
        away=board["score"]["away"],
        shootout_home=shootout.get("home"),
        shootout_away=shootout.get("away"),
        period=clock.get("period"),
        clock_ms=clock.get("clock_ms"),
    )


def subscription() -> Subscription:
    """The subscription that keeps scoreboards."""
    return Subscription(
        name="matches.scoreboards",
        kinds=frozenset({"match"}),
        react=project_scoreboard,
        queue="fast",
    )
