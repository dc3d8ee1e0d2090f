"""Clients that read a kilobyte a second, whatever they are sent; `drain` has them read it all."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from community.core import clock
from tests.bench.lines import CLOSE, HOST, TEXT, Door, frames, masked, upgrade

READ_S = 0.1
# The kernel doubles it; what it takes for us is not held by the server.
RECEIVE_BYTES = 4_096
_CHUNK = 1 << 20


class Sluggards:
    """The handle of a thread that reads for all of them."""

    def __init__(self, sockets: Sequence[socket.socket], *, bytes_per_s: int) -> None:
        self._sockets = sockets
        self._at_once = round(bytes_per_s * READ_S)
        self._read = [bytearray() for _ in sockets]
        self._stops = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def ports(self) -> set[int]:
        """Their own ports, by which the server's ends are found."""
        return {int(end.getsockname()[1]) for end in self._sockets}

    @property
    def taken_bytes(self) -> int:
        """What they read so far, all together."""
        return sum(map(len, self._read))

    def _run(self) -> None:
        while not self._stops.wait(READ_S):
            for end, read in zip(self._sockets, self._read, strict=True):
                with contextlib.suppress(OSError):
                    read.extend(end.recv(self._at_once, socket.MSG_DONTWAIT))

    def drain(self, *, timeout_s: float) -> list[list[int | bytes]]:
        """For each: its texts, and its close code where one came; all read as fast as can be."""
        self._stops.set()
        self._thread.join()
        return [
            list(_heard(end, read, timeout_s=timeout_s))
            for end, read in zip(self._sockets, self._read, strict=True)
        ]


@contextmanager
def reading_slowly(
    door: Door, greetings: Sequence[Sequence[str]], *, bytes_per_s: int
) -> Iterator[Sluggards]:
    """As many slow clients as there are greetings, connected and greeted."""
    sockets = [_connected(door, greeting) for greeting in greetings]
    try:
        yield Sluggards(sockets, bytes_per_s=bytes_per_s)
    finally:
        for end in sockets:
            end.close()


def _connected(door: Door, greeting: Sequence[str]) -> socket.socket:
    end = socket.socket()
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    end.connect((HOST, door.port))
    end.sendall(upgrade(door))
    head = b""
    while not head.endswith(b"\r\n\r\n"):  # no byte further: what follows is for slow reading
        head += end.recv(1)
    assert b" 101 " in head, head
    end.sendall(b"".join(masked(TEXT, text.encode()) for text in greeting))
    return end


def _heard(end: socket.socket, read: bytearray, *, timeout_s: float) -> Iterator[int | bytes]:
    deadline_ms = clock.now_ms() + timeout_s * 1000
    end.settimeout(1.0)
    with contextlib.suppress(ConnectionError):
        while clock.now_ms() < deadline_ms:
            for opcode, body in frames(read):
                if opcode == TEXT:
                    yield body
                elif opcode == CLOSE:
                    yield int.from_bytes(body[:2])
                    return
            with contextlib.suppress(TimeoutError):
                octets = end.recv(_CHUNK)
                if not octets:
                    return
                read += octets
