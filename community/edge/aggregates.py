"""What one session adds to the house's aggregates: how late its screen is, how fast its commands.

Only sums leave here. Nothing is added of a viewer who declines, and nothing is written down of any.
"""

from collections.abc import Callable

from community.core import clock, metrics
from community.edge import protocol
from community.edge.topics import Topic


class Aggregates:
    """One session's share; `topic_of` finds a topic that the session follows, None another."""

    def __init__(self, topic_of: Callable[[str], Topic | None]) -> None:
        self.is_declined = False
        self._topic_of = topic_of
        self._acked: dict[str, tuple[int, int]] = {}

    def acked(self, ack: protocol.Ack) -> None:
        """Take a report of what was applied; one that cannot be true adds nothing."""
        topic = None if self.is_declined else self._topic_of(ack.topic)
        if topic is None or ack.offset > topic.head:
            return
        metrics.ACKS.inc()
        seen = "visible" if ack.visible else "hidden"
        metrics.ACK_BEHIND_FACTS.labels(seen=seen).observe(topic.head - ack.offset)
        # A still page reports the same offset again and again; only the first tells a time.
        if self._acked.get(ack.topic) == (topic.epoch, ack.offset):
            return
        self._acked[ack.topic] = (topic.epoch, ack.offset)
        if (at := topic.told_at(ack.offset)) is not None:
            metrics.ACK_SECONDS.labels(seen=seen).observe(_seconds_since(at))

    def commanded(self, message: protocol.Command, *, topics: list[str]) -> None:
        """Take the time from the frame that a command answers to the command."""
        if self.is_declined or message.trace is None:
            return
        for key in topics:
            topic = self._topic_of(key)
            at = topic.traced_at(message.trace) if topic else None
            if at is not None:
                metrics.FRAME_TO_COMMAND_SECONDS.observe(_seconds_since(at))
                return

    def answered(self, name: str, *, outcome: str, seconds: float) -> None:
        """Take the time from a command's arrival to its answer."""
        if not self.is_declined:
            metrics.COMMAND_SECONDS.labels(command=name, outcome=outcome).observe(seconds)

    def left(self, key: str) -> None:
        """Forget what was reported of a topic."""
        self._acked.pop(key, None)


def _seconds_since(at: int) -> float:
    return max(0, clock.now_ms() - at) / 1000
