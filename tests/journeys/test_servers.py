"""The same journey of one socket under each server the project runs on."""

import sys
from contextlib import contextmanager

import httpx
import msgspec
import pytest
from websockets import Origin, Subprotocol
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from community.edge.codes import Close
from community.edge.protocol import SUBPROTOCOL
from community.feeds.providers import simulator
from deploy.programs import HOST, Program
from tests.edge.client import Client
from tests.journeys.test_kill import KICKOFF_AT

pytestmark = pytest.mark.timeout(120)

WAIT_S = 30.0  # only a deadline
EVENTS = 200


class RealSocket:
    """A socket over the network, let in by a token of its own."""

    def __init__(self, raw, url):
        self._socket = raw
        self.say("connect", token=httpx.get(f"{url}/live/token/").json()["token"])

    def say(self, kind, **told):
        self._socket.send(msgspec.json.encode({"t": kind} | told).decode())

    def hear(self, *kinds):
        """The next message of these kinds."""
        while True:
            message = msgspec.json.decode(self._socket.recv(timeout=WAIT_S))
            if message["t"] in kinds:
                return message

    def close_code(self):
        """The code with which the server closes."""
        with pytest.raises(ConnectionClosed) as closed:
            self._read_on()
        return closed.value.rcvd and closed.value.rcvd.code

    def _read_on(self):
        while True:
            self._socket.recv(timeout=WAIT_S)


@contextmanager
def socket_to(instance):
    """A socket to the instance's web process."""
    with connect(
        f"ws://{HOST}:{instance.port}/live/",
        origin=Origin(instance.url),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
    ) as raw:
        yield RealSocket(raw, instance.url)


@pytest.fixture(params=["uvicorn", "daphne"])
def server(request):
    """The name of a server."""
    return request.param


@pytest.fixture
def served(server, instance):
    """The instance with its web process under that server."""
    words = ["-b", HOST, "-p", str(instance.port), "community.asgi:application"]
    daphne = Program(name="web", command=(sys.executable, "-m", "daphne", *words))
    instance.start_web(daphne if server == "daphne" else None)
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
