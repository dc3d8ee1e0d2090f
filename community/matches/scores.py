"""What a state comes to by side: goals, kicks, cards, counts; the struck count for nothing."""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from community.core.types import Count
from community.matches.state import MatchState
from community.matches.timeline import TimelineIncident

# The shoot-out's period: it has kicks, and no goals.
SHOOTOUT: Final = 5

_GOALS: Final = frozenset({"match.goal", "match.own_goal"})


class Sides(Struct, frozen=True, kw_only=True):
    """A whole number for each side."""

    home: Count
    away: Count


def goals(state: MatchState) -> list[TimelineIncident]:
    """The goals that stand, in order: by clock, then source time, then the event's id."""
    standing = [
        (told.period, told.clock_ms, told.at, event_id)
        for event_id, told in state.timeline.items()
        if told.type in _GOALS and told.period != SHOOTOUT and not told.struck
    ]
    return [state.timeline[event_id] for *_, event_id in sorted(standing)]


def by_side(incidents: Iterable[TimelineIncident]) -> Sides:
    """How many of the incidents each side has."""
    sides = [told.side for told in incidents]
    return Sides(home=sides.count("home"), away=sides.count("away"))


def stages(state: MatchState) -> dict[str, Sides]:
    """Goals by period, of the periods the clock has reached: "1".."4"."""
    scored = goals(state)
    reached = min(state.clock.period, SHOOTOUT - 1) if state.clock else 0
    return {
        str(period): by_side(goal for goal in scored if goal.period == period)
        for period in range(1, reached + 1)
    }


def shootout(state: MatchState) -> Sides | None:
    """Kicks scored in the shoot-out; None until it is reached."""
    if state.clock is None or state.clock.period != SHOOTOUT:
        return None
    return by_side(told for told in state.timeline.values() if told.scored and not told.struck)


def cards(state: MatchState, colour: str) -> Sides:
    """Cards shown of a colour: yellow, second_yellow or red, each apart from the others."""
    return by_side(
        told for told in state.timeline.values() if told.colour == colour and not told.struck
    )


def counted(state: MatchState, name: str) -> Sides:
    """One of tallies.STATS."""
    return not_below_zero(state.counts["home"][name], state.counts["away"][name])


def not_below_zero(home: int, away: int) -> Sides:
    """Sums as they are shown: below 0 only says that a retraction came before its target."""
    return Sides(home=max(home, 0), away=max(away, 0))
