"""A followed topic: one stream at one delay, and who watches it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from community.core import clock, metrics
from community.core.types import JsonObject
from community.edge.messages import Message
from community.edge.tail import Held, Tail
from community.edge.topics import Topic
from community.streams.selectors import LIVE
from community.streams.stretches import Span, Stretch


class Key(NamedTuple):
    """What is followed inside a process; on the wire there is the stream's name alone."""

    stream: str
    delay_s: int = 0


class Viewer(Protocol):
    """Whoever follows topics, all at one delay: a session's outbox."""

    delay_s: int

    @property
    def topics(self) -> list[str]:
        """What is followed."""

    def wake(self, key: str) -> None:
        """A topic moved."""

    def renew(self, key: str) -> None:
        """What was sent of a topic holds no longer: its snapshot is due."""

    def show(self, key: str, presence: Message) -> None:
        """So many follow a topic."""

    def count(self) -> None:
        """Add what was delivered to the meter."""

    def beat(self) -> None:
        """A heartbeat is due, unless something was sent since the last."""


@dataclass(eq=False, kw_only=True)
class Followed:
    """A topic that takes from its stream's tail what was recorded at least `delay_s` ago.

    is_lacking: what it is due to take is not held, the log must be read. is_stale: it must be
    loaded anew. is_broken: what it was to take could not be folded; loading it anew is tried at
    every head check. is_redacted: something of it was taken from sight ahead of its facts.
    """

    topic: Topic
    tail: Tail
    delay_s: int = 0
    viewers: set[Viewer] = field(default_factory=set)
    is_lacking: bool = False
    is_stale: bool = False
    is_broken: bool = False
    is_redacted: bool = False
    idle_since: float = 0.0

    def advance(self, *, now_ms: int) -> None:
        """Take what is held and due."""
        if not self.tail.has_begun:
            return
        if self.tail.epoch != self.topic.epoch:
            self.is_stale = True
            return
        held = self.tail.after(self.topic.taken)
        while held is not None and self._may_take(held, now_ms=now_ms):
            assert held.body is not None, "only what is held may be taken"
            self._take(held.body, first=held.first)
            held = self.tail.after(self.topic.taken)
        # Before what is held, nobody here knows what is due: the log is asked.
        is_before = self.topic.taken + 1 < self.tail.begins
        self.is_lacking = is_before or (held is not None and self._is_due(held.at, now_ms=now_ms))

    def _may_take(self, held: Held, *, now_ms: int) -> bool:
        follows = held.first <= self.topic.taken + 1
        return follows and held.body is not None and self._is_due(held.at, now_ms=now_ms)

    def _is_due(self, at: int, *, now_ms: int) -> bool:
        """Whether what was recorded at a moment may be shown; live shows all there is."""
        return self.delay_s == 0 or at <= now_ms - self.delay_s * 1000

    def _take(self, body: bytes, *, first: int) -> None:
        """Fold the facts of a batch that were not taken yet."""
        self.topic.take(body.split(b"\n")[self.topic.taken + 1 - first :])

    def span(self, *, now_ms: int) -> Span:
        """What it may have of the log."""
        as_of = clock.from_ms(now_ms - self.delay_s * 1000) if self.delay_s else LIVE
        return Span(stream=self.topic.key, after=self.topic.taken, as_of=as_of)

    def take(self, stretches: Sequence[Stretch], *, now_ms: int) -> None:
        """Take what the log holds, so far as it is due: others may be less far behind."""
        for stretch in stretches:
            if stretch.epoch != self.topic.epoch:
                self.is_stale = True
                return
            follows = stretch.first <= self.topic.taken + 1 <= stretch.last
            if follows and self._is_due(clock.to_ms_up(stretch.at), now_ms=now_ms):
                metrics.GAPS_FILLED.inc()
                self._take(stretch.body, first=stretch.first)

    def tick(self) -> bool:
        """Make one step of what was taken, what is gone by now left out; whether viewers wake.

        When nothing was taken but something is gone, every viewer gets a snapshot.
        """
        was_redacted, self.is_redacted = self.is_redacted, False
        if self.topic.tick(self.tail.patches):
            return True
        if was_redacted:
            self.topic.show_anew()
            for viewer in self.viewers:
                viewer.renew(self.topic.key)
        return False

    def redact(self, gone: Mapping[str, JsonObject]) -> None:
        """Take from sight what is gone by now, whenever the facts of it are due."""
        self.is_redacted = self.topic.redact(gone) or self.is_redacted

    def begin_anew(self, topic: Topic) -> None:
        """Go on with a topic that was loaded anew: every viewer gets its snapshot."""
        self.topic = topic
        self.is_broken = self.is_lacking = self.is_stale = self.is_redacted = False
        for viewer in self.viewers:
            viewer.wake(topic.key)

    def give_up(self) -> None:
        """Leave it as its viewers have it: its state may be half folded, by what the tail holds."""
        self.is_broken, self.is_lacking, self.is_stale = True, False, False
        self.tail.drop()
