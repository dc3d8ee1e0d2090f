"""What one touch adds to its side's statistics and to the pressure of its minute; knows no match.

A tally is a pure function of a fact's data, so taking a fact back adds it with the other sign.
"""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from community.matches.facts import MatchDuel, MatchPass, MatchShot, MatchTouch, Touch

# The names of the statistics raised, and the pressure added, a whole weight >= 0.
Tally: TypeAlias = tuple[tuple[str, ...], int]

STATS: Final = (
    "passes",
    "passes_accurate",
    "shots",
    "shots_on_target",
    "corners",
    "fouls",
    "offsides",
    "saves",
    "duels_won",
    "touches",
)

# Pressure is our own measure: a touch near goal, a corner, a shot, by the danger each brings.
FINAL_THIRD_X: Final = 667
FINAL_THIRD_WEIGHT: Final = 1
CORNER_WEIGHT: Final = 3
SHOT_WEIGHT: Final = 4
SHOT_ON_TARGET_WEIGHT: Final = 7

# Minutes told apart in periods 0..5; play past the last adds to the last, so the map is bounded.
MINUTES_MAX: Final = (0, 70, 70, 35, 35, 5)
_MINUTES: Final = tuple(
    tuple(f"{period}:{minute}" for minute in range(minutes))
    for period, minutes in enumerate(MINUTES_MAX)
)
_MINUTE_MS: Final = 60_000

# Stoppages are told as touches of these kinds, but nobody touches the ball.
_STOPPAGES: Final = frozenset({"ball_out", "whistle"})


def minute_of(period: int, clock_ms: int) -> str:
    """Name the minute of a moment, counted in its period: "2:0" opens the second half."""
    minutes = _MINUTES[period]
    minute = clock_ms // _MINUTE_MS
    return minutes[minute] if minute < len(minutes) else minutes[-1]


def _pressed(data: Touch) -> int:
    return FINAL_THIRD_WEIGHT if data.x is not None and data.x >= FINAL_THIRD_X else 0


_PASS: Final = ("passes", "touches")
_PASS_ACCURATE: Final = ("passes", "passes_accurate", "touches")


def _pass(data: MatchPass) -> Tally:
    return _PASS_ACCURATE if data.accurate else _PASS, _pressed(data)


def _shot(data: MatchShot) -> Tally:
    if data.on_target:
        return ("shots", "shots_on_target", "touches"), SHOT_ON_TARGET_WEIGHT
    return ("shots", "touches"), SHOT_WEIGHT


def _duel(data: MatchDuel) -> Tally:
    return ("duels_won", "touches") if data.won else ("touches",), _pressed(data)


def _touch(data: MatchTouch) -> Tally:
    if data.kind in _STOPPAGES:
        return (), 0
    return ("touches",), _pressed(data)


def _corner(_: Touch) -> Tally:
    return ("corners", "touches"), CORNER_WEIGHT


def _foul(_: Touch) -> Tally:
    return ("fouls",), 0


def _offside(_: Touch) -> Tally:
    return ("offsides",), 0


def _save(_: Touch) -> Tally:
    return ("saves", "touches"), 0


# Every fact type that is counted, with its tally; the data's class follows from the type.
TALLIES: Final[dict[str, Callable[[Any], Tally]]] = {
    "match.pass": _pass,
    "match.shot": _shot,
    "match.foul": _foul,
    "match.duel": _duel,
    "match.touch": _touch,
    "match.save": _save,
    "match.offside": _offside,
    "match.corner": _corner,
}
