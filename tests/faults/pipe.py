"""A pipe: one direction of a line. Octets go in as they come and out as the weather lets them."""

import asyncio
import socket
import struct
from collections import deque
from collections.abc import Callable
from enum import Enum

from tests.faults.weather import Weather

# What lies in a pipe before it reads no more: then the sender feels it, as on a real slow line.
HELD_BYTES_MAX = 64 * 1024
CHUNK_BYTES_MAX = 16 * 1024
# A throttled pipe passes pieces of at least this many octets, about twenty a second.
PIECE_BYTES_MIN = 64
PIECES_PER_S = 20


class End(Enum):
    """How a direction ends: FIN says so in order, RESET is a RST both sides see at once."""

    FIN = "fin"
    RESET = "reset"


Item = bytes | End
Filter = Callable[[bytes], list[Item]]


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with a RST: nothing more is sent, and the other side reads an error."""
    line = writer.get_extra_info("socket")
    if line is not None and line.fileno() >= 0:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


class Pipe:
    """From a reader to a writer; what is read goes through `through` piece by piece."""

    def __init__(
        self,
        source: asyncio.StreamReader,
        sink: asyncio.StreamWriter,
        *,
        weather: Weather,
        through: Filter,
    ) -> None:
        self._source = source
        self._sink = sink
        self._weather = weather
        self._through = through
        self._held: deque[tuple[float, Item]] = deque()
        self._held_bytes = 0
        self._moved = asyncio.Event()
        self._free_at = 0.0

    async def run(self) -> End:
        """Pass everything on; how it ended."""
        filling = asyncio.create_task(self._fill())
        try:
            return await self._drain()
        finally:
            filling.cancel()
            await asyncio.gather(filling, return_exceptions=True)

    async def _fill(self) -> None:
        while True:
            try:
                chunk = await self._source.read(CHUNK_BYTES_MAX)
            except OSError:
                self._hold(End.RESET)
                return
            if not chunk:
                self._hold(End.FIN)
                return
            for item in self._through(chunk):
                self._hold(item)
            while self._held_bytes > HELD_BYTES_MAX:
                self._moved.clear()
                await self._moved.wait()

    def _hold(self, item: Item) -> None:
        came_at = asyncio.get_running_loop().time()
        self._held.append((came_at, item))
        self._held_bytes += len(item) if isinstance(item, bytes) else 0
        self._moved.set()

    async def _drain(self) -> End:
        while True:
            while not self._held:
                self._moved.clear()
                await self._moved.wait()
            came_at, item = self._held.popleft()
            await self._due(came_at)
            if isinstance(item, End):
                return item
            piece, rest = self._cut(item)
            if rest:
                self._held.appendleft((came_at, rest))
            self._held_bytes -= len(piece)
            self._moved.set()
            try:
                self._sink.write(piece)
                await self._sink.drain()
            except OSError:
                return End.RESET

    async def _due(self, came_at: float) -> None:
        """Wait until the weather lets an item out."""
        loop = asyncio.get_running_loop()
        while True:
            now = self._weather.now
            due = max(came_at + now.delay_ms / 1000, self._free_at if now.bytes_per_s else 0.0)
            if not now.is_held and due <= loop.time():
                return
            await self._weather.until(None if now.is_held else due)

    def _cut(self, octets: bytes) -> tuple[bytes, bytes]:
        """What may go at once and what must wait; a throttled line is then taken for its time."""
        per_s = self._weather.now.bytes_per_s
        if per_s is None:
            return octets, b""
        piece = octets[: max(PIECE_BYTES_MIN, per_s // PIECES_PER_S)]
        self._free_at = asyncio.get_running_loop().time() + len(piece) / per_s
        return piece, octets[len(piece) :]
