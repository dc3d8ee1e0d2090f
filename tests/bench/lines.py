"""A client's end of one socket: RFC 6455 with only what our server needs; knows no message.

Small masked texts go out, unmasked frames come in, and the owner is told of each.
"""

import asyncio
import base64
import secrets
import socket
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol, cast

HOST = "127.0.0.1"
# The socket ended and nobody said why.
NO_CODE = 1006
TEXT, CLOSE = 1, 8
_PING, _PONG = 9, 10
# SO_LINGER on, for no time: closing sends RST, and what was not read is lost.
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where to dial."""

    port: int
    path: str
    subprotocol: str = ""


class Owner(Protocol):
    """Whoever speaks on a line; `at` is monotonic seconds."""

    def opened(self, line: "Line") -> None:
        """Both may speak from here."""

    def took(self, line: "Line", text: bytes, at: float) -> None:
        """A text came."""

    def lost(self, line: "Line", code: int) -> None:
        """The other side ended it, or the network did."""


async def dial(line: "Line") -> None:
    """Connect; raises OSError when nobody takes the call."""
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: line, HOST, line.door.port)


@dataclass(eq=False)
class Line(asyncio.Protocol):
    """One socket."""

    door: Door
    owner: Owner
    _buffer: bytearray = field(default_factory=bytearray)
    _is_open: bool = False
    _is_ours: bool = True
    _code: int = NO_CODE
    _transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance
        self._transport = transport
        if not self._is_ours:
            transport.close()
            return
        transport.write(upgrade(self.door))

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._is_ours:
            self._is_ours = False
            self.owner.lost(self, self._code)

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        self._buffer += data
        if not self._is_open and not self._enter():
            return
        for opcode, body in frames(self._buffer):
            if not self._is_ours:
                return
            self._take(opcode, body, at)

    def _enter(self) -> bool:
        head, end, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        if not end:
            return False
        if b" 101 " not in head.partition(b"\r\n")[0]:
            self._transport_now.close()
            return False
        self._is_open, self._buffer = True, bytearray(rest)
        self.owner.opened(self)
        return True

    def _take(self, opcode: int, body: bytes, at: float) -> None:
        if opcode == TEXT:
            self.owner.took(self, body, at)
        elif opcode == _PING:
            self._send(_PONG, body)
        elif opcode == CLOSE:
            self._code = int.from_bytes(body[:2]) if body else NO_CODE
            self._transport_now.close()

    def say(self, text: str) -> None:
        """Send a text."""
        self._send(TEXT, text.encode())

    def hang_up(self) -> None:
        """Close; the owner hears no more of this line."""
        self._is_ours = False
        if self._transport is not None:
            self._transport.close()

    def pause(self) -> None:
        """Read no more: what comes waits in the kernel."""
        self._transport_now.pause_reading()

    def reset(self) -> None:
        """End it with RST; the owner hears no more of this line."""
        self._is_ours = False
        if self._transport is None or self._transport.is_closing():
            return
        raw = self._transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._transport.abort()

    @property
    def _transport_now(self) -> asyncio.Transport:
        assert self._transport is not None, "a line is dialled before it is used"
        return self._transport

    def _send(self, opcode: int, body: bytes) -> None:
        self._transport_now.write(masked(opcode, body))


def upgrade(door: Door) -> bytes:
    """The request that makes a socket of a connection."""
    host = f"{HOST}:{door.port}"
    words = [
        f"GET {door.path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: http://{host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
    ]
    if door.subprotocol:
        words.append(f"Sec-WebSocket-Protocol: {door.subprotocol}")
    return "\r\n".join([*words, "", ""]).encode()


def masked(opcode: int, body: bytes) -> bytes:
    """A frame of a client, of less than 64 KiB."""
    size = len(body)
    head = (
        struct.pack("!BB", 0x80 | opcode, 0x80 | size)
        if size < 126
        else struct.pack("!BBH", 0x80 | opcode, 0xFE, size)
    )
    # The mask is all zeros: it protects old proxies, and there is none on a loopback.
    return head + bytes(4) + body


def frames(buffer: bytearray) -> Iterator[tuple[int, bytes]]:
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
