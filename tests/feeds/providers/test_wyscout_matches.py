"""Fourteen real matches: what their recordings tell equals the independent answers."""

import json

import pytest

from community.feeds.providers import wyscout
from tests.feeds.providers import counting
from tests.feeds.providers.counting import by_side, cards, names, of_type
from tests.shared_data import shared_folder

WORLD_CUP = (2057964, 2057965, 2057997, 2058003, 2058005, 2058017)
LEAGUE = (2499719, 2499781, 2499841, 2500089, 2500090, 2500091, 2500092, 2500093)
MATCHES = (*WORLD_CUP, *LEAGUE)


@pytest.fixture(scope="module")
def answers():
    expected = json.loads((shared_folder("wyscout") / "expected.json").read_bytes())
    return {answer["match_id"]: answer for answer in expected["football"]}


@pytest.fixture(params=MATCHES, scope="module")
def match_id(request):
    return request.param


@pytest.fixture(scope="module")
def answer(answers, match_id):
    return answers[f"wyscout:{match_id}"]


@pytest.fixture(scope="module")
def recording(match_id):
    return wyscout.read(shared_folder("wyscout") / "events" / f"{match_id}.json.gz")


def clocked(events, *fields):
    return [
        [event.data.period, event.data.clock_ms, *(getattr(event.data, name) for name in fields)]
        for event in events
    ]


def test_sides_names_venue_and_kick_off_are_the_record_s(recording, answer):
    sheet = recording.sheet

    assert {"id": sheet.home.id, "name": sheet.home.name} == answer["teams"]["home"]
    assert {"id": sheet.away.id, "name": sheet.away.name} == answer["teams"]["away"]
    assert sheet.venue == answer["venue"]
    assert by_side(of_type(recording, "match.lineup")) == {"home": 1, "away": 1}


def test_score_by_stage_is_the_feed_s(recording, answer):
    stages = answer["score"]

    assert counting.score(recording, periods=(1,)) == stages["half_time"]
    assert counting.score(recording, periods=(1, 2)) == stages["full_time_90"]
    assert counting.score(recording) == answer["final_score"]


def test_every_goal_has_its_scorer_side_and_moment(recording, answer):
    player_names = names(recording)

    told = [
        {
            "period": goal.data.period,
            "clock_ms": goal.data.clock_ms,
            "side": goal.data.side,
            "player": player_names[goal.data.player],
            "own_goal": goal.type == "match.own_goal",
            "penalty": getattr(goal.data, "penalty", False),
            "provider_event_id": goal.id.split(".")[0],
        }
        for goal in counting.goals(recording)
    ]

    assert told == [{name: goal[name] for name in told[0]} for goal in answer["goals"]]


def test_shoot_out_kicks_are_no_goals_and_no_shots(recording, answer):
    player_names = names(recording)

    kicks = [
        {
            "clock_ms": kick.data.clock_ms,
            "side": kick.data.side,
            "player": player_names[kick.data.player],
            "scored": kick.data.scored,
        }
        for kick in of_type(recording, "match.shootout_kick")
    ]

    assert kicks == [
        {name: kick[name] for name in ("clock_ms", "side", "player", "scored")}
        for kick in answer.get("shootout", [])
    ]


def test_corners_are_those_taken(recording, answer):
    told = of_type(recording, "match.corner")

    assert by_side(told) == {side: answer["corners"][side] for side in counting.SIDES}
    assert clocked(told, "side") == answer["corners"]["timeline"]


def test_cards_have_their_colour_player_and_moment(recording, answer):
    player_names = names(recording)
    told = of_type(recording, "match.card")

    assert [
        [*line[:-1], player_names[line[-1]]] for line in clocked(told, "side", "colour", "player")
    ] == answer["cards"]["timeline"]
    for colour in ("yellow", "second_yellow", "red"):
        assert cards(recording, colour) == answer["cards"][colour]


def test_shots_and_those_on_target_are_counted_as_the_provider_marks_them(recording, answer):
    told = of_type(recording, "match.shot")

    assert by_side(told) == {side: answer["shots"][side] for side in counting.SIDES}
    assert clocked(told, "side", "on_target") == answer["shots"]["timeline"]


def test_every_touch_is_told_once_and_time_never_falls(recording, answer):
    touches = [event for event in recording.events if event.id.isdigit()]
    ids = [event.id for event in recording.events]

    assert len(touches) == answer["events"]["total"]
    assert len(set(ids)) == len(ids)
    assert [event.at for event in recording.events] == sorted(
        event.at for event in recording.events
    )
    assert recording.events[-1].due_ms == max(event.due_ms for event in recording.events)


def test_periods_end_with_their_last_event(recording, answer):
    ended = of_type(recording, "match.period_ended")

    assert {str(event.data.period): event.data.clock_ms for event in ended} == answer[
        "period_last_event_ms"
    ]
    assert [event.data.period for event in of_type(recording, "match.period_started")] == [
        event.data.period for event in ended
    ]
    assert recording.events[-1].type == "match.full_time"


def test_substitutions_stand_at_the_minute_of_the_record(recording, answer):
    player_names = names(recording)
    told = of_type(recording, "match.substitution")

    assert sorted(
        [event.data.side, player_names[event.data.off], player_names[event.data.player]]
        for event in told
    ) == sorted(line[1:] for line in answer["substitutions_minute_only"])


def test_nobody_touches_the_ball_after_going_off_or_before_coming_on(recording):
    order = {event.id: position for position, event in enumerate(recording.events)}
    changes = of_type(recording, "match.substitution")
    touches = [
        (order[event.id], event.data.player) for event in recording.events if event.id.isdigit()
    ]

    gone = {event.data.off: order[event.id] for event in changes}
    come = {event.data.player: order[event.id] for event in changes}

    assert [at for at, player in touches if at > gone.get(player, at)] == []
    assert [at for at, player in touches if at < come.get(player, at)] == []


def test_the_match_without_its_goal_is_told_as_the_feed_has_it(answers):
    answer = answers["wyscout:2499781"]

    recording = wyscout.read(shared_folder("wyscout") / "events" / "2499781.json.gz")

    assert answer["official_final_score"] == {"home": 0, "away": 1}
    assert counting.score(recording) == {"home": 0, "away": 0}
