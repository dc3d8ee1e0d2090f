"""A match's state as full as it can be, for those who ask whether it fits."""

from typing import Any

from community.core import canonical
from community.matches import facts
from community.matches.state import SOURCES_MAX
from community.matches.tallies import MINUTES_MAX
from community.matches.timeline import INCIDENTS_MAX
from community.matches.touches import TOUCHES_MAX
from tests.matches.factories import KICKOFF_AT, amended, folded, projected, retracted, told

WIDE = "w" * 80  # ids that are not ours may be this long


def filled_match():
    """The state with every part at its bound and every value at its longest."""
    state = folded([*_incidents(), *_touches(), *_tidings()])
    for side in ("home", "away"):
        state.counts[side] = dict.fromkeys(state.counts[side], 10**9)
    state.pressure = {
        f"{period}:{minute}": [10**5, 10**5]
        for period, minutes in enumerate(MINUTES_MAX)
        for minute in range(minutes)
    }
    return state


def _long_id(kind, number):
    """An id as core.ids makes it: a kind and 24 digits."""
    return f"{kind}_{number:024x}"


def _incidents():
    """The longest incident there is, more often than may be, each one revised and struck."""
    moment: dict[str, Any] = {"period": 5, "clock_ms": 14_400_000}
    player, other = _long_id("player", 1), _long_id("player", 2)
    by_away = moment | {"side": "away", "player": player}
    longest = [
        facts.MatchSubstitution(**by_away, off=other),
        facts.MatchGoal(**by_away, assist=other, penalty=True, reason="r" * 200),
        facts.MatchVarCheck(
            **moment, subject="red_card", outcome="overturned", side="away", target=WIDE
        ),
        facts.MatchCard(**by_away, colour="second_yellow"),
    ]
    widest = max(longest, key=lambda data: len(canonical.dumps(projected(told(data)))))
    return [
        fact
        for number in range(INCIDENTS_MAX + 9)
        for fact in (
            amended(_long_id("event", number), widest, widest, revision=999),
            retracted(_long_id("event", number), widest, revision=1_000),
        )
    ]


def _touches():
    place = {"x": 1_000, "y": 1_000, "to_x": 1_000, "to_y": 1_000}
    touch = facts.MatchOffside(
        period=5, clock_ms=14_400_000, side="away", player=_long_id("player", 1), **place
    )
    return [
        amended(_long_id("event", number), touch, touch, revision=1_000)
        for number in range(2 * TOUCHES_MAX)
    ]


def _tidings():
    squads = [[_long_id("player", number + start) for number in range(40)] for start in (0, 40)]
    return [
        told(
            facts.MatchScheduled(
                home=WIDE, away=WIDE, competition=WIDE, season=WIDE, kickoff_at=253_402_300_799_999
            )
        ),
        *[
            told(facts.MatchLineup(side=side, starting=squads[0], bench=squads[1]))
            for side in ("home", "away")
        ],
        *[
            told(facts.MatchFeedSilent(since=KICKOFF_AT, source=f"{number}{WIDE[1:]}"))
            for number in range(SOURCES_MAX + 1)
        ],
    ]
