"""What one socket is owed: replies in order, and per topic the last offset it was sent.

Nothing is queued for a slow client: when its socket takes more it gets one frame from its offset
to the head, or, past the ring, the snapshot that everybody shares.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from community.core import clock, metrics
from community.edge import protocol
from community.edge.topics import Topic

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


# A client that asks and does not read: past this many unread replies it is let go.
REPLIES_MAX = 256


class Outbox:
    """One socket's writer; `topic_of` finds a topic as it is now."""

    def __init__(self, send: Send, topic_of: Callable[[str], Topic | None]) -> None:
        self._send = send
        self._topic_of = topic_of
        self._slots: dict[str, tuple[int, int] | None] = {}
        self._moved: set[str] = set()
        self._replies: list[str] = []
        self._woken = asyncio.Event()
        self._has_sent = False
        self._is_beat_due = False
        self._delivered = 0

    @property
    def topics(self) -> list[str]:
        """The topics this socket follows."""
        return list(self._slots)

    @property
    def is_full(self) -> bool:
        """Whether the client leaves too many replies unread."""
        return len(self._replies) > REPLIES_MAX

    def say(self, message: Any) -> None:  # noqa: ANN401 -- any message of the protocol
        """Send one message, after those said before it."""
        self._replies.append(protocol.encode(message))
        self._woken.set()

    def follow(self, topic: Topic, *, epoch: int | None, offset: int | None) -> str:
        """Begin a topic at a client's position; `resumed` or `snapshot`, exactly one."""
        if offset is not None and topic.resumes(epoch, offset):
            self._slots[topic.key] = (topic.epoch, offset)
            self.say(
                protocol.Resumed(topic=topic.key, epoch=topic.epoch, from_=offset, to=topic.head)
            )
            outcome = "resumed"
        else:
            self._slots[topic.key] = None
            outcome = "snapshot"
        self.wake(topic.key)
        return outcome

    def leave(self, key: str) -> bool:
        """Follow a topic no longer; False when it was not followed."""
        self._moved.discard(key)
        return self._slots.pop(key, self) is not self

    def wake(self, key: str) -> None:
        """A topic moved."""
        self._moved.add(key)
        self._woken.set()

    def count(self) -> None:
        """Add what was delivered to the meter: once a beat, because a meter costs a lock."""
        metrics.FRAMES_DELIVERED.inc(self._delivered)
        self._delivered = 0

    def beat(self) -> None:
        """Say that we are here, unless something was sent since the last beat."""
        self.count()
        if self._has_sent:
            self._has_sent = False
        else:
            self._is_beat_due = True
            self._woken.set()

    async def run(self) -> None:
        """Write whenever there is something, until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what is owed now."""
        while self._replies or self._moved:
            if self._replies:  # `resumed` comes before the frame it promises
                await self._write(self._replies.pop(0))
            elif (text := self._newest(self._moved.pop())) is not None:
                await self._write(text)
                self._delivered += 1
        if self._is_beat_due:
            await self._write(protocol.encode(protocol.Heartbeat(at=clock.now_ms())))
            self._has_sent = False  # a heartbeat is no reason to leave the next one out

    async def _write(self, text: str) -> None:
        self._has_sent, self._is_beat_due = True, False
        await self._send({"type": "websocket.send", "text": text})

    def _newest(self, key: str) -> str | None:
        """What takes this socket to a topic's head; its slot moves with what is returned."""
        topic = self._topic_of(key)
        if topic is None or key not in self._slots:
            return None
        slot = self._slots[key]
        now = (topic.epoch, topic.head)
        if slot == now:
            return None
        self._slots[key] = now
        if slot is not None and slot[0] == topic.epoch and (text := topic.frame(slot[1])):
            return text
        if slot is not None:
            metrics.RESYNCS.inc()
        return topic.snapshot()
