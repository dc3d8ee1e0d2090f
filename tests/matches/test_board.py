"""The final board: what replaying a match prints."""

from typing import Any

import msgspec

from community.matches import facts
from community.matches.board import board
from tests.matches.factories import folded, retracted, told

NAMES = {"player_5f2c": "Ada Home", "player_77aa": "Bea Away"}


def result(*given):
    read = board(folded(given), match="match_1", facts=len(given), head=9, names=NAMES)
    return msgspec.to_builtins(read)


def goal(period, clock_ms, side, *, player=None):
    return told(facts.MatchGoal(period=period, clock_ms=clock_ms, side=side, player=player))


def test_the_board_of_a_match_without_facts_is_all_zeros():
    nil = {"home": 0, "away": 0}

    assert result() == {
        "match": "match_1",
        "score": nil,
        "shootout": None,
        "half_time": nil,
        "corners": nil,
        "yellow": nil,
        "second_yellow": nil,
        "red": nil,
        "shots": nil,
        "goals": [],
        "facts": 0,
        "head": 9,
    }


def test_goals_are_listed_by_the_match_clock_with_names():
    own_goal = told(
        facts.MatchOwnGoal(period=1, clock_ms=60_000, side="away", player="player_5f2c")
    )
    penalty = told(
        facts.MatchGoal(period=2, clock_ms=0, side="away", player="player_unknown", penalty=True)
    )

    read = result(
        penalty, goal(1, 90_000, "home", player="player_77aa"), own_goal, goal(2, 1, "home")
    )

    assert read["score"] == {"home": 2, "away": 2}
    assert read["half_time"] == {"home": 1, "away": 1}
    assert [(goal["clock_ms"], goal["side"], goal["player"]) for goal in read["goals"]] == [
        (60_000, "away", "Ada Home"),
        (90_000, "home", "Bea Away"),
        (0, "away", "player_unknown"),
        (1, "home", None),
    ]
    assert [goal["own_goal"] for goal in read["goals"]] == [True, False, False, False]
    assert [goal["penalty"] for goal in read["goals"]] == [False, False, True, False]


def test_goals_of_one_moment_are_listed_by_source_time_then_id():
    tie: dict[str, Any] = {"period": 1, "clock_ms": 60_000, "side": "home"}
    late = told(facts.MatchGoal(**tie, player="late"), id="event_1", at=2_000)
    early = told(facts.MatchGoal(**tie, player="early"), id="event_3", at=1_000)
    first = told(facts.MatchGoal(**tie, player="first"), id="event_2", at=1_000)

    assert [goal["player"] for goal in result(late, early, first)["goals"]] == [
        "first",
        "early",
        "late",
    ]


def test_a_struck_goal_is_not_on_the_board():
    scored = goal(1, 60_000, "home")

    read = result(scored, retracted(scored.id, scored.data))

    assert read["goals"] == []
    assert read["score"] == read["half_time"] == {"home": 0, "away": 0}


def test_cards_corners_shots_and_kicks_are_counted_by_side():
    moment: dict[str, Any] = {"period": 5, "clock_ms": 0}

    read = result(
        told(facts.MatchCard(**moment, side="home", colour="yellow")),
        told(facts.MatchCard(**moment, side="home", colour="second_yellow")),
        told(facts.MatchCard(**moment, side="away", colour="red")),
        told(facts.MatchCorner(**moment, side="away")),
        told(facts.MatchShot(**moment, side="home")),
        told(facts.MatchShootoutKick(**moment, side="home", scored=True)),
        told(facts.MatchShootoutKick(**moment, side="away", scored=False)),
    )

    assert read["yellow"] == read["second_yellow"] == {"home": 1, "away": 0}
    assert read["red"] == read["corners"] == {"home": 0, "away": 1}
    assert read["shots"] == read["shootout"] == {"home": 1, "away": 0}
