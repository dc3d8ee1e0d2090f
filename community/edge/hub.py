"""The hub: one per process. It follows the streams somebody watches and ticks their topics."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field
from typing import Protocol

from django.db import Error as DatabaseError

from community.config.schema import Policies
from community.core import metrics
from community.edge import log
from community.edge.hints import Hints
from community.edge.topics import Topic
from community.streams.publish import Heard

logger = logging.getLogger(__name__)

# A topic nobody watches is kept this long: a reloaded page finds it warm.
LINGER_S = 30.0


class Viewer(Protocol):
    """Whoever follows topics: a session's outbox."""

    @property
    def topics(self) -> list[str]:
        """What is followed."""

    def wake(self, key: str) -> None:
        """A topic moved."""

    def beat(self) -> None:
        """A heartbeat is due, unless something was sent since the last."""


@dataclass(eq=False)
class Followed:
    """A topic with its viewers and the hints that wait for their turn."""

    topic: Topic
    viewers: set[Viewer] = field(default_factory=set)
    hints: list[Heard] = field(default_factory=list)
    is_behind: bool = False
    has_waited: bool = False
    idle_since: float = 0.0

    def take_hints(self) -> None:
        """Fold what the hints carry and follows; say whether the log must be read."""
        self.hints.sort(key=lambda heard: heard.hint.first)
        while self.hints:
            heard = self.hints[0]
            taken = self.topic.taken
            if heard.hint.epoch != self.topic.epoch:
                self.is_behind = True
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


class Hub:
    """Follows streams for the sessions of one event loop; everything here runs in that loop."""

    def __init__(self, policies: Policies) -> None:
        self.policies = policies
        self._followed: dict[str, Followed] = {}
        self._loading: dict[str, asyncio.Task[Followed]] = {}
        self._viewers: set[Viewer] = set()
        self._early: dict[str, list[Heard]] = {}
        self._hints = Hints(self._heard, self._suspect_all)
        self._tasks = [
            asyncio.create_task(coroutine, name=f"hub.{name}")
            for name, coroutine in (
                ("hints", self._hints.run()),
                ("tick", self._every(self._tick, "tick_ms")),
                ("heads", self._every(self._check_heads, "head_check_ms")),
                ("beat", self._every(self._beat, "heartbeat_ms")),
            )
        ]

    async def close(self) -> None:
        """Stop every task of the hub."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._hints.close()

    def enter(self, viewer: Viewer) -> None:
        """A session opened."""
        self._viewers.add(viewer)
        metrics.SESSIONS_OPEN.inc()

    def leave(self, viewer: Viewer) -> None:
        """A session ended."""
        for key in list(viewer.topics):
            self.detach(key, viewer)
        if viewer in self._viewers:
            self._viewers.discard(viewer)
            metrics.SESSIONS_OPEN.dec()

    @property
    def viewers(self) -> set[Viewer]:
        """The sessions of this process."""
        return self._viewers

    async def attach(self, key: str, viewer: Viewer) -> Topic:
        """Follow a stream for a session; loads it once. Raises UnknownStreamError, DatabaseError."""
        followed = self._followed.get(key)
        if followed is None:
            loading = self._loading.get(key)
            if loading is None:
                loading = self._loading[key] = asyncio.create_task(self._load(key))
                loading.add_done_callback(lambda _: self._loading.pop(key, None))
            followed = await asyncio.shield(loading)
        followed.viewers.add(viewer)
        return followed.topic

    def detach(self, key: str, viewer: Viewer) -> None:
        """Follow a stream no longer for a session."""
        followed = self._followed.get(key)
        if followed is not None:
            followed.viewers.discard(viewer)
            followed.idle_since = asyncio.get_running_loop().time()

    async def _load(self, key: str) -> Followed:
        """Subscribe first, then read: what comes between is in both, and counted once."""
        self._early[key] = []
        try:
            await self._hints.follow(key)
            edge = self.policies.edge
            topic = Topic(
                await log.folded(key),
                ring_frames_max=edge.ring_frames_max,
                digest_every_frames=edge.digest_every_frames,
            )
        except BaseException:
            await self._hints.unfollow(key)
            raise
        finally:
            early = self._early.pop(key)
        followed = Followed(topic=topic, hints=early)
        self._followed[key] = followed
        return followed

    def _heard(self, heard: Heard) -> None:
        followed = self._followed.get(heard.hint.stream)
        hints = followed.hints if followed else self._early.get(heard.hint.stream)
        if hints is not None:
            hints.append(heard)

    def _suspect_all(self) -> None:
        for followed in self._followed.values():
            followed.is_behind = True

    async def _every(self, work, pace: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """Do work at a policy's pace, each time from the last due moment: late is not more often."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due = max(due + getattr(self.policies.edge, pace) / 1000, loop.time())
            await asyncio.sleep(due - loop.time())
            try:
                await work()
            except DatabaseError as fault:
                logger.warning("edge.log_unread", extra={"fault": str(fault).strip()})
            except Exception:
                logger.exception("edge.hub_failed")

    async def _tick(self) -> None:
        for followed in self._followed.values():
            if followed.hints and not followed.is_behind:
                followed.take_hints()
        behind = {key: item.topic.taken for key, item in self._followed.items() if item.is_behind}
        if behind:
            await self._read(behind)
        for key, followed in list(self._followed.items()):
            if followed.topic.tick():
                for viewer in followed.viewers:
                    viewer.wake(key)

    async def _read(self, behind: dict[str, int]) -> None:
        """Fill gaps from the log: many topics, one query."""
        for key in behind:
            self._followed[key].is_behind = False
        try:
            stretches = await log.stretches_after(behind)
        except DatabaseError:
            for key in behind:
                self._followed[key].is_behind = True
            raise
        for stretch in stretches:
            followed = self._followed[stretch.stream]
            if stretch.epoch != followed.topic.epoch:
                await self._begin_afresh(stretch.stream)
            elif stretch.first == followed.topic.taken + 1:
                metrics.GAPS_FILLED.inc()
                followed.topic.take(stretch.body.split(b"\n"))
        if len(stretches) == log.BATCHES_PER_READ_MAX:
            for key in behind:
                self._followed[key].is_behind = True

    async def _begin_afresh(self, key: str) -> None:
        """History changed under a topic: every viewer gets a snapshot of the new epoch."""
        old = self._followed.pop(key)
        followed = await self._load(key)
        followed.viewers |= old.viewers
        for viewer in followed.viewers:
            viewer.wake(key)

    async def _check_heads(self) -> None:
        """Compare all heads in one query, so that a lost last hint is never a stale page."""
        self.policies = await log.policies()
        self._let_idle_go()
        if not self._followed:
            return
        heads = await log.heads(list(self._followed))
        lag = 0
        for key, head in heads.items():
            followed = self._followed.get(key)
            if followed is None:
                continue
            if head.epoch != followed.topic.epoch or head.offset < followed.topic.taken:
                await self._begin_afresh(key)
            elif head.offset > followed.topic.taken and not followed.hints:
                followed.is_behind = True
                lag = max(lag, head.offset - followed.topic.taken)
        metrics.HUB_LAG_FACTS.set(lag)

    def _let_idle_go(self) -> None:
        now = asyncio.get_running_loop().time()
        for key, followed in list(self._followed.items()):
            if not followed.viewers and now - followed.idle_since > LINGER_S:
                del self._followed[key]
                self._tasks.append(asyncio.create_task(self._hints.unfollow(key)))
        self._tasks = [task for task in self._tasks if not task.done()]

    async def _beat(self) -> None:
        for viewer in list(self._viewers):
            viewer.beat()

    def topic(self, key: str) -> Topic | None:
        """The topic a session follows, as it is now."""
        followed = self._followed.get(key)
        return followed.topic if followed else None


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


async def hub() -> Hub:
    """This event loop's hub, made when first asked for."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        policies = await log.policies()
        # Another session may have made it while this one waited.
        _hubs.setdefault(loop, _hubs.get(loop) or Hub(policies))
    return _hubs[loop]


async def close() -> None:
    """Stop this event loop's hub, if it ever began."""
    found = _hubs.pop(asyncio.get_running_loop(), None)
    if found is not None:
        with contextlib.suppress(asyncio.CancelledError):
            await found.close()
