"""An event loop in which nothing comes when it should: every await lasts a while longer.

Whatever order of steps a busy machine may bring about, this brings about sooner.
"""

import asyncio
import random  # noqa: TID251 -- a seed makes the same delays again
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from typing import Any

Delay = Callable[[], float]


class _Late:
    """A coroutine that goes on later than it could, after each time it waited."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], delay_s: Delay) -> None:
        self._coroutine = coroutine
        self._delay_s = delay_s

    def __await__(self) -> Generator[Any, Any, Any]:
        fault: BaseException | None = None
        while True:
            try:
                awaited = self._coroutine.throw(fault) if fault else self._coroutine.send(None)
            except StopIteration as done:
                return done.value
            fault = None
            try:
                yield awaited
                yield from asyncio.sleep(self._delay_s()).__await__()
            except BaseException as met:  # noqa: BLE001 -- a cancellation is the coroutine's to meet
                fault = met


async def _late(coroutine: Coroutine[Any, Any, Any], delay_s: Delay) -> Any:
    return await _Late(coroutine, delay_s)


@contextmanager
def perturbed(*, seed: int, delay_max_s: float) -> Iterator[None]:
    """Tasks begun in the block wait 0..delay_max_s more at every await."""
    chance = random.Random(seed)  # noqa: S311 -- no secret
    loop = asyncio.get_running_loop()

    def begin(
        loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **told: Any
    ) -> asyncio.Task[Any]:
        late = _late(coroutine, lambda: chance.uniform(0, delay_max_s))
        return asyncio.Task(late, loop=loop, **told)

    loop.set_task_factory(begin)  # type: ignore[arg-type]  # the stubs ask for a future
    try:
        yield
    finally:
        loop.set_task_factory(None)
