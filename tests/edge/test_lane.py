"""Frames written as they are: the same bytes on a real server, and the end of who does not read."""

import asyncio

import msgspec
import pytest

from community.core import metrics
from community.edge import hub
from community.edge.codes import Close
from community.edge.messages import Message
from tests.edge.client import Client
from tests.edge.served import reader, served
from tests.edge.sockets import append
from tests.streams.factories import passes

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture(params=["community.edge.lane:LaneProtocol", "websockets-sansio"])
def websocket(request):
    """Uvicorn's WebSocket with the lane, and as it comes."""
    return request.param


async def test_frames_reach_a_client_the_same_with_and_without_a_lane(websocket, stream):
    async with served(websocket=websocket) as server, reader(server.port) as socket:
        await socket.say("subscribe", topic=stream)
        client = Client().take(await socket.hear("snapshot"))
        for number in range(1, 6):
            await append(stream, passes(2, first=2 * number))
            while client.offset < 1 + 2 * number:
                client.take(await socket.hear("frame"))
    await hub.close()

    assert client.taken == ["snapshot", *["frame"] * 5]


def test_a_framed_message_is_the_text_frame_of_rfc_6455():
    assert Message("é").framed == b"\x81\x02\xc3\xa9"
    assert Message("x" * 126).framed == b"\x81\x7e\x00\x7e" + b"x" * 126
    assert Message("x" * 65_536).framed == b"\x81\x7f\0\0\0\0\0\1\0\0" + b"x" * 65_536


async def test_who_does_not_read_goes_down_the_ladder_and_is_let_go(stream):
    found = await hub.hub()
    impatient = msgspec.structs.replace(
        found.policies.edge, slow_snapshots_after_ms=500, slow_let_go_after_ms=1_500
    )
    found.policies = msgspec.structs.replace(found.policies, edge=impatient)
    steps = {to: metrics.SLOW_STEPS.labels(to=to)._value.get() for to in ("snapshots", "let_go")}

    async with served() as server, reader(server.port, receive_buffer_bytes=4_096) as stuck:
        (line,) = server.lines
        await stuck.say("subscribe", topic=stream)
        await stuck.hear("snapshot")
        stuck.line.transport.pause_reading()
        # Filled by hand: frames are merged, and would take minutes to fill it.
        while line.is_open:
            line.write(Message("x" * 65_536).framed)
            await asyncio.sleep(0)
        number = 1
        while not line.close_sent:
            number += 1
            await append(stream, passes(1, first=number))

        assert line.transport.get_write_buffer_size() < 256 * 1024
        stuck.line.transport.resume_reading()
        code = await stuck.closed()
    await hub.close()

    assert code == Close.SLOW
    for to, before in steps.items():
        assert metrics.SLOW_STEPS.labels(to=to)._value.get() == before + 1


async def test_who_reports_and_then_does_not_is_owed_one_frame_until_it_speaks(stream):
    found = await hub.hub()
    quick = msgspec.structs.replace(found.policies.edge, ack_ms=200)
    found.policies = msgspec.structs.replace(found.policies, edge=quick)
    before = metrics.SLOW_STEPS.labels(to="unheard")._value.get()

    async with served() as server, reader(server.port) as socket, reader(server.port) as steady:
        await socket.say("subscribe", topic=stream)
        client = Client().take(await socket.hear("snapshot"))
        await steady.say("subscribe", topic=stream)
        watching = Client().take(await steady.hear("snapshot"))
        await socket.say("ack", topic=stream, offset=client.offset, visible=True)
        head = 1
        while metrics.SLOW_STEPS.labels(to="unheard")._value.get() == before:
            head += 1
            await append(stream, passes(1, first=head))
        for _ in range(3):  # each is told at a tick of its own, were it told
            head += 1
            await append(stream, passes(1, first=head))
            while watching.offset < head:
                watching.take(await steady.hear("frame"))
        await socket.say("ping", at=1)
        while client.offset < head:
            client.take(told := await socket.hear("frame"))
    await hub.close()

    assert told["to"] - told["from"] >= 3
    assert client.taken[0] == "snapshot"
