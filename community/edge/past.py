"""A topic's near past: any offset in it can be folded again, whatever ticks cut the stream into.

A ring knows only where its own process's ticks began. A viewer who comes from another process, or
to one that has just started, stands between them; from here he is resumed and misses no notice.
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from community.core.types import JsonObject
from community.edge.notices import notices_among
from community.edge.protocol import Notice
from community.streams import catalogue
from community.streams.folds import EMPTY, Faded, Fold
from community.streams.selectors import Earlier

# A state is kept for each part of what is held: the fewer facts must be folded again to any offset.
PARTS = 4


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """The public state at an offset, and what was to be told since."""

    public: JsonObject
    notices: list[Notice]


class Past:
    """The last facts of a topic, about `facts_max` and a tick's more, and states among them."""

    def __init__(self, fold: Fold[Any], earlier: Earlier, *, facts_max: int) -> None:
        self._fold = fold
        self._facts_max = facts_max
        self._first = earlier.offset  # the state before the first line
        self._lines = list(earlier.lines)
        self._states = deque([(earlier.offset, earlier.state)])

    @property
    def head(self) -> int:
        """The last offset held."""
        return self._first + len(self._lines)

    def take(self, lines: Sequence[bytes]) -> None:
        """Hold the facts that follow."""
        self._lines += lines

    def keep_state(self, state: Any) -> None:  # noqa: ANN401 -- the fold's own object
        """Keep the state at the head when enough has followed the one before; forget the far."""
        if self.head - self._states[-1][0] < max(1, self._facts_max // PARTS):
            return
        self._states.append((self.head, self._fold.dump(state)))
        while len(self._states) > 1 and self._states[1][0] <= self.head - self._facts_max:
            self._states.popleft()
        del self._lines[: self._states[0][0] - self._first]
        self._first = self._states[0][0]

    def at(
        self, offset: int, *, until: int, overlay: Mapping[str, JsonObject] = EMPTY
    ) -> Replayed | None:
        """The state at an offset folded again, and notices from there; None when too far back.

        overlay: what is held of the present. For the rest stands what differs from all that may
        have been: a patch to the present then takes away whatever a client holds.
        """
        if not self._first <= offset <= until <= self.head:
            return None
        start, dumped = next(kept for kept in reversed(self._states) if kept[0] <= offset)
        state = self._fold.load(dumped)
        self._fold.fold(state, self._facts(start, offset))
        return Replayed(
            public=self._fold.project(state, Faded(overlay, self._fold.faded)),
            notices=notices_among(self._facts(offset, until), self._fold.notices),
        )

    def _facts(self, after: int, until: int) -> list[tuple[int, Any]]:
        lines = self._lines[after - self._first : until - self._first]
        return list(enumerate(map(catalogue.decode, lines), start=after + 1))
