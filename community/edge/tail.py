"""A stream's tail: what was heard of its log, in order and without a hole; held for who lags.

Topics of every delay take from it: the live one at once, a delayed one when its time has come.
"""

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter

from community.core import clock, metrics
from community.core.types import JsonObject
from community.streams.publish import Heard
from community.streams.selectors import Head
from community.streams.stretches import Stretch

_last = attrgetter("last")


@dataclass(slots=True)
class Held:
    """One batch: offsets first..last, recorded at, in milliseconds rounded up.

    body is None when it is not held: whoever is due to take it reads the log.
    """

    first: int
    last: int
    at: int
    body: bytes | None


class Tail:
    """One stream's batches up to `last`; is_behind: the log must be asked for what comes after.

    is_stale: the stream's history changed, its topics must be loaded anew. patches: what ticks of
    its topics came to, by where they lead from and to: for who comes along later by the same way.
    """

    def __init__(self) -> None:
        self.epoch = self.last = 0
        self.is_behind = self.is_stale = False
        self._has_begun = self._has_waited = False
        self._held: list[Held] = []
        self._hints: list[Heard] = []
        self.patches: dict[tuple[int, int], JsonObject] = {}

    def begin(self, *, epoch: int, last: int) -> None:
        """Go on from a position: where a topic of the stream was loaded. Hints heard are kept."""
        self.epoch, self.last, self._has_begun = epoch, last, True

    def forget(self) -> None:
        """Only hear, until a topic of the new history is loaded."""
        self._has_begun = self.is_stale = self.is_behind = False
        self._held.clear()
        self._hints.clear()
        self.patches.clear()

    @property
    def has_begun(self) -> bool:
        """Whether it has a position; before, it only hears."""
        return self._has_begun

    @property
    def begins(self) -> int:
        """The first offset held: what is before must be read from the log."""
        return self._held[0].first if self._held else self.last + 1

    @property
    def position(self) -> tuple[int, int]:
        """Its epoch, and the last offset heard without a hole."""
        return self.epoch, self.last

    @property
    def held_bytes(self) -> int:
        """Bytes of the bodies held."""
        return sum(len(held.body) for held in self._held if held.body is not None)

    def hear(self, heard: Heard) -> None:
        """Take a hint; it has its turn with the next tick."""
        self._hints.append(heard)

    def arrange(self) -> None:
        """Hold what hints carry, in order; note when the log must be read."""
        if not self._has_begun:
            return
        self._hints.sort(key=lambda heard: heard.hint.first)
        while self._hints:
            hint, body = self._hints[0].hint, self._hints[0].body
            if hint.last <= self.last and hint.epoch == self.epoch:
                self._hints.pop(0)
                continue
            if hint.epoch != self.epoch:
                self.is_stale = True
                return
            if hint.first > self.last + 1:
                # A hint is missing: it may be on its way for one tick, then the log is read.
                self.is_behind = self.is_behind or self._has_waited
                self._has_waited = True
                metrics.HINTS_LOST.inc(int(self.is_behind))
                return
            self._hold(Held(first=hint.first, last=hint.last, at=hint.at, body=body))
            self._hints.pop(0)
        self._has_waited = False

    def take(self, stretch: Stretch) -> None:
        """Hold what the log has past what was heard."""
        if stretch.epoch != self.epoch:
            self.is_stale = True
        elif stretch.first <= self.last + 1 <= stretch.last:
            metrics.GAPS_FILLED.inc()
            self._hold(_held(stretch))

    def _hold(self, held: Held) -> None:
        self._held.append(held)
        self.last = held.last

    def precede(self, stretches: list[Stretch]) -> None:
        """Hold what lies before what is held; left out when it does not reach it."""
        reaches = bool(stretches) and stretches[-1].last + 1 == self.begins
        if reaches and all(stretch.epoch == self.epoch for stretch in stretches):
            self._held[:0] = map(_held, stretches)

    def after(self, offset: int) -> Held | None:
        """The batch that holds what follows an offset, or the first one after it."""
        place = bisect_right(self._held, offset, key=_last)
        return self._held[place] if place < len(self._held) else None

    def trim(self, *, taken: int, bytes_max: int) -> None:
        """Let go what every topic has taken, and the newest bodies past so many bytes."""
        del self._held[: bisect_right(self._held, taken, key=_last)]
        while self.patches and (oldest := next(iter(self.patches)))[1] <= taken:
            del self.patches[oldest]
        over = self.held_bytes - bytes_max if self._held else 0
        for held in reversed(self._held):
            if over <= 0:
                return
            if held.body is not None:
                over -= len(held.body)
                held.body = None

    def drop(self) -> None:
        """Hold nothing of what was heard: it could not be folded, so the log is asked."""
        self._held.clear()

    def compare(self, head: Head, *, since: tuple[int, int]) -> int:
        """Hold it to its stream's head in the log; returns the facts it is behind.

        since: its position when the log was asked.
        """
        if since[0] != self.epoch or not self._has_begun:
            return 0  # begun anew meanwhile
        if head.epoch != self.epoch or head.offset < since[1]:
            self.is_stale = True
            return 0
        lag = max(head.offset - self.last, 0)
        if lag and not self._hints:
            self.is_behind = True
        return lag


def _held(stretch: Stretch) -> Held:
    return Held(
        first=stretch.first,
        last=stretch.last,
        at=clock.to_ms_up(stretch.at),
        body=stretch.body,
    )
