"""A drain: a server told to stop sends its clients elsewhere, and nobody loses anything."""

import socket as sockets
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from community.core import canonical
from community.edge.codes import Close
from deploy.programs import HOST
from tests.browser.server import _free_port
from tests.edge.client import Client
from tests.journeys.played import Played
from tests.journeys.sockets import WAIT_S, program_of, socket_to, token_of

pytestmark = pytest.mark.timeout(180)

CLIENTS = 20
BATCHES = 40
EXIT_WITHIN_S = 10.0
WINDOW_MS = 5_000
EVENTS = "/api/v1/feeds/nobody/events"


@pytest.fixture(params=["uvicorn", "daphne"])
def drained(request, instance):
    """The port of a web process that will be told to stop, beside one that goes on."""
    instance.start_web()
    port = _free_port()
    instance.start_beside(program_of(request.param, port), port=port)
    return port


@pytest.fixture
def match(instance, drained, request):  # noqa: ARG001 -- asked for the processes
    played = Played(instance, f"drained-{request.node.callspec.id}")
    played.tell()
    return played


class Moving:
    """A client that follows a match until its server sends it away, and then goes elsewhere."""

    def __init__(self, instance, port, match):
        self._instance, self._port, self._match = instance, port, match
        self._token = token_of(instance)
        self.client = Client()
        self.follows = threading.Event()
        self.said = {}
        self.answer = ""

    def follow_until_sent_away(self):
        """Take all there is; among the last words is when to come back."""
        with socket_to(self._instance, port=self._port, token=self._token) as line:
            line.say("subscribe", topic=self._match.topic)
            self.client.take(line.hear("snapshot"))
            self.follows.set()
            told = line.until_closed()
            for message in told:
                if message["t"] in {"frame", "snapshot", "skip"}:
                    self.client.take(message)
            drain = next(message for message in told if message["t"] == "drain")
            self.said = drain | {"code": line.line.close_code}

    def go_on_until(self, head):
        """Resume at another server, to the match's head."""
        client = self.client
        with socket_to(self._instance, token=self._token) as line:
            position = {"epoch": client.epoch, "offset": client.offset}
            line.say("subscribe", topic=self._match.topic, **position)
            self.answer = line.hear("resumed", "snapshot", "rejected")["t"]
            while client.offset < head:
                client.take(line.hear("frame", "snapshot", "skip"))


def test_every_client_is_told_when_to_come_back_and_resumes_elsewhere(instance, drained, match):
    crowd = [Moving(instance, drained, match) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as threads:
        followed = [threads.submit(moving.follow_until_sent_away) for moving in crowd]
        assert all(moving.follows.wait(WAIT_S) for moving in crowd)

        for number in range(BATCHES):
            head = match.tell()
            if number == BATCHES // 2:
                instance.tell_stop("beside")
        for done in followed:
            done.result(WAIT_S)
        for done in [threads.submit(moving.go_on_until, head) for moving in crowd]:
            done.result(WAIT_S)
    instance.wait_stopped("beside", timeout_s=EXIT_WITHIN_S)

    assert [moving.answer for moving in crowd] == ["resumed"] * CLIENTS
    truth = match.truths()[head]
    assert [canonical.digest(moving.client.state) for moving in crowd] == [truth] * CLIENTS
    assert {(moving.said["t"], moving.said["code"]) for moving in crowd} == {("drain", Close.DRAIN)}
    away_ms = [moving.said["reconnect_in_ms"] for moving in crowd]
    assert 0 <= min(away_ms) < max(away_ms) <= WINDOW_MS
    assert len(match.facts()) == head


def test_a_request_in_hand_is_answered_while_the_server_drains(instance, drained):
    with socket_to(instance, port=drained) as line:
        line.hear("hello")
        with sockets.create_connection((HOST, drained), timeout=WAIT_S) as request:
            head = f"POST {EVENTS} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 2\r\n\r\n"
            request.sendall(head.encode() + b"[")
            # The server has it in hand once it answers another one that came after.
            with socket_to(instance, port=drained) as late:
                late.hear("hello")

            instance.tell_stop("beside")
            assert line.close_code() == Close.DRAIN
            request.sendall(b"]")

            assert request.recv(4_096).startswith(b"HTTP/1.1 40")
    instance.wait_stopped("beside", timeout_s=EXIT_WITHIN_S)


def test_a_process_is_drained_by_its_name_and_no_other(instance, drained):
    with socket_to(instance, port=drained) as goes, socket_to(instance) as stays:
        goes.hear("hello")
        stays.hear("hello")

        instance.run("manage.py", "drain", "--process", "elsewhere:1")
        instance.run("manage.py", "drain", "--process", instance.process("beside"))

        assert goes.close_code() == Close.DRAIN
        instance.wait_stopped("beside", timeout_s=EXIT_WITHIN_S)
        stays.say("ping", at=1)
        assert stays.hear("pong")["at"] == 1
