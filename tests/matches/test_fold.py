"""The fold: any order of facts, and every revision of them, comes to one state."""

import msgspec
import pytest

from community.matches.facts import (
    MatchClock,
    MatchCorner,
    MatchFeedResumed,
    MatchFeedSilent,
    MatchGoal,
    MatchLineup,
    MatchOwnGoal,
    MatchPass,
    MatchScheduled,
    MatchShot,
)
from community.matches.state import SOURCES_MAX
from community.streams.facts import Fact
from tests.matches.factories import (
    FOLD,
    KICKOFF_AT,
    amended,
    event_id,
    folded,
    projected,
    retracted,
    told,
)

GOAL = MatchGoal(period=1, clock_ms=754_200, side="home", player="player_5f2c")
PASS = MatchPass(period=1, clock_ms=10_000, side="home", x=700, y=500)


def fixture(kickoff_at, *, at):
    return told(
        MatchScheduled(
            home="club_1a",
            away="club_2b",
            competition="competition_3c",
            season="season_4d",
            kickoff_at=kickoff_at,
        ),
        at=at,
    )


def silent(source, *, since):
    return told(MatchFeedSilent(since=since, source=source), at=since + 30_000)


def resumed(source, *, at):
    return told(MatchFeedResumed(silent_ms=45_000, source=source), at=at)


def test_a_match_of_which_nothing_was_told_is_scheduled_and_empty():
    nobody = dict.fromkeys(projected()["stats"]["home"], 0)

    assert projected() == {
        "status": "scheduled",
        "score": {"home": 0, "away": 0},
        "stages": {},
        "stats": {"home": nobody, "away": nobody},
        "incidents": {},
        "touches": {},
        "momentum": {},
        "lineups": {"home": {}, "away": {}},
        "feed": {},
    }


def test_a_late_fact_never_rewinds_the_clock():
    state = projected(
        told(MatchClock(period=2, clock_ms=60_000), at=KICKOFF_AT + 5_000),
        told(MatchClock(period=1, clock_ms=2_700_000), at=KICKOFF_AT + 6_000),
        told(PASS, at=KICKOFF_AT + 7_000),
    )

    assert state["clock"] == {
        "period": 2,
        "clock_ms": 60_000,
        "at": KICKOFF_AT + 5_000,
        "running": True,
    }


def test_of_two_tellings_of_a_moment_the_clock_keeps_the_earlier_source_time():
    state = projected(
        told(MatchClock(period=1, clock_ms=60_000), at=KICKOFF_AT + 64_000),
        told(MatchClock(period=1, clock_ms=60_000), at=KICKOFF_AT + 60_000),
        told(MatchClock(period=1, clock_ms=60_000), at=KICKOFF_AT + 68_000),
    )

    assert state["clock"]["at"] == KICKOFF_AT + 60_000


def test_of_two_touches_at_a_moment_the_clock_keeps_the_earlier_source_time():
    state = projected(told(PASS, at=KICKOFF_AT + 14_000), told(PASS, at=KICKOFF_AT + 10_000))

    assert state["clock"]["at"] == KICKOFF_AT + 10_000


def test_a_goal_told_twice_under_one_id_counts_once():
    goal = told(GOAL)

    assert projected(goal, goal)["score"] == {"home": 1, "away": 0}


def test_a_retracted_goal_stays_struck_and_scores_nothing():
    goal = told(GOAL)

    state = projected(goal, retracted(goal.id, GOAL))

    assert state["score"] == {"home": 0, "away": 0}
    assert state["incidents"] == {
        goal.id: {
            "type": "match.goal",
            "period": 1,
            "clock_ms": 754_200,
            "at": goal.at,
            "side": "home",
            "player": "player_5f2c",
            "revision": 1,
            "struck": True,
        }
    }


def test_a_retraction_that_comes_first_strikes_its_goal_all_the_same():
    goal = told(GOAL)
    retraction = retracted(goal.id, GOAL)

    assert projected(retraction, goal) == projected(goal, retraction)


def test_an_amended_goal_becomes_the_own_goal_it_was():
    goal = told(GOAL)
    own_goal = MatchOwnGoal(period=1, clock_ms=754_200, side="home", player="player_77aa")

    state = projected(goal, amended(goal.id, GOAL, own_goal))

    assert state["score"] == {"home": 1, "away": 0}
    assert state["incidents"][goal.id]["type"] == "match.own_goal"
    assert state["incidents"][goal.id]["player"] == "player_77aa"
    assert state["incidents"][goal.id]["revision"] == 1


def test_an_amendment_after_a_retraction_brings_the_goal_back():
    goal = told(GOAL)

    state = projected(
        goal,
        retracted(goal.id, GOAL, revision=1),
        amended(goal.id, GOAL, GOAL, revision=2, struck=True),
    )

    assert state["score"] == {"home": 1, "away": 0}
    assert "struck" not in state["incidents"][goal.id]


def test_a_shot_amended_into_a_goal_is_on_the_timeline_and_no_shot():
    shot = MatchShot(period=1, clock_ms=754_200, side="home", x=900, y=500)
    first = told(shot)

    state = projected(first, amended(first.id, shot, GOAL))

    assert state["score"] == {"home": 1, "away": 0}
    assert state["stats"]["home"]["shots"] == 0
    assert state["touches"] == {}


def test_a_goal_amended_into_a_shot_is_struck_and_a_shot():
    shot = MatchShot(period=1, clock_ms=754_200, side="home", x=900, y=500)
    goal = told(GOAL)

    state = projected(goal, amended(goal.id, GOAL, shot))

    assert state["score"] == {"home": 0, "away": 0}
    assert state["incidents"][goal.id]["struck"] is True
    assert state["stats"]["home"]["shots"] == 1
    assert list(state["touches"]) == [f"{goal.id}@1"]


def test_a_corner_taken_back_twice_is_subtracted_once():
    corner = MatchCorner(period=1, clock_ms=5_000, side="away")
    first, other = told(corner), told(corner)

    state = projected(
        first,
        other,
        retracted(first.id, corner, revision=1),
        retracted(first.id, corner, revision=2, struck=True),
    )

    assert state["stats"]["away"]["corners"] == 1


def test_a_retraction_without_its_target_shows_nothing_below_zero():
    state = projected(retracted(event_id(1), PASS))

    assert state["stats"]["home"]["passes"] == 0
    assert state["momentum"] == {"1:0": {"home": 0, "away": 0}}
    assert state["clock"]["clock_ms"] == 10_000


def test_a_correction_of_something_told_anew_changes_nothing():
    lineup = MatchLineup(side="home", starting=["player_5f2c"], bench=[])
    first = told(lineup)

    corrected = projected(
        first,
        amended(first.id, lineup, lineup),
        retracted(first.id, lineup, revision=2),
    )

    assert corrected == projected(first)


def test_a_fixture_and_a_line_up_are_as_last_told_by_source_time():
    def lineup(player, *, at):
        return told(MatchLineup(side="home", starting=[player], bench=[]), at=at)

    state = projected(
        fixture(KICKOFF_AT + 3_600_000, at=2_000),
        fixture(KICKOFF_AT, at=1_000),
        lineup("player_new", at=2_000),
        lineup("player_old", at=1_000),
    )

    assert state["fixture"]["kickoff_at"] == KICKOFF_AT + 3_600_000
    assert state["lineups"] == {"home": {"player_new": "starting"}, "away": {}}


def test_of_two_line_ups_of_one_source_time_the_same_one_holds_in_any_order():
    one = told(MatchLineup(side="home", starting=["player_a"], bench=[]), id=event_id(1), at=1)
    two = told(MatchLineup(side="home", starting=["player_b"], bench=[]), id=event_id(2), at=1)

    assert projected(one, two) == projected(two, one)


def test_a_silent_feed_is_shown_until_it_speaks_again():
    silence = silent("wyscout", since=KICKOFF_AT)

    assert projected(silence)["feed"] == {"silent_since": KICKOFF_AT, "source": "wyscout"}
    assert projected(silence, resumed("wyscout", at=KICKOFF_AT + 45_000))["feed"] == {}


def test_of_two_silent_feeds_the_one_silent_longest_is_shown():
    state = projected(
        silent("wyscout", since=KICKOFF_AT + 1_000), silent("generic", since=KICKOFF_AT)
    )

    assert state["feed"] == {"silent_since": KICKOFF_AT, "source": "generic"}


def test_more_sources_than_a_match_can_have_are_left_out():
    state = folded(silent(f"source_{number}", since=KICKOFF_AT) for number in range(20))

    assert list(state.silences) == [f"source_{number}" for number in range(SOURCES_MAX)]


def test_facts_of_no_concern_are_passed_over():
    stranger = Fact(type="match.weather", v=1, id=event_id(1), at=KICKOFF_AT, data=None)

    assert projected(stranger) == projected()


def test_thousands_of_facts_fold_in_one_call_as_one_by_one():
    passes = [
        told(MatchPass(period=1, clock_ms=number * 1_000, side="home", x=number % 1_000, y=0))
        for number in range(2_500)
    ]
    one_by_one = FOLD.empty()
    for offset, fact in enumerate(passes, start=1):
        FOLD.fold(one_by_one, [(offset, fact)])

    assert folded(passes) == one_by_one
    assert FOLD.project(one_by_one)["stats"]["home"]["passes"] == 2_500


def test_every_material_fact_every_revision_and_every_silence_is_told():
    assert FOLD.notices == {
        "match.amended",
        "match.card",
        "match.feed_resumed",
        "match.feed_silent",
        "match.full_time",
        "match.goal",
        "match.kicked_off",
        "match.own_goal",
        "match.penalty",
        "match.period_ended",
        "match.period_started",
        "match.retracted",
        "match.shootout_kick",
        "match.substitution",
        "match.var_check",
    }


def test_a_stored_state_is_read_back_whole():
    goal = told(GOAL)
    state = folded([fixture(KICKOFF_AT, at=1), goal, told(PASS), silent("generic", since=1)])

    assert FOLD.load(FOLD.dump(state)) == state


def test_what_is_no_state_is_not_loaded():
    with pytest.raises(msgspec.ValidationError):
        FOLD.load(b'{"clock": 7}')
