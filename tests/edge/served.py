"""The application on a real Uvicorn in the test's own loop, and clients of it over the network."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import msgspec
import uvicorn
from websockets import Origin, Subprotocol
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from community.edge.protocol import SUBPROTOCOL
from community.routing import application_for
from deploy.programs import HOST, LANE, MESSAGE_BYTES_MAX
from tests.edge.sockets import ORIGIN, WAIT_S, token


@dataclass(frozen=True, kw_only=True)
class Served:
    """Where it listens, and its ends of the lines."""

    port: int
    lines: set[Any]


@asynccontextmanager
async def served(*, websocket: str = LANE) -> AsyncIterator[Served]:
    """Serve until the block ends."""
    listening = socket.create_server((HOST, 0))
    config = uvicorn.Config(
        application_for(None),
        ws=websocket,
        ws_max_size=MESSAGE_BYTES_MAX,
        lifespan="off",
        log_level="warning",
    )
    config.ws_per_message_deflate = False
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    async with asyncio.timeout(WAIT_S):
        while not server.started:  # noqa: ASYNC110 -- it says so by no other way
            await asyncio.sleep(0)
    try:
        port = int(listening.getsockname()[1])
        yield Served(port=port, lines=server.server_state.connections)
    finally:
        server.should_exit = True
        await serving


class Reader:
    """A client over the network that reads when it is told to."""

    def __init__(self, line: ClientConnection) -> None:
        self.line = line

    async def say(self, kind: str, **told: Any) -> None:
        """Send a message."""
        await self.line.send(msgspec.json.encode({"t": kind} | told).decode())

    async def hear(self, *kinds: str) -> dict[str, Any]:
        """The next message of these kinds."""
        async with asyncio.timeout(WAIT_S):
            while True:
                message: dict[str, Any] = msgspec.json.decode(await self.line.recv())
                if message["t"] in kinds:
                    return message

    async def closed(self) -> int | None:
        """Read to the end; the code with which the server closed."""
        with suppress(ConnectionClosed):
            async with asyncio.timeout(WAIT_S):
                async for _ in self.line:
                    pass
        return self.line.close_code


@asynccontextmanager
async def reader(
    port: int, *, receive_buffer_bytes: int | None = None, said: str | None = None
) -> AsyncIterator[Reader]:
    """A client that was let in; receive_buffer_bytes: what its kernel takes before it reads.

    said: the token it connects with; None for somebody signed out.
    """
    plain = socket.socket()
    if receive_buffer_bytes is not None:
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer_bytes)
    plain.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plain, (HOST, port))
    async with connect(
        f"ws://{HOST}:{port}/live/",
        sock=plain,
        origin=Origin(ORIGIN),
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        max_queue=1,
        ping_interval=None,
    ) as line:
        client = Reader(line)
        await client.say("connect", token=said or token())
        await client.hear("hello")
        yield client
