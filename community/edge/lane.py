"""Uvicorn's WebSocket with a lane: a message framed once is written to every socket as it is.

Uvicorn frames a message anew for each socket, in Python; for one message told to hundreds that is
most of what a frame costs. Another server has no lane, and sends the same texts by ASGI.
"""

import socket
from asyncio.transports import BaseTransport
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

# Its name among the extensions of an ASGI scope.
LANE = "terrace.lane"

# What the kernel holds for one socket; it doubles the number for its own books. With a transport's
# 64 KiB and one frame of 64 KiB beside it, a client that does not read is held well under 1 MiB.
SEND_BUFFER_BYTES = 256 * 1024


class Lane(Protocol):
    """A socket that takes frames of RFC 6455 as they are."""

    @property
    def is_open(self) -> bool:
        """Whether a frame can be written now, without waiting for the client to read."""

    def write(self, framed: bytes) -> None:
        """Write a whole frame; only while the lane is open."""

    def close(self, code: int) -> None:
        """Close behind what was written, and drop the line when the client reads on too slowly."""


class LaneProtocol(WebSocketsSansIOProtocol):
    """Is its own lane; named by `--ws`."""

    scope: Any

    def connection_made(self, transport: BaseTransport) -> None:
        """Bound what the kernel holds."""
        super().connection_made(transport)
        plain = transport.get_extra_info("socket")
        if plain is not None:
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)

    async def run_asgi(self) -> None:
        """Offer the lane to the application."""
        self.scope["extensions"][LANE] = self
        await super().run_asgi()

    @property
    def is_open(self) -> bool:
        """See Lane."""
        return (
            self.writable.is_set()
            and self.handshake_complete
            and not self.close_sent
            and not self.disconnected
        )

    def write(self, framed: bytes) -> None:
        """See Lane."""
        self.transport.write(framed)

    def close(self, code: int) -> None:
        """See Lane."""
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        self.conn.send_close(code)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        # Messages nobody took had reading paused; the client's own close comes behind them.
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        # Its own way out waits until all is read, which a client that does not read makes for ever.
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})


def lane_of(scope: Any) -> Lane | None:  # noqa: ANN401 -- ASGI's own shape
    """The lane a server offers; None when it has none."""
    lane: Lane | None = scope.get("extensions", {}).get(LANE)
    return lane
