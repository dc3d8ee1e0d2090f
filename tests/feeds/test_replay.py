"""Replays: a simulated match that people watch is played now, and its address comes first."""

from community.core import clock
from community.feeds import replay
from community.feeds.providers import simulator
from community.management.commands import replay_match

KICKOFF_AT = 1_767_225_600_000


def test_a_match_played_fast_tells_of_each_event_when_it_is_due():
    recording = simulator.simulate("7", kickoff_at=KICKOFF_AT)

    timed = replay.timed(recording, speed=60)

    assert timed.sheet == recording.sheet
    assert [event.id for event in timed.events] == [event.id for event in recording.events]
    assert [event.at for event in timed.events] == [
        KICKOFF_AT + event.due_ms // 60 for event in recording.events
    ]


def test_a_named_match_is_another_fixture_played_the_same():
    plain = simulator.simulate("7", kickoff_at=KICKOFF_AT)

    named = simulator.simulate("7", kickoff_at=KICKOFF_AT, name="7-again")

    assert (plain.sheet.id, named.sheet.id) == ("sim-7", "sim-7-again")
    assert [event.due_ms for event in named.events] == [event.due_ms for event in plain.events]
    assert named.sheet.home == plain.sheet.home


def test_a_simulated_match_with_a_pace_kicks_off_now_and_at_full_speed_on_its_day():
    before = clock.now_ms()

    watched = replay_match._recording(None, "7", speed=60)
    at_once = replay_match._recording(None, "7", speed=0)

    assert before <= watched.sheet.kickoff_at <= clock.now_ms()
    assert watched.sheet.id == f"sim-7-at-{watched.sheet.kickoff_at}"
    assert at_once == simulator.simulate("7", kickoff_at=KICKOFF_AT)
