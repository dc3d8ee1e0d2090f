"""The public state: what viewers are shown of a match, within its bound."""

from typing import Any

import pytest

from community.core import canonical
from community.matches import facts
from community.matches.scoreboard import LINEUP_MAX, Scoreboard
from community.matches.tallies import MINUTES_MAX
from community.matches.timeline import INCIDENTS_MAX
from community.matches.touches import TOUCHES_MAX
from community.streams.folds import STATE_BYTES_MAX
from tests.matches.factories import FOLD, projected, retracted, told
from tests.matches.filled import filled_match

KICK_OFF = facts.MatchKickedOff()
FIRST_HALF = facts.MatchPeriodStarted(period=1)
HALF_TIME = facts.MatchPeriodEnded(period=1, clock_ms=2_820_000)
SECOND_HALF = facts.MatchPeriodStarted(period=2)
NORMAL_TIME = facts.MatchPeriodEnded(period=2, clock_ms=2_890_000)
FULL_TIME = facts.MatchFullTime(period=2, clock_ms=2_890_000)
ANY_TOUCH = facts.MatchPass(period=1, clock_ms=0, side="home")


def goal(period, side="home", clock_ms=60_000):
    return told(facts.MatchGoal(period=period, clock_ms=clock_ms, side=side))


def status(*datas):
    return projected(*[told(data) for data in datas])["status"]


@pytest.mark.parametrize(
    ("datas", "expected"),
    [
        ([], "scheduled"),
        ([KICK_OFF], "live"),
        ([ANY_TOUCH], "live"),
        ([KICK_OFF, FIRST_HALF, HALF_TIME], "break"),
        ([KICK_OFF, FIRST_HALF, HALF_TIME, SECOND_HALF], "live"),
        ([SECOND_HALF, HALF_TIME], "live"),
        ([KICK_OFF, HALF_TIME, SECOND_HALF, NORMAL_TIME], "break"),
        ([KICK_OFF, HALF_TIME, SECOND_HALF, NORMAL_TIME, FULL_TIME], "ended"),
        ([FULL_TIME, KICK_OFF], "ended"),
    ],
)
def test_the_status_follows_from_the_markers_told(datas, expected):
    assert status(*datas) == expected


def test_the_clock_runs_only_while_the_match_is_live():
    assert projected(told(KICK_OFF))["clock"]["running"] is True
    assert projected(told(KICK_OFF), told(HALF_TIME))["clock"]["running"] is False


def test_a_kick_off_taken_back_leaves_the_match_scheduled():
    kick_off = told(KICK_OFF)

    state = projected(kick_off, retracted(kick_off.id, KICK_OFF))

    assert state["status"] == "scheduled"
    assert state["clock"]["running"] is False


def test_a_second_half_taken_back_leaves_the_break():
    start = told(SECOND_HALF)

    state = projected(told(KICK_OFF), told(HALF_TIME), start, retracted(start.id, SECOND_HALF))

    assert state["status"] == "break"


def test_a_start_taken_back_and_told_again_is_a_start():
    start = told(SECOND_HALF)

    state = projected(start, retracted(start.id, SECOND_HALF), told(SECOND_HALF))

    assert state["status"] == "live"


def test_a_start_taken_back_after_play_went_on_changes_nothing():
    start = told(SECOND_HALF)
    play = told(facts.MatchClock(period=2, clock_ms=5_000))

    assert projected(start, retracted(start.id, SECOND_HALF), play)["status"] == "live"


def test_a_full_time_taken_back_gives_the_match_back():
    end = told(FULL_TIME)

    assert projected(told(SECOND_HALF), end, retracted(end.id, FULL_TIME))["status"] == "live"


def test_goals_are_shown_by_period_for_the_periods_reached():
    state = projected(goal(1), goal(2, "away"), goal(2), goal(3))

    assert state["score"] == {"home": 3, "away": 1}
    assert state["stages"] == {
        "1": {"home": 1, "away": 0},
        "2": {"home": 1, "away": 1},
        "3": {"home": 1, "away": 0},
    }
    assert "shootout" not in state


def kick(side, *, scored):
    return told(facts.MatchShootoutKick(period=5, clock_ms=0, side=side, scored=scored))


def test_a_shoot_out_has_kicks_and_no_goals():
    missed = kick("away", scored=False)

    state = projected(kick("home", scored=True), missed, goal(5))

    assert state["shootout"] == {"home": 1, "away": 0}
    assert state["score"] == {"home": 0, "away": 0}
    assert list(state["stages"]) == ["1", "2", "3", "4"]


def test_a_kick_taken_back_is_not_counted():
    scored = kick("home", scored=True)

    assert projected(scored, retracted(scored.id, scored.data))["shootout"] == {
        "home": 0,
        "away": 0,
    }


def test_cards_of_every_colour_are_counted_apart_until_struck():
    def card(colour):
        return told(facts.MatchCard(period=1, clock_ms=0, side="away", colour=colour))

    struck = card("red")
    stats = projected(
        card("yellow"),
        card("yellow"),
        card("second_yellow"),
        struck,
        retracted(struck.id, struck.data),
    )["stats"]["away"]

    assert (stats["yellow"], stats["second_yellow"], stats["red"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("home", "away", "shares"),
    [(1, 2, (33, 67)), (1, 1, (50, 50)), (1, 7, (13, 87)), (0, 1, (0, 100))],
)
def test_possession_is_the_share_of_passes_and_sums_to_a_hundred(home, away, shares):
    by_home = told(facts.MatchPass(period=1, clock_ms=0, side="home"))
    by_away = told(facts.MatchPass(period=1, clock_ms=0, side="away"))

    stats = projected(*[by_home] * home, *[by_away] * away)["stats"]

    assert (stats["home"]["possession"], stats["away"]["possession"]) == shares


def test_momentum_is_summed_by_minute_and_side():
    shot: dict[str, Any] = {"clock_ms": 61_000, "x": 900, "y": 500}

    state = projected(
        told(facts.MatchShot(period=2, side="home", **shot)),
        told(facts.MatchShot(period=2, side="home", **shot, on_target=True)),
        told(facts.MatchCorner(period=2, clock_ms=60_000, side="away")),
    )

    assert state["momentum"] == {"2:1": {"home": 11, "away": 3}}


def test_a_line_up_shows_who_starts_and_who_waits():
    lineup = facts.MatchLineup(
        side="away", starting=["player_a", "player_b"], bench=["player_c", "player_a"]
    )

    assert projected(told(lineup))["lineups"]["away"] == {
        "player_a": "starting",
        "player_b": "starting",
        "player_c": "bench",
    }


def test_a_state_filled_to_every_bound_fits_in_a_frame():
    public = FOLD.project(filled_match())

    assert len(public["incidents"]) == INCIDENTS_MAX
    assert len(public["touches"]) == TOUCHES_MAX
    assert len(public["lineups"]["home"]) == len(public["lineups"]["away"]) == LINEUP_MAX
    assert len(public["momentum"]) == sum(MINUTES_MAX)
    assert set(public) == set(Scoreboard.__struct_fields__)
    assert len(canonical.dumps(public)) <= STATE_BYTES_MAX
