"""Viewers in a process of their own: many sockets, every frame counted and stamped on arrival."""

import asyncio
import multiprocessing
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import msgspec
import uvloop

from tests.bench.lines import Door, Line, dial

# Sockets opened at once; more only wait in the server's backlog.
_OPENING_MAX = 50


@dataclass(frozen=True, kw_only=True)
class Watch:
    """Sockets to open: where, what each says first, and what counts as being there.

    greetings: texts per socket, sent in order. A socket is there when a message holds `ready`.
    """

    door: Door
    greetings: Sequence[Sequence[str]]
    ready: str


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A frame as one socket got it: monotonic seconds, its topic, its range, its size in bytes.

    told_at: when the server made it, its clock's milliseconds.
    """

    at: float
    topic: str
    from_: int
    to: int
    size: int
    told_at: int = 0


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
    at: int = 0


# What comes after a frame's head, which is short.
_BODY = b',"patch":'
_HEAD_MAX = 512
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
    # The crowd shares the machine with what is measured: its loop is the cheapest there is.
    uvloop.run(_watch(watch, pipe))


async def _watch(watch: Watch, pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    gate = asyncio.Semaphore(_OPENING_MAX)
    viewers = [_Viewer(watch, greeting) for greeting in watch.greetings]

    async def open_one(viewer: _Viewer) -> None:
        async with gate:
            await dial(Line(watch.door, viewer))
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
class _Viewer:
    """One socket."""

    watch: Watch
    greeting: Sequence[str]
    is_there: asyncio.Event = field(default_factory=asyncio.Event)
    is_closed: bool = False
    is_at_goal: asyncio.Event = field(default_factory=asyncio.Event)
    arrivals: list[Arrival] = field(default_factory=list)
    _head: int = 0
    _goal: int = 0

    def opened(self, line: Line) -> None:
        for text in self.greeting:
            line.say(text)

    def lost(self, line: Line, code: int) -> None:
        del line, code
        self.is_closed = True

    def took(self, line: Line, text: bytes, at: float) -> None:
        del line
        # A head is read in a microsecond; a patch would cost the bench more than the server.
        cut = text.find(_BODY, 0, _HEAD_MAX)
        told = _decode(text[:cut] + b"}" if cut >= 0 else text)
        if told.t == "frame":
            self.arrivals.append(
                Arrival(
                    at=at,
                    topic=told.topic,
                    from_=told.from_,
                    to=told.to,
                    size=len(text),
                    told_at=told.at,
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
