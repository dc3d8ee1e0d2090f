"""What every web process is told: sessions end, the live plane stops, policies change, at once."""

import time
from contextlib import ExitStack

import pytest

from community.edge.codes import Close
from tests.browser.server import _free_port
from tests.edge.client import Client
from tests.journeys.played import Played
from tests.journeys.sockets import program_of, socket_to, token_of_user

pytestmark = pytest.mark.timeout(180)

REVOKED_WITHIN_S = 2.0
# A Redis that is not there, for Channels' layer alone.
NO_LAYER = {"CHANNELS_REDIS_URL": "redis://127.0.0.1:1/0"}


@pytest.fixture
def beside(instance):
    """The port of a second web process, under Daphne beside Uvicorn."""
    instance.start_web()
    port = _free_port()
    instance.start_beside(program_of("daphne", port), port=port)
    return port


def closes_within(sockets, *, since_s):
    """How each socket was closed; all of them in time."""
    codes = [socket.close_code() for socket in sockets]
    assert time.monotonic() - since_s <= REVOKED_WITHIN_S
    return codes


def test_ended_sessions_close_in_every_process_within_two_seconds(instance, beside):
    mine = token_of_user(instance, "revoked")
    with ExitStack() as open_ones:
        sockets = [
            open_ones.enter_context(socket_to(instance, port=port, token=mine))
            for port in (instance.port, beside)
        ]
        other = open_ones.enter_context(socket_to(instance, port=beside))
        for socket in (*sockets, other):
            socket.hear("hello")

        instance.run("manage.py", "end_sessions", "revoked")

        assert closes_within(sockets, since_s=time.monotonic()) == [Close.REVOKED] * 2
        for port in (instance.port, beside):
            with socket_to(instance, port=port, token=mine) as again:
                assert again.close_code() == Close.REVOKED
        other.say("ping", at=1)
        assert other.hear("pong")["at"] == 1
    with socket_to(instance, token=token_of_user(instance, "revoked")) as signed_in_again:
        assert signed_in_again.hear("hello")


@pytest.fixture
def switched(instance):
    """An instance whose policies are the repository's again in the end."""
    yield instance
    instance.have("apply", policies={})


def test_the_kill_switch_stops_and_starts_every_process(switched, beside):
    instance = switched
    ports = (instance.port, beside)
    with ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket_to(instance, port=port)) for port in ports]
        for socket in sockets:
            socket.hear("hello")

        instance.have("apply", policies={"edge": {"live_enabled": False}})

        for socket in sockets:
            *_, told = socket.until_closed()
            assert (told["t"], socket.line.close_code) == ("drain", Close.PAUSED)
    for port in ports:
        with socket_to(instance, port=port) as refused:
            assert refused.close_code() == Close.PAUSED

    instance.have("apply", policies={"edge": {"live_enabled": True, "heartbeat_ms": 900}})

    for port in ports:
        assert wait_for_hello(instance, port)["heartbeat_ms"] == 900


def wait_for_hello(instance, port):
    """What a socket is told once sockets are let in again: a directive's way is short, not none."""
    deadline_s = time.monotonic() + REVOKED_WITHIN_S
    while time.monotonic() < deadline_s:
        with socket_to(instance, port=port) as socket:
            heard = socket.hear("hello", "drain")
            if heard["t"] == "hello":
                return heard
    raise AssertionError(port)


def test_without_the_layer_ingest_frames_and_resumes_go_on_and_sessions_end(instance):
    instance.start_web(**NO_LAYER)
    match = Played(instance, "no-layer")
    head = match.tell()
    with socket_to(instance, token=token_of_user(instance, "unlayered")) as socket:
        socket.say("subscribe", topic=match.topic)
        client = Client().take(socket.hear("snapshot"))
        head = match.tell()
        while client.offset < head:
            client.take(socket.hear("frame"))
        with socket_to(instance) as late:
            late.say("subscribe", topic=match.topic, epoch=client.epoch, offset=client.offset)
            assert late.hear("resumed", "snapshot", "rejected")["t"] == "resumed"

        instance.run("manage.py", "end_sessions", "unlayered")

        assert closes_within([socket], since_s=time.monotonic()) == [Close.REVOKED]


def test_a_layer_whose_keys_are_gone_is_joined_again(instance):
    instance.start_web()
    with socket_to(instance) as socket:
        socket.hear("hello")
        instance.kill_redis()

        while "Told to drain" not in instance.run("manage.py", "drain"):
            pass  # the layer is back when it takes this

        assert socket.close_code() == Close.DRAIN
