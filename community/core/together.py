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

# As long as a proxy leaves a request waiting, at least: whoever would go past it comes again.
WAIT_S_MAX = 30.0


@dataclass(eq=False)
class _Place(Generic[Asked, Answer]):
    """One who waits to be called: because it is over, or because it is his turn to do what waits.

    Over without an answer: it failed, by itself by `fault`, else with others, whose it may be.
    """

    asked: Asked
    called: threading.Event = field(default_factory=threading.Event)
    is_over: bool = False
    answer: Answer | RefusedError | None = None
    fault: Exception | None = None


class Together(Generic[Asked, Answer]):
    """Does for all who wait under one key what each asks.

    do: answers each of 1..most, in order; a refusal is that one's alone, one that it raises
    everybody's. alone: of those with the same of it one is done at a time. again: does one of
    several for whom `do` raised anything else, which may have been another's fault.
    """

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Answer | RefusedError]],
        *,
        most: int,
        alone: Callable[[Asked], Hashable],
        again: Callable[[Asked], Answer | RefusedError],
    ) -> None:
        self._do = do
        self._again = again
        self._most = most
        self._alone = alone
        self._gate = threading.Lock()
        # Those who wait, by key; a key is there for as long as somebody is at it.
        self._lines: dict[Hashable, deque[_Place[Asked, Answer]]] = {}

    def ask(self, key: Hashable, asked: Asked) -> Answer:
        """What comes of it; raises its refusal, UnavailableError, and what do or again raises."""
        place: _Place[Asked, Answer] = _Place(asked)
        with self._gate:
            is_first = key not in self._lines
            line = self._lines.setdefault(key, deque())
            line.append(place)
        if not is_first:
            self._wait(line, place)
        if not place.is_over:
            self._do_all(key, line, place)
        if place.fault is not None:
            raise place.fault
        answer = place.answer or self._again(asked)
        if isinstance(answer, RefusedError):
            raise answer
        return answer

    def _wait(self, line: deque[_Place[Asked, Answer]], place: _Place[Asked, Answer]) -> None:
        """Wait to be called. Raises UnavailableError."""
        if place.called.wait(WAIT_S_MAX):
            return
        with self._gate:
            if place.called.is_set():
                return
            if place in line:
                line.remove(place)
        raise UnavailableError

    def _do_all(
        self, key: Hashable, line: deque[_Place[Asked, Answer]], place: _Place[Asked, Answer]
    ) -> None:
        """Do what waits until one's own is done; then it is the turn of the eldest who waits."""
        try:
            while not place.is_over:
                self._carry_out(self._taken(line))
        finally:
            with self._gate:
                if line:
                    line[0].called.set()
                else:
                    del self._lines[key]

    def _taken(self, line: deque[_Place[Asked, Answer]]) -> list[_Place[Asked, Answer]]:
        """The eldest who wait, as many as go in one; whoever has to be alone stays in his place."""
        taken: list[_Place[Asked, Answer]] = []
        with self._gate:
            seen: set[Hashable] = set()
            for place in line:
                if len(taken) < self._most and (alone := self._alone(place.asked)) not in seen:
                    seen.add(alone)
                    taken.append(place)
            for place in taken:
                line.remove(place)
        return taken

    def _carry_out(self, places: Sequence[_Place[Asked, Answer]]) -> None:
        try:
            answers = self._do([place.asked for place in places])
            for place, answer in zip(places, answers, strict=True):
                place.answer = answer
        except RefusedError as refused:
            for place in places:
                place.answer = refused
        except Exception as fault:
            if len(places) == 1:
                places[0].fault = fault
            else:
                logger.warning("together.failed", exc_info=True, extra={"count": len(places)})
        finally:
            for place in places:
                place.is_over = True
                place.called.set()
