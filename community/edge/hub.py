"""The hub: one per process. It follows the streams somebody watches and ticks their topics."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping

from django.db import Error as DatabaseError

from community.config.schema import Policies
from community.core import clock, metrics
from community.edge import log
from community.edge.control import Control
from community.edge.followed import Key, Viewer
from community.edge.following import Following
from community.edge.presence import Presence
from community.edge.topics import Topic
from community.edge.turnstile import Turnstile

logger = logging.getLogger(__name__)

# A task that does not end when told is told again after this.
CANCEL_AGAIN_S = 0.1


class Hub:
    """Follows streams for the sessions of one event loop; everything here runs in that loop."""

    def __init__(self, policies: Policies, *, revoked: Mapping[str, int]) -> None:
        self.policies = policies
        self.following = Following(lambda: self.policies.edge)
        self._presence = Presence()
        self.control = Control(policies=policies, revoked=revoked, took=self._take_policies)
        self.turnstile = Turnstile()
        self._viewers: set[Viewer] = set()
        self._tasks = [
            asyncio.create_task(coroutine, name=f"hub.{name}")
            for name, coroutine in (
                ("hints", self.following.listen()),
                ("tick", self._every(self._tick, "tick_ms")),
                ("heads", self._every(self._check_heads, "head_check_ms")),
                ("beat", self._every(self._beat, "heartbeat_ms")),
                ("presence", self._every(self._count, "presence_ms")),
                ("directives", self.control.listen()),
                ("look", self.control.look()),
            )
        ]

    async def close(self) -> None:
        """Stop every task of the hub."""
        # redis-py swallows a cancellation that meets it while it connects, so it is told again.
        while left := {task for task in (*self._tasks, *self.following.tasks) if not task.done()}:
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=CANCEL_AGAIN_S)
        await self.following.close()
        await self._presence.close()
        await self.turnstile.close()

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

    async def attach(self, stream: str, viewer: Viewer) -> Topic:
        """Follow a stream at a viewer's delay. Raises UnknownStreamError, DatabaseError."""
        followed = await self.following.follow(Key(stream, viewer.delay_s))
        followed.viewers.add(viewer)
        return followed.topic

    def detach(self, stream: str, viewer: Viewer) -> None:
        """Follow a stream no longer for a session."""
        followed = self.following.get(Key(stream, viewer.delay_s))
        if followed is not None:
            followed.viewers.discard(viewer)
            followed.idle_since = asyncio.get_running_loop().time()

    def topic(self, stream: str, delay_s: int = 0) -> Topic | None:
        """The topic a session follows, as it is now."""
        followed = self.following.get(Key(stream, delay_s))
        return followed.topic if followed else None

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
        """Bring every topic up to what was told and is due; only this task changes a topic."""
        loop = asyncio.get_running_loop()
        half_way = loop.time() + self.policies.edge.tick_ms / 2_000
        for followed in await self.following.advance():
            for viewer in followed.viewers:
                viewer.wake(followed.topic.key)
        await asyncio.sleep(max(0.0, half_way - loop.time()))
        await self.following.take_ahead()

    async def _check_heads(self) -> None:
        await log.settle()
        await self.following.check_heads()

    async def _count(self) -> None:
        """Say how many follow each topic, to whom that is news."""
        now_ms, edge = clock.now_ms(), self.policies.edge
        await self._presence.exchange(self.following.counts(), now_ms=now_ms, policy=edge)
        for key, followed in self.following.topics():
            message = self._presence.told(key, now_ms=now_ms, policy=edge)
            if message is not None:
                for viewer in followed.viewers:
                    viewer.show(key.stream, message)

    def _take_policies(self, policies: Policies) -> None:
        self.policies = policies

    async def _beat(self) -> None:
        for viewer in list(self._viewers):
            viewer.beat()


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}
_making: dict[asyncio.AbstractEventLoop, asyncio.Task[Hub]] = {}


async def hub() -> Hub:
    """This event loop's hub, made when first asked for. Raises DatabaseError."""
    loop = asyncio.get_running_loop()
    if loop in _hubs:
        return _hubs[loop]
    # Once, for however many: two thousand clients of a process that was killed come together.
    making = _making.get(loop)
    if making is None:
        making = _making[loop] = asyncio.create_task(_make(), name="hub.make")
        making.add_done_callback(lambda _: _making.pop(loop, None))
    return await asyncio.shield(making)


async def _make() -> Hub:
    await log.settle()  # before anybody is answered from a restored log
    policies, revoked = await log.policies(), await log.revocations()
    made = _hubs[asyncio.get_running_loop()] = Hub(policies, revoked=revoked)
    return made


async def drain() -> None:
    """Drain this event loop's hub, if it ever began."""
    found = _hubs.get(asyncio.get_running_loop())
    if found is not None:
        await found.control.drain()


async def close() -> None:
    """Stop this event loop's hub, if it ever began."""
    loop = asyncio.get_running_loop()
    if (making := _making.get(loop)) is not None:
        making.cancel()
        await asyncio.gather(making, return_exceptions=True)
    found = _hubs.pop(loop, None)
    if found is not None:
        with contextlib.suppress(asyncio.CancelledError):
            await found.close()
