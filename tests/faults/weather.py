"""Weather: what a line is like now; whoever waits on it is woken when it changes."""

import asyncio
import contextlib
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """How octets go through, each way.

    delay_ms: how late each arrives. bytes_per_s: how many pass, None for all. is_held: the line
    stays up and nothing passes, not even its end. is_refusing: new lines are reset at once.
    """

    delay_ms: float = 0.0
    bytes_per_s: int | None = None
    is_held: bool = False
    is_refusing: bool = False


CLEAR = Conditions()


class Weather:
    """The conditions of now, shared by the lines of a proxy; used in one event loop."""

    def __init__(self) -> None:
        self.now = CLEAR
        self._changed = asyncio.Event()

    def change(self, conditions: Conditions) -> None:
        """Set the conditions; octets that wait are looked at again."""
        self.now = conditions
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, due: float | None) -> None:
        """Wait until a moment of the loop's clock, or a change, whichever comes first."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout_at(due):
                await self._changed.wait()

    async def clears(self) -> None:
        """Wait until the line is held no longer."""
        while self.now.is_held:
            await self.until(None)
