"""The board: a match's result as one record, as `manage.py replay_match --json` prints it."""

from collections.abc import Mapping

from msgspec import Struct

from community.core.types import Count, Identifier
from community.matches.facts import ClockMillis, Period, Side
from community.matches.scores import Sides, by_side, cards, counted, goals, shootout
from community.matches.state import MatchState
from community.matches.timeline import TimelineIncident


class BoardGoal(Struct, frozen=True, kw_only=True):
    """A goal for side; player is a name, or None when nobody was named."""

    period: Period
    clock_ms: ClockMillis
    side: Side
    player: str | None
    own_goal: bool
    penalty: bool


class Board(Struct, frozen=True, kw_only=True):
    """A match's result; shootout is None when there was none. facts and head count the log."""

    match: Identifier
    score: Sides
    shootout: Sides | None
    half_time: Sides
    corners: Sides
    yellow: Sides
    second_yellow: Sides
    red: Sides
    shots: Sides
    goals: list[BoardGoal]
    facts: Count
    head: Count


def board(
    state: MatchState, *, match: str, facts: int, head: int, names: Mapping[str, str]
) -> Board:
    """Read the board off a state; names are players' by id, and an unknown player keeps the id."""
    scored = goals(state)
    return Board(
        match=match,
        score=by_side(scored),
        shootout=shootout(state),
        half_time=by_side(goal for goal in scored if goal.period == 1),
        corners=counted(state, "corners"),
        yellow=cards(state, "yellow"),
        second_yellow=cards(state, "second_yellow"),
        red=cards(state, "red"),
        shots=counted(state, "shots"),
        goals=[_goal(goal, names) for goal in scored],
        facts=facts,
        head=head,
    )


def _goal(goal: TimelineIncident, names: Mapping[str, str]) -> BoardGoal:
    assert goal.side is not None, "every goal is for a side"
    return BoardGoal(
        period=goal.period,
        clock_ms=goal.clock_ms,
        side=goal.side,
        player=names.get(goal.player, goal.player) if goal.player else None,
        own_goal=goal.type == "match.own_goal",
        penalty=goal.penalty,
    )
