"""What breaks the WebSocket itself ends one line and no other, and is held within bounds."""

import asyncio
import base64
import socket
import struct
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from community.config import files, parsing
from community.edge import hub
from community.edge.protocol import SUBPROTOCOL
from deploy.programs import HOST, MESSAGE_BYTES_MAX
from tests.edge.client import Client
from tests.edge.served import reader, served
from tests.edge.sockets import ORIGIN, WAIT_S, append
from tests.examples import examples
from tests.streams.factories import passes

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


def sent(opcode, payload, *, fin=True):
    """A client's frame."""
    return Frame(opcode, payload, fin=fin).serialize(mask=True)


PING = sent(Opcode.TEXT, b'{"t":"ping","at":1}')
FAULTS = {
    "no UTF-8": sent(Opcode.TEXT, b"\xff\xfe"),
    "an unknown opcode": b"\x83\x80\0\0\0\0",
    "a frame without a mask": Frame(Opcode.TEXT, b"{}").serialize(mask=False),
    "reserved bits": bytes([PING[0] | 0x70]) + PING[1:],
    "a ping longer than may be": b"\x89\xfe\x00\x7e" + bytes(4) + bytes(126),
    "a continuation of nothing": sent(Opcode.CONT, b"{}"),
    "a message within a message": sent(Opcode.TEXT, b"{", fin=False) + PING,
    "a close of half a code": sent(Opcode.CLOSE, b"\x03"),
    "more than a message may have": sent(Opcode.TEXT, b" " * (MESSAGE_BYTES_MAX + 1)),
    "a length nobody can hold": b"\x81\xff" + struct.pack("!Q", 2**62) + bytes(4),
    "pieces without an end": sent(Opcode.TEXT, b" " * 4_096, fin=False)
    + sent(Opcode.CONT, b" " * 4_096, fin=False) * (MESSAGE_BYTES_MAX // 4_096),
}


@asynccontextmanager
async def line(port):
    """A line over which the WebSocket was agreed on; reset at the end."""
    reading, writing = await asyncio.open_connection(HOST, port)
    plain = writing.get_extra_info("socket")
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    key = base64.b64encode(bytes(16)).decode()
    writing.write(
        f"GET /live/ HTTP/1.1\r\nHost: localhost\r\nOrigin: {ORIGIN}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Protocol: {SUBPROTOCOL}\r\n\r\n".encode()
    )
    assert (await reading.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
    yield reading, writing
    writing.transport.abort()


@asynccontextmanager
async def witnessed(stream):
    """A server, and a viewer on it who must get what is appended at the end, and be left alone."""
    async with served() as server, reader(server.port) as witness:
        await witness.say("subscribe", topic=stream)
        client = Client().take(await witness.hear("snapshot"))
        yield server
        await append(stream, passes(1, first=1))
        while client.offset < 2:
            client.take(await witness.hear("frame"))
        async with asyncio.timeout(WAIT_S):
            while len(server.lines) > 1:  # noqa: ASYNC110 -- it says so by no other way
                await asyncio.sleep(0)
        assert len((await hub.hub()).viewers) == 1
    await hub.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_broken_line_is_ended_and_no_other(stream, fault):
    async with witnessed(stream) as server, line(server.port) as (reading, writing):
        writing.write(FAULTS[fault])

        # The end of what it says; a reset when it left some of ours unread.
        async with asyncio.timeout(WAIT_S):
            with suppress(ConnectionResetError):
                await reading.read()


async def test_any_octets_and_a_reset_harm_nobody(stream, size):
    octets = st.lists(st.sampled_from(list(FAULTS.values())) | st.binary() | st.just(PING))

    async with witnessed(stream) as server:
        for pieces in examples(octets, size(40, full=500)):
            async with line(server.port) as (_, writing):
                writing.write(b"".join(pieces))


def test_the_server_takes_what_the_policy_lets_in():
    assert parsing.gather(files.repository()).edge.message_bytes_max <= MESSAGE_BYTES_MAX
