"""Tallies: what each touch counts for."""

from typing import Any

import pytest

from community.matches import facts
from community.matches.tallies import STATS, TALLIES, minute_of
from community.streams import catalogue

MOMENT: dict[str, Any] = {"period": 1, "clock_ms": 1_000, "side": "home"}
NEAR = MOMENT | {"x": 667, "y": 500}
FAR = MOMENT | {"x": 666, "y": 500}


def tally(data):
    return TALLIES[catalogue.entry_of(data).type](data)


@pytest.mark.parametrize(
    ("data", "names", "pressure"),
    [
        (facts.MatchPass(**FAR), {"passes", "passes_accurate", "touches"}, 0),
        (facts.MatchPass(**NEAR, accurate=False), {"passes", "touches"}, 1),
        (facts.MatchPass(**MOMENT), {"passes", "passes_accurate", "touches"}, 0),
        (facts.MatchShot(**NEAR), {"shots", "touches"}, 4),
        (facts.MatchShot(**FAR, on_target=True), {"shots", "shots_on_target", "touches"}, 7),
        (facts.MatchFoul(**NEAR), {"fouls"}, 0),
        (facts.MatchDuel(**NEAR, won=True), {"duels_won", "touches"}, 1),
        (facts.MatchDuel(**FAR), {"touches"}, 0),
        (facts.MatchTouch(**NEAR, kind="clearance"), {"touches"}, 1),
        (facts.MatchTouch(**NEAR, kind="whistle"), set(), 0),
        (facts.MatchTouch(**NEAR, kind="ball_out"), set(), 0),
        (facts.MatchSave(**NEAR), {"saves", "touches"}, 0),
        (facts.MatchOffside(**NEAR), {"offsides"}, 0),
        (facts.MatchCorner(**MOMENT), {"corners", "touches"}, 3),
    ],
    ids=[
        "pass",
        "lost pass near goal",
        "pass from nowhere",
        "shot wide",
        "shot on target",
        "foul",
        "won duel near goal",
        "lost duel",
        "clearance",
        "whistle",
        "ball out",
        "save",
        "offside",
        "corner",
    ],
)
def test_a_touch_raises_its_own_statistics_and_pressure(data, names, pressure):
    raised, weight = tally(data)

    assert set(raised) == names
    assert len(raised) == len(names)
    assert weight == pressure
    assert names <= set(STATS)


def test_every_touch_of_the_catalogue_is_counted_and_nothing_else():
    touches = {entry.type for entry in catalogue.entries() if issubclass(entry.data, facts.Touch)}

    assert set(TALLIES) == touches


@pytest.mark.parametrize(
    ("period", "clock_ms", "minute"),
    [
        (1, 0, "1:0"),
        (1, 59_999, "1:0"),
        (1, 60_000, "1:1"),
        (2, 0, "2:0"),
        (1, 69 * 60_000, "1:69"),
        (1, 4 * 3_600_000, "1:69"),
        (4, 4 * 3_600_000, "4:34"),
        (5, 4 * 3_600_000, "5:4"),
    ],
)
def test_a_minute_is_counted_from_its_periods_start_and_the_last_takes_the_rest(
    period, clock_ms, minute
):
    assert minute_of(period, clock_ms) == minute
