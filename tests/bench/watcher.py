"""Viewers in a process of their own: many sockets, every frame counted and stamped on arrival.

A client of RFC 6455 with only what our server needs: small masked texts out, unmasked texts in.
"""

import asyncio
import base64
import multiprocessing
import secrets
import struct
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import msgspec

HOST = "127.0.0.1"
# Sockets opened at once; more only wait in the server's backlog.
_OPENING_MAX = 50
_TEXT, _CLOSE, _PING = 1, 8, 9


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Sockets to open: each port in turn, what each says first, and what counts as being there.

    greetings: texts per socket, sent in order. A socket is there when a message holds `ready`.
    """

    port: int
    path: str
    greetings: Sequence[Sequence[str]]
    ready: str
    subprotocol: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A frame as one socket got it: monotonic seconds, its topic, its range, its size."""

    at: float
    topic: str
    from_: int
    to: int
    size: int


@dataclass(kw_only=True)
class Seen:
    """What all sockets got, one list a socket, and the CPU it took to read."""

    arrivals: list[list[Arrival]]
    cpu_s: float
    closed: int


class _Frame(msgspec.Struct):
    t: str
    topic: str = ""
    from_: int = msgspec.field(name="from", default=0)
    to: int = 0


_decode = msgspec.json.Decoder(_Frame).decode


class Watcher:
    """The handle of a watcher process with open sockets: `begin` to record, `end` to be told."""

    def __init__(self, pipe: Connection, pid: int) -> None:
        self._pipe = pipe
        self.pid = pid

    def begin(self) -> None:
        """Forget what came so far, and record."""
        self._pipe.send("begin")
        assert self._pipe.recv() == "begun"

    def wait_for(self, offset: int, *, timeout_s: float) -> bool:
        """Whether every socket has a frame that reaches an offset, after waiting for it."""
        self._pipe.send((offset, timeout_s))
        return bool(self._pipe.recv())

    def end(self) -> Seen:
        """What came since."""
        self._pipe.send("end")
        seen = self._pipe.recv()
        assert isinstance(seen, Seen), seen
        return seen


@contextmanager
def watching(watch: Watch) -> Iterator[Watcher]:
    """A process with every socket open and greeted."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(watch, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of the pipe
    assert process.pid is not None, "it was just started"
    try:
        assert ours.recv() == "open", "a watcher says when its sockets are open"
        yield Watcher(ours, process.pid)
    finally:
        process.terminate()
        process.join()


def _run(watch: Watch, pipe: Connection) -> None:
    asyncio.run(_watch(watch, pipe))


async def _watch(watch: Watch, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(_OPENING_MAX)
    viewers = [_Viewer(watch, greeting) for greeting in watch.greetings]

    async def open_one(viewer: _Viewer) -> None:
        async with gate:
            await loop.create_connection(lambda: viewer, HOST, watch.port)
            await viewer.is_there.wait()

    async with asyncio.timeout(60):
        await asyncio.gather(*map(open_one, viewers))
    pipe.send("open")
    cpu_began = time.process_time()
    while (order := await loop.run_in_executor(None, pipe.recv)) != "end":
        if order == "begin":
            for viewer in viewers:
                viewer.arrivals.clear()
            cpu_began = time.process_time()
            pipe.send("begun")
        else:
            offset, timeout_s = order
            pipe.send(await _all_reach(viewers, offset, timeout_s))
    pipe.send(
        Seen(
            arrivals=[viewer.arrivals for viewer in viewers],
            cpu_s=time.process_time() - cpu_began,
            closed=sum(viewer.is_closed for viewer in viewers),
        )
    )


async def _all_reach(viewers: "Sequence[_Viewer]", offset: int, timeout_s: float) -> bool:
    for viewer in viewers:
        viewer.seek(offset)
    try:
        async with asyncio.timeout(timeout_s):
            await asyncio.gather(*(viewer.is_at_goal.wait() for viewer in viewers))
    except TimeoutError:
        return False
    return True


@dataclass(eq=False)
class _Viewer(asyncio.Protocol):
    """One socket."""

    watch: Watch
    greeting: Sequence[str]
    is_there: asyncio.Event = field(default_factory=asyncio.Event)
    is_closed: bool = False
    is_at_goal: asyncio.Event = field(default_factory=asyncio.Event)
    arrivals: list[Arrival] = field(default_factory=list)
    _head: int = 0
    _goal: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _is_open: bool = False
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        host = f"{HOST}:{self.watch.port}"
        lines = [
            f"GET {self.watch.path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
        ]
        if self.watch.subprotocol:
            lines.append(f"Sec-WebSocket-Protocol: {self.watch.subprotocol}")
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self.is_closed = True

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self._buffer += data
        if not self._is_open:
            head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not end:
                return
            assert b" 101 " in head, head
            self._is_open, self._buffer = True, bytearray(rest)
            for text in self.greeting:
                self._say(_TEXT, text.encode())
        for opcode, payload in _frames(self._buffer):
            self._take(at, opcode, payload)

    def _take(self, at: float, opcode: int, payload: bytes) -> None:
        if opcode == _PING:
            self._say(10, payload)
        elif opcode == _TEXT:
            told = _decode(payload)
            if told.t == "frame":
                self.arrivals.append(
                    Arrival(
                        at=at, topic=told.topic, from_=told.from_, to=told.to, size=len(payload)
                    )
                )
                self._reach(told.to)
            elif told.t == self.watch.ready:
                self.is_there.set()

    def _reach(self, offset: int) -> None:
        self._head = offset
        if offset >= self._goal:
            self.is_at_goal.set()

    def seek(self, offset: int) -> None:
        """Set `is_at_goal` once a frame reaches an offset."""
        self._goal = offset
        self.is_at_goal.clear()
        self._reach(self._head)

    def _say(self, opcode: int, payload: bytes) -> None:
        assert self._transport is not None
        size = len(payload)
        head = (
            struct.pack("!BB", 0x80 | opcode, 0x80 | size)
            if size < 126
            else struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
        )
        # The mask is all zeros: it protects old proxies, and there is none on a loopback.
        self._transport.write(head + bytes(4) + payload)


def _frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
    """Whole frames at the front of a buffer, taken out of it."""
    start = 0
    while len(buffer) - start >= 2:
        size = buffer[start + 1] & 0x7F
        head = {126: 4, 127: 10}.get(size, 2)
        if head > 2:  # the size follows; where it is not all here, neither is the frame
            size = int.from_bytes(buffer[start + 2 : start + head])
        if len(buffer) - start < head + size:
            break
        yield buffer[start] & 0x0F, bytes(buffer[start + head : start + head + size])
        start += head + size
    del buffer[:start]
