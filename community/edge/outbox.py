"""What one socket is owed: replies in order, and per topic the last offset it was sent.

Nothing is queued for a slow client: when its socket takes more it gets one frame from its offset
to the head, or, past the ring, the snapshot that everybody shares.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from community.config.edge import EdgePolicy
from community.core import clock, metrics
from community.edge import protocol
from community.edge.codes import Close
from community.edge.hearing import Hearing
from community.edge.ladder import Ladder, Rung
from community.edge.lane import Lane
from community.edge.messages import Message
from community.edge.topics import Topic

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Line:
    """The way to one client: the server's send, its lane when it has one, and how to hang up."""

    send: Send
    lane: Lane | None
    end: Callable[[Close], None]


class _Advance(NamedTuple):
    """A message that brings a topic's slot on: how, and by how many offsets."""

    message: Message
    how: str
    offsets: int


class Outbox:
    """One socket's writer; `topic_of` finds a stream's topic at a delay, as it is now.

    delay_s: how far behind live this socket is, on every topic.
    """

    def __init__(
        self, line: Line, topic_of: Callable[[str, int], Topic | None], policy: EdgePolicy
    ) -> None:
        self._line = line
        self._topic_of = topic_of
        self.delay_s = 0
        self._slots: dict[str, tuple[int, int] | None] = {}
        self._moved: set[str] = set()
        self._presence: dict[str, Message] = {}
        self._presence_due: set[str] = set()
        self._replies: list[Message] = []
        self._reply_bytes = 0
        self._bytes_max = policy.session_buffer_bytes_max
        self._ladder = Ladder(
            snapshots_after_s=policy.slow_snapshots_after_ms / 1000,
            let_go_after_s=policy.slow_let_go_after_ms / 1000,
        )
        self._hearing = Hearing(ack_s=policy.ack_ms / 1000)
        self._woken = asyncio.Event()
        self._is_writing = False
        self._has_sent = False
        self._is_beat_due = False
        self._delivered = 0
        self._advanced: Counter[str] = Counter()

    @property
    def topics(self) -> list[str]:
        """The topics this socket follows."""
        return list(self._slots)

    @property
    def is_full(self) -> bool:
        """Whether the client asks and leaves too many replies unread."""
        return self._reply_bytes > self._bytes_max

    def say(self, message: Any) -> None:  # noqa: ANN401 -- any message of the protocol
        """Send one message, after those said before it."""
        reply = Message.of(message)
        self._replies.append(reply)
        self._reply_bytes += len(reply.text)
        self._woken.set()

    def follow(self, topic: Topic, *, epoch: int | None, offset: int | None) -> str:
        """Begin a topic at a client's position; `resumed` or `snapshot`, exactly one."""
        if epoch is not None and offset is not None and topic.resumes(epoch, offset):
            self._slots[topic.key] = (epoch, offset)
            self._advanced["resumed"] += offset
            now, head = topic.position
            self.say(protocol.Resumed(topic=topic.key, epoch=now, from_=offset, to=head))
            outcome = "resumed"
        else:
            self._slots[topic.key] = None
            outcome = "snapshot"
        self._moved.add(topic.key)
        self._woken.set()
        return outcome

    def leave(self, key: str) -> bool:
        """Follow a topic no longer; False when it was not followed."""
        self._moved.discard(key)
        self._presence.pop(key, None)
        self._presence_due.discard(key)
        return self._slots.pop(key, self) is not self

    def wake(self, key: str) -> None:
        """A topic moved: written at once where the line takes it, else when it does."""
        lane = self._line.lane
        if lane is None or not self._is_idle or not lane.is_open:
            self._moved.add(key)
            if self._is_served:
                self._woken.set()
        elif (advance := self._newest(key)) is not None:
            self._has_sent, self._is_beat_due = True, False
            lane.write(advance.message.framed)
            self._deliver(advance)

    def hear(self, *, reports: bool = False) -> None:
        """The client said something; reports: what it applied, which it will from now on."""
        was_deaf = self._hearing.is_deaf
        self._hearing.hear(reports=reports)
        if was_deaf and self._moved:
            self._woken.set()  # one merged frame for all that it missed

    def renew(self, key: str) -> None:
        """What was sent of a topic holds no longer: its snapshot is sent, and nothing before it."""
        if key in self._slots:
            self._slots[key] = None
            self.wake(key)

    def show(self, key: str, presence: Message) -> None:
        """So many follow a topic: the newest count is sent, and only when it is another."""
        before = self._presence.get(key)
        if key not in self._slots or (before is not None and before.text == presence.text):
            return
        self._presence[key] = presence
        self._presence_due.add(key)
        if self._is_served:
            self._woken.set()

    @property
    def _is_served(self) -> bool:
        """Whether the client keeps up, and can be believed to be there."""
        return self._ladder.rung is Rung.FRAMES and not self._hearing.is_deaf

    @property
    def _is_idle(self) -> bool:
        """Whether nothing waits that must go first, and the client is served."""
        waits = self._is_writing or self._replies or self._moved
        return not waits and self._is_served

    def _deliver(self, advance: _Advance) -> None:
        self._hearing.tell()
        self._delivered += 1
        self._advanced[advance.how] += advance.offsets

    def count(self) -> None:
        """Add what was delivered to the meters: once a beat, because a meter costs a lock."""
        metrics.FRAMES_DELIVERED.inc(self._delivered)
        for how, offsets in self._advanced.items():
            metrics.OFFSETS_ADVANCED.labels(how=how).inc(offsets)
        self._delivered = 0
        self._advanced.clear()

    def beat(self) -> None:
        """Look how the client keeps up, and say that we are here unless something was sent."""
        self.count()
        now_s = asyncio.get_running_loop().time()
        if self._hearing.look(now_s):
            metrics.SLOW_STEPS.labels(to="unheard").inc()
        before = self._ladder.rung
        rung = self._ladder.look(now_s)
        if rung is not before:
            metrics.SLOW_STEPS.labels(to=rung.value).inc()
        if rung is Rung.LET_GO:
            self._line.end(Close.SLOW)
        elif self._moved and not self._hearing.is_deaf:
            self._woken.set()  # snapshots alone are sent at this pace
        elif self._has_sent:
            self._has_sent = False
        else:
            self._is_beat_due = True
            self._woken.set()

    async def run(self) -> None:
        """Write whenever there is something, until cancelled."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            self._is_writing = True
            await self.flush()
            self._is_writing = False

    async def flush(self) -> None:
        """Write what is owed now."""
        while self._replies or (self._moved and not self._hearing.is_deaf):
            if self._replies:  # `resumed` comes before the frame it promises
                reply = self._replies.pop(0)
                self._reply_bytes -= len(reply.text)
                await self._write(reply)
            elif (advance := self._newest(self._moved.pop())) is not None:
                await self._write(advance.message)
                self._deliver(advance)
        while self._presence_due and not self._hearing.is_deaf:
            await self._write(self._presence[self._presence_due.pop()])
        if self._is_beat_due:
            await self._write(Message.of(protocol.Heartbeat(at=clock.now_ms())))
            self._has_sent = False  # a heartbeat is no reason to leave the next one out

    async def _write(self, message: Message) -> None:
        self._has_sent, self._is_beat_due = True, False
        self._ladder.begin(asyncio.get_running_loop().time())
        await self._line.send({"type": "websocket.send", "text": message.text})
        self._ladder.end()

    def _newest(self, key: str) -> _Advance | None:
        """What takes this socket to a topic's head; its slot moves with what is returned."""
        topic = self._topic_of(key, self.delay_s)
        if topic is None or key not in self._slots:
            return None
        slot = self._slots[key]
        now = topic.position
        if slot == now:
            return None
        self._slots[key] = now
        is_of_now = slot is not None and topic.goes_on_from(*slot)
        held = slot[1] if slot is not None and is_of_now else 0
        if (
            is_of_now
            and self._ladder.rung is Rung.FRAMES
            and (frame := topic.frame(held)) is not None
        ):
            is_merged = frame.kind == "frame" and not topic.is_one_step(held)
            return _Advance(frame, "merged" if is_merged else frame.kind, topic.head - held)
        if slot is not None:
            metrics.RESYNCS.inc()
        return _Advance(topic.snapshot(), "snapshot", topic.head - held)
