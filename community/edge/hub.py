"""The hub: one per process. It follows the streams somebody watches and ticks their topics."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from django.db import Error as DatabaseError

from community.config.schema import Policies
from community.core import metrics
from community.edge import log
from community.edge.followed import Followed, Viewer
from community.edge.hints import Hints
from community.edge.topics import Topic
from community.streams.publish import Heard

logger = logging.getLogger(__name__)

Step = TypeVar("Step")

# A task that does not end when told is told again after this.
CANCEL_AGAIN_S = 0.1
# A topic nobody watches is kept this long: a reloaded page finds it warm.
LINGER_S = 30.0


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
        # redis-py swallows a cancellation that meets it while it connects, so it is told again.
        while left := {task for task in (*self._tasks, *self._loading.values()) if not task.done()}:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=CANCEL_AGAIN_S)
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
            viewer.count()
            self._viewers.discard(viewer)
            metrics.SESSIONS_OPEN.dec()

    @property
    def viewers(self) -> set[Viewer]:
        """The sessions of this process."""
        return self._viewers

    async def attach(self, key: str, viewer: Viewer) -> Topic:
        """Follow a stream for a session, loaded once. Raises UnknownStreamError, DatabaseError."""
        followed = self._followed.get(key)
        if followed is None:
            loading = self._loading.get(key)
            if loading is None:
                loading = self._loading[key] = asyncio.create_task(self._follow(key))
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

    async def _follow(self, key: str) -> Followed:
        """Subscribe first, then read: what comes between is in both, and counted once."""
        early = self._early[key] = []
        try:
            await self._hints.follow(key)
            followed = Followed(topic=await self._loaded(key), hints=early)
            followed.idle_since = asyncio.get_running_loop().time()
        except BaseException:
            await self._hints.unfollow(key)
            raise
        finally:
            del self._early[key]
        self._followed[key] = followed
        return followed

    async def _loaded(self, key: str) -> Topic:
        edge = self.policies.edge
        return Topic(
            await log.folded(key),
            ring_frames_max=edge.ring_frames_max,
            digest_every_frames=edge.digest_every_frames,
        )

    def _heard(self, heard: Heard) -> None:
        followed = self._followed.get(heard.hint.stream)
        hints = followed.hints if followed else self._early.get(heard.hint.stream)
        if hints is not None:
            hints.append(heard)

    def _suspect_all(self) -> None:
        for followed in self._followed.values():
            followed.is_behind = True

    async def _every(self, work: Callable[[], Awaitable[None]], pace: str) -> None:
        """Do work at a policy's pace, each time from the last due moment: late is no more often."""
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
        """Bring every topic up to what was told; only this task changes a topic."""
        for followed in self._followed.values():
            if followed.hints and followed.is_well:
                self._guarded(followed, followed.take_hints)
        await self._read_behind()
        await self._reload_stale()
        for key, followed in list(self._followed.items()):
            if not followed.is_broken and self._guarded(followed, followed.topic.tick):
                for viewer in followed.viewers:
                    viewer.wake(key)

    @staticmethod
    def _guarded(followed: Followed, work: Callable[[], Step]) -> Step | None:
        """One topic's work; what one stream holds must not stop the others."""
        try:
            return work()
        except Exception:
            logger.exception("edge.topic_failed", extra={"topic": followed.topic.key})
            followed.give_up()
            return None

    async def _read_behind(self) -> None:
        """Fill gaps from the log: many topics, one query."""
        behind = {key: item for key, item in self._followed.items() if item.is_behind}
        if not behind:
            return
        stretches = await log.stretches_after(
            {key: item.topic.taken for key, item in behind.items()}
        )
        for followed in behind.values():
            followed.is_behind = len(stretches) == log.BATCHES_PER_READ_MAX
        for stretch in stretches:
            followed = behind[stretch.stream]
            if not followed.is_broken:
                self._guarded(followed, partial(followed.take, stretch))

    async def _reload_stale(self) -> None:
        """History changed under a topic: every viewer gets a snapshot of the new epoch."""
        for followed in [item for item in self._followed.values() if item.is_stale]:
            followed.hints.clear()
            try:
                followed.topic = await self._loaded(followed.topic.key)
            except DatabaseError:
                raise  # none can be loaded now; the next tick tries again
            except Exception:
                logger.exception("edge.topic_failed", extra={"topic": followed.topic.key})
                followed.give_up()
                continue
            followed.is_stale = followed.is_broken = False
            for viewer in followed.viewers:
                viewer.wake(followed.topic.key)

    async def _check_heads(self) -> None:
        """Compare all heads in one query, so that a lost last hint is never a stale page."""
        self.policies = await log.policies()
        self._let_idle_go()
        if not self._followed:
            return
        # What a topic takes while the question is on its way is no sign of another history.
        asked = {key: (item, item.position) for key, item in self._followed.items()}
        heads = await log.heads(list(asked))
        lags = [
            item.compare(heads[key], since=position)
            for key, (item, position) in asked.items()
            if key in heads
        ]
        metrics.HUB_LAG_FACTS.set(max(lags, default=0))

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
