"""Whatever is killed at whatever moment of a replay, no accepted fact is lost, none told twice."""

import threading

import msgspec
import pytest

from community.feeds.providers import simulator
from deploy.embedded.processes import wait_until

pytestmark = pytest.mark.timeout(180)

KICKOFF_AT = 1_767_225_600_000
EVENTS_PER_BATCH = 25
TIMEOUT_S = 60.0  # only a deadline


def send(sender, recording, *, amid=None):
    """Send a match in small batches, the deed of `amid` done while the batch of its number goes."""
    match = sender.announce(recording.sheet)
    for number, start in enumerate(range(0, len(recording.events), EVENTS_PER_BATCH)):
        deed = threading.Thread(target=(amid or {}).get(number, lambda: None))
        deed.start()
        events = recording.events[start : start + EVENTS_PER_BATCH]
        receipt = sender.send(recording.sheet.id, events, first=start + 1)
        deed.join()
        assert receipt["next_sequence"] == start + len(events) + 1
    return match


def told(facts):
    """The provider's ids of a match's facts, in the log's order."""
    return [fact["prov"]["id"] for fact in facts if fact["type"] != "match.scheduled"]


def board_of(instance, match):
    return instance.get(f"/api/v1/matches/{match}")["board"] | {"match": ""}


def again(recording):
    """The same match as another one."""
    sheet = msgspec.structs.replace(recording.sheet, id=f"{recording.sheet.id}-calm")
    return msgspec.structs.replace(recording, sheet=sheet)


def test_web_postgres_and_redis_killed_amid_a_replay_cost_nothing(instance):
    instance.start_web()
    sender = instance.sender("killed")
    recording = simulator.simulate("kill", kickoff_at=KICKOFF_AT)
    deeds = {
        5: instance.kill_web,
        15: instance.kill_postgres,
        25: instance.kill_redis,
        35: instance.kill_postgres,
        36: instance.kill_redis,
        45: instance.kill_web,
    }

    match = send(sender, recording, amid=deeds)

    assert told(instance.facts(f"match.{match}")) == [event.id for event in recording.events]
    calm = send(sender, again(recording))
    assert board_of(instance, match) == board_of(instance, calm)
    assert instance.run("manage.py", "streams_refold")


def test_a_killed_worker_leaves_lists_right_in_the_end(instance):
    instance.start_web()
    instance.start_worker()
    instance.start_beat()
    sender = instance.sender("worked")
    recording = simulator.simulate("work", kickoff_at=KICKOFF_AT)

    def kill_worker():
        instance.kill("worker")
        instance.start_worker()

    match = send(sender, recording, amid={10: kill_worker, 40: kill_worker, 60: kill_worker})

    board = instance.get(f"/api/v1/matches/{match}")["board"]
    listed = (board["head"], board["score"]["home"], board["score"]["away"])
    row = 'SELECT "offset", home, away FROM matches_scoreboard WHERE fixture_id = %s'
    assert wait_until(lambda: instance.ask(row, match) == [listed], timeout_s=TIMEOUT_S)
