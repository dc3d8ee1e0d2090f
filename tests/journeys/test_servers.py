"""The same journey of one socket under each server the project runs on."""

from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from community.edge.codes import Close
from community.feeds.providers import simulator
from tests.edge.client import Client
from tests.journeys.sockets import program_of, socket_to
from tests.journeys.test_kill import KICKOFF_AT

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("kept")]

EVENTS = 200


@pytest.fixture(params=["uvicorn", "daphne"])
def server(request):
    """The name of a server."""
    return request.param


@pytest.fixture
def served(server, instance):
    """The instance with its web process under that server."""
    instance.start_web(program_of(server, instance.port))
    return instance


def test_a_page_follows_a_match_to_its_last_event(server, served):
    recording = simulator.simulate(server, kickoff_at=KICKOFF_AT)
    sender = served.sender(server)
    topic = f"match.{sender.announce(recording.sheet)}"
    with socket_to(served) as socket:
        socket.say("subscribe", topic=topic)
        client = Client().take(socket.hear("snapshot", "resumed", "rejected"))

        for start in range(0, EVENTS, 50):
            events = recording.events[start : start + 50]
            receipt = sender.send(recording.sheet.id, events, first=start + 1)
        while client.offset < receipt["head"]:
            client.take(socket.hear("frame", "snapshot"))

    assert client.taken[:2] == ["snapshot", "frame"]
    with socket_to(served) as late:
        late.say("subscribe", topic=topic)
        assert late.hear("snapshot")["state"] == client.state


def test_a_client_that_talks_nonsense_is_told_to_stop(served):
    with socket_to(served) as socket:
        socket.hear("hello")

        for _ in range(10):
            socket.say("dance")

        assert socket.close_code() == Close.MALFORMED


def test_a_client_that_comes_back_is_resumed(server, served):
    recording = simulator.simulate(f"{server}-resumed", kickoff_at=KICKOFF_AT)
    sender = served.sender(f"{server}-resumed")
    topic = f"match.{sender.announce(recording.sheet)}"
    with socket_to(served) as socket:
        socket.say("subscribe", topic=topic)
        client = Client().take(socket.hear("snapshot"))
    head = sender.send(recording.sheet.id, recording.events[:20], first=1)["head"]

    with socket_to(served) as again:
        again.say("subscribe", topic=topic, epoch=client.epoch, offset=client.offset)
        assert again.hear("resumed", "snapshot", "rejected")["t"] == "resumed"
        while client.offset < head:
            client.take(again.hear("frame", "skip"))

    assert client.taken == ["snapshot", "frame"]


def test_a_client_that_says_too_much_is_told_to_wait_and_then_to_stop(served):
    with socket_to(served) as socket:
        burst = socket.hear("hello")["budgets"]["messages_per_minute"]

        with suppress(ConnectionClosed):  # it may be told to stop before it has said all
            for number in range(burst):
                socket.say("ping", at=number)
        told = socket.until_closed()

    refusals = [message for message in told if message["t"] == "error"]
    assert {refusal["code"] for refusal in refusals} == {"too_many"}
    assert all(refusal["retry_after_ms"] > 0 for refusal in refusals)
    assert socket.line.close_code == Close.MALFORMED
