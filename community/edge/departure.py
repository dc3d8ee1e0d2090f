"""Departure: what a server is told by SIGTERM waits until the sockets are drained.

Uvicorn and Daphne each have a handler of SIGTERM; ours runs before it, and hands over when every
client was told when to come back and the requests in hand are answered. Knows no server.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import Awaitable, Callable
from types import FrameType
from typing import Any

logger = logging.getLogger(__name__)

Application = Callable[[Any, Any, Any], Awaitable[None]]
Drain = Callable[[], Awaitable[None]]

# Requests in hand may take this long past the sockets; the server's own patience comes after.
REQUESTS_WAIT_S = 2.0
# The last words of sockets and requests lie with the server's transports, which write in the
# loop's next turns.
WRITTEN_WAIT_S = 0.2


class Departing:
    """An application that departs in good order; it heeds SIGTERM from its first call on.

    The first call is early enough, and late enough: the server's own handler is in place by then.
    """

    def __init__(self, application: Application, *, drain: Drain) -> None:
        self._application = application
        self._drain = drain
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server_stops: Any = signal.SIG_DFL
        self._departing: asyncio.Task[None] | None = None
        self._is_told = False
        self._in_hand = 0
        self._answered = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's own shapes
        """Pass on, counting the requests in hand."""
        if self._loop is None:
            self._heed()
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        self._in_hand += 1
        try:
            await self._application(scope, receive, send)
        finally:
            self._in_hand -= 1
            self._answered.set()

    def _heed(self) -> None:
        self._loop = asyncio.get_running_loop()
        # `runserver` serves in a thread of its own, which may not have handlers of signals.
        if threading.current_thread() is threading.main_thread():
            self._server_stops = signal.getsignal(signal.SIGTERM)
            signal.signal(signal.SIGTERM, self.told)

    def told(self, number: int, frame: FrameType | None) -> None:
        """SIGTERM: depart; told twice, stop at once."""
        del number, frame
        assert self._loop is not None, "a handler is set by the first call"
        self._loop.call_soon_threadsafe(self._stop_server if self._is_told else self._begin)
        self._is_told = True

    def _begin(self) -> None:
        self._departing = asyncio.create_task(self._depart(), name="departure")

    async def _depart(self) -> None:
        try:
            await self._drain()
            async with asyncio.timeout(REQUESTS_WAIT_S):
                while self._in_hand:
                    self._answered.clear()
                    await self._answered.wait()
            await asyncio.sleep(WRITTEN_WAIT_S)
        except TimeoutError:
            logger.warning("edge.requests_left", extra={"requests": self._in_hand})
        finally:
            self._stop_server()

    def _stop_server(self) -> None:
        stops, self._server_stops = self._server_stops, None
        if callable(stops):
            stops(signal.SIGTERM, None)
        elif stops is not None:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.raise_signal(signal.SIGTERM)


def depart() -> bool:
    """Have this process depart as SIGTERM does; False when nobody here heeds it."""
    told = signal.getsignal(signal.SIGTERM)
    if not isinstance(getattr(told, "__self__", None), Departing):
        return False
    signal.raise_signal(signal.SIGTERM)
    return True
