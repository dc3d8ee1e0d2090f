"""A client's end of the live socket, in process: the ASGI application on real services."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from channels.db import database_sync_to_async

from community.edge import tokens
from community.edge.entry import Live, live
from community.edge.protocol import SUBPROTOCOL
from community.routing import application_for
from tests.streams import factories

# Only a deadline: what is waited for comes within a tick, a head check or a heartbeat.
WAIT_S = 15.0
ORIGIN = "http://localhost"


def token(*, ttl_s: int = 600, **told: Any) -> str:
    """A connect token, as a page carries it; told: what it claims beside its key."""
    claims = tokens.Claims(key="a page's key", **told)
    return tokens.issue(claims, ttl_s=ttl_s).token


class ClosedError(Exception):
    """The server closed the socket."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Socket:
    """One socket; `reads` cleared is a client that reads no more."""

    def __init__(
        self, *, offers: Sequence[str] = (SUBPROTOCOL,), origin: str = ORIGIN, live: Live = live
    ) -> None:
        self.texts: list[str] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._from_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {
            "type": "websocket",
            "path": "/live/",
            "query_string": b"",
            "headers": [(b"origin", origin.encode())],
            "subprotocols": [*offers],
        }
        self._to_server.put_nowait({"type": "websocket.connect"})
        application = application_for(None, live=live)
        self._running = asyncio.create_task(application(scope, self._to_server.get, self._take))

    async def _take(self, event: dict[str, Any]) -> None:
        await self.reads.wait()
        self._from_server.put_nowait(event)

    async def event(self) -> dict[str, Any]:
        """What the server does next, as ASGI says it."""
        async with asyncio.timeout(WAIT_S):
            return await self._from_server.get()

    async def accepted(self) -> "Socket":
        """Wait until the server accepts."""
        event = await self.event()
        assert event["type"] == "websocket.accept", event
        return self

    async def hear(self, *kinds: str) -> dict[str, Any]:
        """The next message, of these kinds when any are named; raises ClosedError.

        What comes by the clock, heartbeats and presence, is heard when it is named; it does not
        put off the end of the wait.
        """
        async with asyncio.timeout(WAIT_S):
            while True:
                event = await self._from_server.get()
                if event["type"] == "websocket.close":
                    raise ClosedError(event["code"])
                message: dict[str, Any] = msgspec.json.decode(event["text"])
                if kinds and message["t"] not in kinds:
                    continue
                if message["t"] not in {"heartbeat", "presence"} or kinds:
                    self.texts.append(event["text"])
                    return message

    async def closed(self) -> int:
        """The code with which the server closes, whatever it says before."""
        try:
            while True:
                await self.hear()
        except ClosedError as closing:
            return closing.code

    def say_text(self, text: str) -> None:
        """Send any text."""
        self.say_event({"text": text})

    def say_event(self, event: dict[str, Any]) -> None:
        """Send whatever a server may hand on as received."""
        self._to_server.put_nowait({"type": "websocket.receive"} | event)

    def say(self, kind: str, **told: Any) -> None:
        """Send a message."""
        self.say_text(msgspec.json.encode({"t": kind} | told).decode())

    async def greeted(self, **claims: Any) -> dict[str, Any]:
        """Connect with what a token claims; what the server says to that."""
        await self.accepted()
        self.say("connect", token=token(**claims))
        return await self.hear()

    async def subscribe(self, topic: str, **position: int) -> dict[str, Any]:
        """Subscribe; the server's answer."""
        self.say("subscribe", topic=topic, **position)
        return await self.hear("snapshot", "resumed", "rejected")

    async def leave(self) -> None:
        """Close from this side; the application must end by itself."""
        self.reads.set()
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(WAIT_S):
            await asyncio.gather(self._running, return_exceptions=True)

    @property
    def fault(self) -> BaseException | None:
        """What the application ended by, once it has ended, when that was no good end."""
        return self._running.exception()


async def ask(question: Callable[[], Any]) -> Any:
    """Ask or change the database from within a loop."""
    return await database_sync_to_async(question)()


async def append(stream: str, facts: Any) -> Any:
    """Append in a transaction of its own, from within a loop."""
    return await ask(lambda: factories.append(stream, facts))
