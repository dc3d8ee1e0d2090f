"""The proxy: a port in front of a server, whose lines can be cut, held, slowed and healed."""

import asyncio
import contextlib
import dataclasses
import socket
from dataclasses import dataclass, field

from tests.faults.messages import Decide, Messages
from tests.faults.pipe import End, Filter, Item, Pipe, reset
from tests.faults.weather import CLEAR, Weather

HOST = "127.0.0.1"
BACKLOG = 2_048


@dataclass(frozen=True, kw_only=True)
class Route:
    """Where lines go, and what is done to the messages on them.

    down decides over what the server says, up over what the client says; receive_bytes is the
    kernel's buffer towards the server, small where the server must feel a slow client soon.
    """

    port: int
    down: Decide | None = None
    up: Decide | None = None
    receive_bytes: int | None = None


@dataclass(eq=False)
class _Line:
    """One accepted line; `server` is None until the weather let it be dialled."""

    number: int
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter | None = None

    def reset(self) -> None:
        """End it with a RST on either side."""
        reset(self.client)
        if self.server is not None:
            reset(self.server)


@dataclass(eq=False)
class Proxy:
    """Lines from `port` to the route's server. All of it belongs to one event loop."""

    route: Route
    port: int = 0
    lines_opened: int = 0
    weather: Weather = field(default_factory=Weather)
    _lines: dict[int, _Line] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen, on the same port each time."""
        self._server = await asyncio.start_server(self._accept, HOST, self.port, backlog=BACKLOG)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no longer and end every line."""
        if self._server is not None:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def lines_open(self) -> int:
        """How many lines are up, held ones too."""
        return len(self._lines)

    def cut(self, number: int | None = None) -> None:
        """Reset one line by its number (1 is the first), or every one."""
        for line in [*self._lines.values()]:
            if number in {None, line.number}:
                line.reset()

    def hold(self) -> None:
        """Black hole: lines stay up, new ones are taken, nothing passes until it heals."""
        self._change(is_held=True)

    def lead_to(self, port: int) -> None:
        """Let new lines go to another server; those that are up go on."""
        self.route = dataclasses.replace(self.route, port=port)

    def refuse(self) -> None:
        """Reset new lines at once; those that are up go on."""
        self._change(is_refusing=True)

    def delay(self, ms: float) -> None:
        """Let everything arrive so much later, each way."""
        self._change(delay_ms=ms)

    def throttle(self, bytes_per_s: int) -> None:
        """Let so many octets a second pass on each line, each way."""
        self._change(bytes_per_s=bytes_per_s)

    def heal(self) -> None:
        """Clear weather; what was held goes on at once, in order."""
        self.weather.change(CLEAR)

    def _change(self, **told: float | bool) -> None:
        self.weather.change(dataclasses.replace(self.weather.now, **told))  # type: ignore[arg-type]  # of its own fields

    async def _accept(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if self.weather.now.is_refusing:
            reset(client)
            return
        self._tasks.add(task)
        self.lines_opened += 1
        line = self._lines[self.lines_opened] = _Line(number=self.lines_opened, client=client)
        try:
            await self._carry(line, reader)
        except OSError:
            line.reset()  # the server is away, or one side left amid the other's words
        except asyncio.CancelledError:
            line.reset()
        finally:
            del self._lines[line.number]
            self._tasks.discard(task)

    async def _carry(self, line: _Line, from_client: asyncio.StreamReader) -> None:
        await self.weather.clears()  # nobody answers a call into a black hole
        from_server, line.server = await self._dial()
        up = Pipe(
            from_client, line.server, weather=self.weather, through=_filter(self.route.up, line)
        )
        down = Pipe(
            from_server, line.client, weather=self.weather, through=_filter(self.route.down, line)
        )
        upward = asyncio.create_task(self._upward(up, line))
        try:
            end = await down.run()
        finally:
            upward.cancel()
            await asyncio.gather(upward, return_exceptions=True)
        if end is End.RESET:
            line.reset()
        for writer in (line.client, line.server):
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _upward(self, pipe: Pipe, line: _Line) -> None:
        """Pass on what the client says; when it hangs up, let the server have the last word."""
        assert line.server is not None
        if await pipe.run() is End.RESET:
            line.reset()
        elif not line.server.is_closing():
            line.server.write_eof()

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        raw = socket.socket()
        raw.setblocking(False)
        if self.route.receive_bytes is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.route.receive_bytes)
        try:
            await asyncio.get_running_loop().sock_connect(raw, (HOST, self.route.port))
        except BaseException:
            raw.close()
            raise
        return await asyncio.open_connection(sock=raw)


def _filter(decide: Decide | None, line: _Line) -> Filter:
    """All octets as they come, or message by message as somebody decides."""
    return _whole if decide is None else Messages(decide, line=line.number).take


def _whole(octets: bytes) -> list[Item]:
    return [octets]
