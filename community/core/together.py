"""Together: what threads of a process ask for at once is done in one go; knows nothing of what.

Whoever finds nobody at it does what waits by then, in the order of asking; those who come meanwhile
are the next. So one who is alone waits for nobody, and a crowd pays once for what all have to pay.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from community.core.errors import RefusedError, UnavailableError

logger = logging.getLogger(__name__)

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

# Longer than any transaction may take: who has waited so long is told to come again.
WAIT_S_MAX = 30.0


@dataclass(eq=False)
class _Place(Generic[Asked, Answer]):
    """One who waits; is_over: nobody else will do it any more.

    Over without an answer: it failed, by itself by `fault`, else with others, whose it may be.
    """

    asked: Asked
    is_over: bool = False
    answer: Answer | RefusedError | None = None
    fault: Exception | None = None


@dataclass(eq=False)
class _Line(Generic[Asked, Answer]):
    """Those who wait for one thing, how many are still here, and whose turn it is to do."""

    waiting: deque[_Place[Asked, Answer]] = field(default_factory=deque)
    turn: threading.Lock = field(default_factory=threading.Lock)
    here: int = 0


class Together(Generic[Asked, Answer]):
    """Does for all who wait under one key what each asks.

    do: answers each of 1..most, in order; a refusal is that one's alone. alone: of those with the
    same of it one is done at a time. What `do` raises for several is done for each by itself.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Answer | RefusedError]],
        *,
        most: int,
        alone: Callable[[Asked], Hashable],
    ) -> None:
        self._do = do
        self._most = most
        self._alone = alone
        self._gate = threading.Lock()
        self._lines: dict[Hashable, _Line[Asked, Answer]] = {}

    def ask(self, key: Hashable, asked: Asked) -> Answer:
        """What comes of it; raises its refusal, UnavailableError, and what `do` raises."""
        place: _Place[Asked, Answer] = _Place(asked)
        with self._gate:
            line = self._lines.setdefault(key, _Line())
            line.here += 1
            line.waiting.append(place)
        try:
            self._wait(line, place)
        finally:
            self._leave(key, line, place)
        if place.fault is not None:
            raise place.fault
        answer = place.answer or self._do([asked])[0]
        if isinstance(answer, RefusedError):
            raise answer
        return answer

    def _wait(self, line: _Line[Asked, Answer], place: _Place[Asked, Answer]) -> None:
        """Wait for one's turn, and do what waits until one's own is done."""
        if not line.turn.acquire(timeout=WAIT_S_MAX):
            raise UnavailableError
        try:
            while not place.is_over:
                self._carry_out(self._taken(line))
        finally:
            line.turn.release()

    def _leave(
        self, key: Hashable, line: _Line[Asked, Answer], place: _Place[Asked, Answer]
    ) -> None:
        with self._gate:
            if not place.is_over and place in line.waiting:
                line.waiting.remove(place)
            line.here -= 1
            if not line.here:
                del self._lines[key]

    def _taken(self, line: _Line[Asked, Answer]) -> list[_Place[Asked, Answer]]:
        """The eldest who wait, as many as go in one; whoever has to be alone stays in his place."""
        taken: list[_Place[Asked, Answer]] = []
        with self._gate:
            seen: set[Hashable] = set()
            for place in line.waiting:
                if len(taken) < self._most and (alone := self._alone(place.asked)) not in seen:
                    seen.add(alone)
                    taken.append(place)
            for place in taken:
                line.waiting.remove(place)
        return taken

    def _carry_out(self, places: Sequence[_Place[Asked, Answer]]) -> None:
        try:
            answers = self._do([place.asked for place in places])
            for place, answer in zip(places, answers, strict=True):
                place.answer = answer
        except Exception as fault:
            if len(places) == 1:
                places[0].fault = fault
            else:
                logger.warning("together.failed", exc_info=True, extra={"count": len(places)})
        finally:
            for place in places:
                place.is_over = True
