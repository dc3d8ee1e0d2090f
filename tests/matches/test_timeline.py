"""The timeline: every incident at its last revision."""

from typing import Any

import pytest

from community.matches import facts
from community.matches.timeline import INCIDENTS_MAX, Timeline, TimelineIncident, enter, is_material
from tests.matches.factories import KICKOFF_AT, event_id, projected, told

MOMENT: dict[str, Any] = {"period": 2, "clock_ms": 1_260_000}
BY_HOME = MOMENT | {"side": "home", "player": "player_5f2c"}


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (facts.MatchKickedOff(), {"period": 1, "clock_ms": 0}),
        (facts.MatchPeriodStarted(period=2), {"period": 2, "clock_ms": 0}),
        (facts.MatchPeriodEnded(**MOMENT), MOMENT),
        (facts.MatchFullTime(**MOMENT), MOMENT),
        (
            facts.MatchGoal(**BY_HOME, assist="player_77aa", penalty=True),
            BY_HOME | {"assist": "player_77aa", "penalty": True},
        ),
        (
            facts.MatchGoal(**MOMENT, side="home", reason="The feed missed it."),
            MOMENT | {"side": "home", "by_hand": True},
        ),
        (facts.MatchOwnGoal(**BY_HOME), BY_HOME),
        (facts.MatchPenalty(**BY_HOME), BY_HOME),
        (facts.MatchShootoutKick(**BY_HOME, scored=False), BY_HOME | {"scored": False}),
        (facts.MatchCard(**BY_HOME, colour="red"), BY_HOME | {"colour": "red"}),
        (facts.MatchSubstitution(**BY_HOME, off="player_77aa"), BY_HOME | {"off": "player_77aa"}),
        (
            facts.MatchVarCheck(**MOMENT, subject="goal", outcome="stands", target="event_9d"),
            MOMENT | {"subject": "goal", "outcome": "stands", "target": "event_9d"},
        ),
    ],
    ids=[
        "kick-off",
        "start",
        "end",
        "full time",
        "goal",
        "goal set by hand",
        "own goal",
        "penalty",
        "kick",
        "card",
        "substitution",
        "check",
    ],
)
def test_an_incident_is_shown_with_all_its_fact_tells(data, shown):
    fact = told(data, at=KICKOFF_AT)

    assert projected(fact)["incidents"] == {fact.id: {"type": fact.type, "at": KICKOFF_AT} | shown}


def test_a_touch_is_not_material_and_a_goal_is():
    assert not is_material("match.pass")
    assert is_material("match.goal")


def incident(**changes):
    fields: dict[str, Any] = {
        "type": "match.goal",
        "period": 1,
        "clock_ms": 1_000,
        "at": KICKOFF_AT,
    }
    return TimelineIncident(**fields | changes)


def entered(*tellings):
    timeline: Timeline = {}
    for telling in tellings:
        enter(timeline, "event_1", telling)
    return timeline["event_1"]


def test_the_highest_revision_holds_and_keeps_the_earliest_source_time():
    first = incident(side="home")
    second = incident(side="away", revision=2, at=KICKOFF_AT + 5_000)

    assert entered(first, second) == entered(second, first)
    assert entered(first, second) == incident(side="away", revision=2)


def test_two_tellings_of_one_revision_have_an_order_of_their_own():
    home, away = incident(side="home", at=KICKOFF_AT + 1), incident(side="away")
    struck = incident(side="away", struck=True)

    assert entered(home, away) == entered(away, home) == incident(side="home")
    assert entered(home, away, struck) == entered(struck, home, away) == struck


def test_past_the_bound_unknown_events_are_left_out_and_known_ones_still_revised():
    timeline: Timeline = {}
    for number in range(INCIDENTS_MAX + 1):
        enter(timeline, event_id(number), incident())
    enter(timeline, event_id(0), incident(revision=1, struck=True))

    assert len(timeline) == INCIDENTS_MAX
    assert event_id(INCIDENTS_MAX) not in timeline
    assert timeline[event_id(0)].struck
