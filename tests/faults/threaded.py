"""Proxies for code without an event loop: they run in a thread, and are told from anywhere."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

from tests.faults.proxy import Proxy, Route

ANSWER_S = 30.0  # only a deadline: each is a moment's work


class Guard:
    """A proxy in another thread's loop; every call waits until it is done there."""

    def __init__(self, proxy: Proxy, loop: asyncio.AbstractEventLoop) -> None:
        self._proxy = proxy
        self._loop = loop

    @property
    def port(self) -> int:
        """Where clients call."""
        return self._proxy.port

    @property
    def lines_opened(self) -> int:
        """How many lines there were."""
        return self._proxy.lines_opened

    @property
    def lines_open(self) -> int:
        """How many lines are up."""
        return self._proxy.lines_open

    def cut(self, number: int | None = None) -> None:
        """Reset one line by its number, or every one."""
        self._do(self._proxy.cut, number)

    def hold(self) -> None:
        """Black hole: lines stay up, nothing passes."""
        self._do(self._proxy.hold)

    def lead_to(self, port: int) -> None:
        """Let new lines go to another server."""
        self._do(self._proxy.lead_to, port)

    def refuse(self) -> None:
        """Reset new lines at once."""
        self._do(self._proxy.refuse)

    def delay(self, ms: float) -> None:
        """Let everything arrive so much later, each way."""
        self._do(self._proxy.delay, ms)

    def throttle(self, bytes_per_s: int) -> None:
        """Let so many octets a second pass on each line, each way."""
        self._do(self._proxy.throttle, bytes_per_s)

    def heal(self) -> None:
        """Clear weather."""
        self._do(self._proxy.heal)

    def _do(self, deed: Callable[..., None], *told: Any) -> None:
        done: Future[None] = Future()

        def act() -> None:
            try:
                deed(*told)
            except Exception as fault:  # noqa: BLE001 -- it is the caller's
                done.set_exception(fault)
            else:
                done.set_result(None)

        self._loop.call_soon_threadsafe(act)
        done.result(ANSWER_S)


class Proxies:
    """A thread with a loop, and the proxies it runs."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._thread.start()
        self._proxies: list[Proxy] = []

    def to(self, route: Route) -> Guard:
        """A new proxy on a port of its own."""
        proxy = self._run(self._started(route))
        self._proxies.append(proxy)
        return Guard(proxy, self._loop)

    def close(self) -> None:
        """Stop every proxy and the thread."""
        for proxy in self._proxies:
            self._run(proxy.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(ANSWER_S)
        self._loop.close()

    @staticmethod
    async def _started(route: Route) -> Proxy:
        proxy = Proxy(route)
        await proxy.start()
        return proxy

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(ANSWER_S)


@contextmanager
def proxies() -> Iterator[Proxies]:
    """A thread for proxies, until the block ends."""
    made = Proxies()
    try:
        yield made
    finally:
        made.close()
