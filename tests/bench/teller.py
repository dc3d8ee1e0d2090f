"""Facts told to streams at a steady pace from this process, whatever the answers take."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from django.db import transaction

from community.core import clock
from community.streams import services as streams
from community.streams.facts import Fact
from tests.bench.facts import facts


@dataclass(frozen=True, kw_only=True)
class Pace:
    """So many facts to each stream, every so many seconds."""

    facts: int
    every_s: float


@dataclass(eq=False)
class Teller:
    """Tells streams, each append a transaction.

    ready: how many facts of each stream are made before the first telling; the rest as they go.
    heads: the offsets it was answered. moments: (monotonic seconds, offset) of each telling.
    rounds: how often all were told.
    """

    streams: Sequence[str]
    ready: int = 0
    heads: dict[str, int] = field(default_factory=dict)
    moments: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    rounds: int = 0

    def __post_init__(self) -> None:
        self._facts = {
            stream: _ready(facts(seed=place), self.ready)
            for place, stream in enumerate(self.streams)
        }

    def tell(self, count: int) -> Mapping[str, int]:
        """Append so many facts to each stream; the new heads."""
        for stream, told in self._facts.items():
            at = time.monotonic()
            with transaction.atomic():
                self.heads[stream] = streams.append(stream, list(islice(told, count))).last
            self.moments.setdefault(stream, []).append((at, self.heads[stream]))
        self.rounds += 1
        return self.heads

    def tell_while(self, goes_on: Callable[[], bool], pace: Pace) -> None:
        """Tell at a pace; where an append is late the next ones catch up."""
        due = time.monotonic()
        while goes_on():
            self.tell(pace.facts)
            due += pace.every_s
            clock.sleep(max(0.0, due - time.monotonic()))

    def tell_for(self, seconds: float, pace: Pace) -> None:
        """Tell at a pace for a while."""
        until = time.monotonic() + seconds
        self.tell_while(lambda: time.monotonic() < until, pace)


def _ready(told: Iterator[Fact], count: int) -> Iterator[Fact]:
    return chain(list(islice(told, count)), told)
