"""A followed topic: who watches it, which hints wait, and whether the log must be asked."""

from dataclasses import dataclass, field
from typing import Protocol

from community.core import metrics
from community.edge.topics import Topic
from community.streams.publish import Heard
from community.streams.selectors import Head, Stretch


class Viewer(Protocol):
    """Whoever follows topics: a session's outbox."""

    @property
    def topics(self) -> list[str]:
        """What is followed."""

    def wake(self, key: str) -> None:
        """A topic moved."""

    def count(self) -> None:
        """Add what was delivered to the meter."""

    def beat(self) -> None:
        """A heartbeat is due, unless something was sent since the last."""


@dataclass(eq=False)
class Followed:
    """A topic with its viewers and the hints that wait for their turn.

    is_behind: the log must be read. is_stale: its history changed, it must be loaded anew.
    is_broken: what it holds could not be folded; loading it anew is tried at every head check.
    """

    topic: Topic
    viewers: set[Viewer] = field(default_factory=set)
    hints: list[Heard] = field(default_factory=list)
    is_behind: bool = False
    is_stale: bool = False
    is_broken: bool = False
    has_waited: bool = False
    idle_since: float = 0.0

    @property
    def is_well(self) -> bool:
        """Whether hints are all it needs."""
        return not (self.is_behind or self.is_stale or self.is_broken)

    @property
    def position(self) -> tuple[int, int]:
        """Its epoch, and the last offset folded."""
        return self.topic.epoch, self.topic.taken

    def give_up(self) -> None:
        """Leave it as its viewers have it: its state may be half folded."""
        self.hints.clear()
        self.is_broken, self.is_behind, self.is_stale = True, False, False

    def take_hints(self) -> None:
        """Fold what the hints carry, in order; note when the log must be read."""
        self.hints.sort(key=lambda heard: heard.hint.first)
        while self.hints:
            heard = self.hints[0]
            taken = self.topic.taken
            if heard.hint.epoch != self.topic.epoch:
                self.is_stale = True
                return
            if heard.hint.last <= taken:
                self.hints.pop(0)
                continue
            if heard.body is None:
                self.is_behind = True  # too large for a hint: the log has it
                return
            if heard.hint.first > taken + 1:
                # A hint is missing: it may be on its way for one tick, then the log is read.
                self.is_behind = self.is_behind or self.has_waited
                self.has_waited = True
                metrics.HINTS_LOST.inc(int(self.is_behind))
                return
            self.topic.take(heard.body.split(b"\n")[taken + 1 - heard.hint.first :])
            self.hints.pop(0)
        self.has_waited = False

    def take(self, stretch: Stretch) -> None:
        """Fold what the log holds past this topic."""
        if stretch.epoch != self.topic.epoch:
            self.is_stale = True
        elif stretch.first == self.topic.taken + 1:
            metrics.GAPS_FILLED.inc()
            self.topic.take(stretch.body.split(b"\n"))

    def compare(self, head: Head, *, since: tuple[int, int]) -> int:
        """Hold the topic to its stream's head in the log; returns the facts it is behind.

        since: its position when the log was asked.
        """
        if since[0] != self.topic.epoch:
            return 0  # loaded anew meanwhile
        if self.is_broken or head.epoch != self.topic.epoch or head.offset < since[1]:
            self.is_stale = True
            return 0
        lag = max(head.offset - self.topic.taken, 0)
        if lag and not self.hints:
            self.is_behind = True
        return lag
