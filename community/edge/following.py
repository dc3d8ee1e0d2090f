"""What this process follows: topics, and the tails of streams they take from."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import TypeVar

from django.db import Error as DatabaseError

from community.config.edge import EdgePolicy
from community.core import clock, metrics
from community.edge import log, overlays
from community.edge.audience import is_private
from community.edge.followed import Followed, Key
from community.edge.hints import Hints
from community.edge.tail import Tail
from community.edge.topics import Topic
from community.streams.errors import UnknownStreamError
from community.streams.publish import Heard
from community.streams.selectors import BEGINNING, Head
from community.streams.stretches import Stretch

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")

# A topic nobody watches is kept this long: a reloaded page finds it warm.
LINGER_S = 30.0
# Fewer facts than these are folded in a millisecond or three: a tick is not late by them.
AHEAD_FACTS_MIN = 500
_NOT_BEGUN = Head(epoch=BEGINNING[0], offset=BEGINNING[1])


class Following:
    """Topics by stream and delay; `advance` is called every tick, `take_ahead` half-way between.

    `check_heads` is called once a second.
    """

    def __init__(self, policy: Callable[[], EdgePolicy]) -> None:
        self._policy = policy
        self._followed: dict[Key, Followed] = {}
        self._loading: dict[Key, asyncio.Task[Followed]] = {}
        self._tails: dict[str, Tail] = {}
        self._unfollowing: set[asyncio.Task[None]] = set()
        self._waiting = 0  # facts that hints told of since anything was taken
        self._hints = Hints(self._heard, self._suspect_all)
        self.listen = self._hints.run

    @property
    def tasks(self) -> list[asyncio.Task[Followed] | asyncio.Task[None]]:
        """What is still being done."""
        return [*self._loading.values(), *self._unfollowing]

    async def close(self) -> None:
        """Close the connection for hints."""
        await self._hints.close()

    def get(self, key: Key) -> Followed | None:
        """What is followed under a key."""
        return self._followed.get(key)

    def tail(self, stream: str) -> Tail | None:
        """The tail of a followed stream."""
        return self._tails.get(stream)

    def topics(self) -> list[tuple[Key, Followed]]:
        """Everything that is followed."""
        return list(self._followed.items())

    def counts(self) -> dict[str, int]:
        """How many sessions follow each stream, at whatever delay; private ones are left out."""
        counts: dict[str, int] = {}
        for key, followed in self._followed.items():
            if not is_private(key.stream):
                counts[key.stream] = counts.get(key.stream, 0) + len(followed.viewers)
        return counts

    async def follow(self, key: Key) -> Followed:
        """Follow a topic, loaded once. Raises UnknownStreamError, DatabaseError."""
        followed = self._followed.get(key)
        if followed is not None:
            return followed
        loading = self._loading.get(key)
        if loading is None:
            loading = self._loading[key] = asyncio.create_task(self._follow(key))
            loading.add_done_callback(lambda _: self._loading.pop(key, None))
        return await asyncio.shield(loading)

    async def _follow(self, key: Key) -> Followed:
        """Subscribe first, then read: what comes between is in both, and counted once."""
        tail = self._tails.setdefault(key.stream, Tail())
        try:
            await self._hints.follow(key.stream)
            topic = await self._loaded(key)
        except BaseException:
            self._let_go(key)
            raise
        followed = self._followed[key] = Followed(topic=topic, tail=tail, delay_s=key.delay_s)
        followed.idle_since = asyncio.get_running_loop().time()
        await self._begin(followed)
        return followed

    async def _begin(self, followed: Followed) -> None:
        """Let a tail go on from the first topic loaded; what is not due to it is read ahead."""
        if not followed.tail.has_begun:
            followed.tail.begin(epoch=followed.topic.epoch, last=followed.topic.taken)
            followed.tail.is_behind = followed.delay_s > 0
        with contextlib.suppress(DatabaseError):  # then it is read when it is due
            await self._recall(followed)

    async def _recall(self, followed: Followed) -> None:
        """Read what lies between a topic and its stream's tail, once and not when it is due."""
        tail, earlier = followed.tail, list[Stretch]()
        after, free_bytes = followed.topic.taken, self._policy().heard_bytes_max
        while after + 1 < tail.begins and free_bytes > 0:
            read = await log.stretches_after({followed.topic.key: after})
            if not read:
                return
            earlier += [stretch for stretch in read if stretch.last < tail.begins]
            after = read[-1].last
            free_bytes -= sum(len(stretch.body) for stretch in read)
        tail.precede(earlier)

    async def _loaded(self, key: Key) -> Topic:
        edge = self._policy()
        folded = await log.folded(key.stream, delay_s=key.delay_s, keep=edge.replay_facts_max)
        return Topic(
            folded,
            overlay=await overlays.over(folded.overlays()),
            ring_frames_max=edge.ring_frames_max,
            digest_every_frames=edge.digest_every_frames,
            replay_facts_max=edge.replay_facts_max,
        )

    def _heard(self, heard: Heard) -> None:
        tail = self._tails.get(heard.hint.stream)
        if tail is not None:
            tail.hear(heard)
            self._waiting += heard.hint.last + 1 - heard.hint.first

    def _suspect_all(self) -> None:
        for tail in self._tails.values():
            tail.is_behind = True

    async def advance(self) -> list[Followed]:
        """Bring every topic up to what was told and is due; returns those that moved."""
        self._arrange()
        await self._read_behind()
        await self._load_anew()
        well = await self._take()
        ready = await overlays.lay([item for item in well if not item.is_broken])
        return [item for item in ready if not item.is_broken and _guarded(item, item.tick)]

    async def take_ahead(self) -> None:
        """Fold what waits if it is much, and tell nobody yet: so much less is left for the tick."""
        if self._waiting >= AHEAD_FACTS_MIN:
            self._arrange()
            await self._take()

    def _arrange(self) -> None:
        self._waiting = 0
        for tail in self._tails.values():
            tail.arrange()

    async def _take(self) -> list[Followed]:
        """Have every topic that is well take what is due; returns those."""
        now_ms = clock.now_ms()
        well = [item for item in self._followed.values() if not item.is_broken]
        for followed in well:
            _guarded(followed, partial(followed.advance, now_ms=now_ms))
        await self._read_lacking(well, now_ms)
        self._trim()
        return well

    async def _read_behind(self) -> None:
        """Fill gaps from the log: many streams, one query."""
        behind = {
            name: tail for name, tail in self._tails.items() if tail.is_behind and tail.has_begun
        }
        if not behind:
            return
        read = await log.stretches_after({name: tail.last for name, tail in behind.items()})
        for tail in behind.values():
            tail.is_behind = len(read) == log.BATCHES_PER_READ_MAX
        for stretch in read:
            behind[stretch.stream].take(stretch)

    async def _load_anew(self) -> None:
        """History changed under a topic: every viewer gets a snapshot of the new epoch."""
        for followed in self._followed.values():
            followed.is_stale = followed.is_stale or followed.tail.is_stale
        for tail in self._tails.values():
            if tail.is_stale:
                tail.forget()
        for key, followed in [each for each in self._followed.items() if each[1].is_stale]:
            try:
                topic = await self._loaded(key)
            except DatabaseError:
                raise  # none can be loaded now; the next tick tries again
            except UnknownStreamError:
                followed.give_up()  # it was dropped
                continue
            except Exception:
                logger.exception("edge.topic_failed", extra={"topic": key.stream})
                followed.give_up()
                continue
            followed.begin_anew(topic)
            await self._begin(followed)

    async def _read_lacking(self, well: list[Followed], now_ms: int) -> None:
        """Read what is due and not held: too large for a hint, or past what is kept."""
        lacking = [item for item in well if item.is_lacking and not item.is_broken]
        if not lacking:
            return
        read = await log.stretches_due([item.span(now_ms=now_ms) for item in lacking])
        for stream, stretches in groupby(read, key=lambda stretch: stretch.stream):
            found = list(stretches)
            for followed in lacking:
                if followed.topic.key == stream:
                    _guarded(followed, partial(followed.take, found, now_ms=now_ms))

    def _trim(self) -> None:
        """Let go what every topic of a stream has taken."""
        taken = {name: tail.last for name, tail in self._tails.items()}
        for key, followed in self._followed.items():
            if not followed.is_broken:
                taken[key.stream] = min(taken[key.stream], followed.topic.taken)
        for name, tail in self._tails.items():
            tail.trim(taken=taken[name], bytes_max=self._policy().heard_bytes_max)

    async def check_heads(self) -> None:
        """Compare all heads in one query, so that a lost last hint is never a stale page."""
        self._let_idle_go()
        if not self._followed:
            return
        for followed in self._followed.values():
            followed.is_stale = followed.is_stale or followed.is_broken
        await overlays.redact(list(self._followed.values()))
        # What a tail takes while the question is on its way is no sign of another history.
        asked = {name: (tail, tail.position) for name, tail in self._tails.items()}
        heads = await log.heads(list(asked))
        seen = {name: Head(epoch=at[0], offset=at[1]) for name, (_, at) in asked.items()}
        if any(head.is_short_of(seen[name]) for name, head in heads.items()):
            await log.disown(seen)  # what was committed is gone: nobody may go on from it
            heads = await log.heads(list(asked))
        lags = [
            tail.compare(heads.get(name, _NOT_BEGUN), since=position)
            for name, (tail, position) in asked.items()
        ]
        metrics.HUB_LAG_FACTS.set(max(lags, default=0))

    def _let_idle_go(self) -> None:
        now = asyncio.get_running_loop().time()
        for key, followed in list(self._followed.items()):
            if not followed.viewers and now - followed.idle_since > LINGER_S:
                del self._followed[key]
                self._let_go(key)

    def _let_go(self, key: Key) -> None:
        """Listen to a stream no longer, unless it is followed at another delay."""
        others = {other.stream for other in (*self._followed, *self._loading) if other != key}
        if key.stream not in others:
            self._tails.pop(key.stream, None)
            unfollowing = asyncio.create_task(self._unfollow(key.stream))
            self._unfollowing.add(unfollowing)
            unfollowing.add_done_callback(self._unfollowing.discard)

    async def _unfollow(self, stream: str) -> None:
        if stream not in self._tails:  # else it is followed again meanwhile
            await self._hints.unfollow(stream)


def _guarded(followed: Followed, work: Callable[[], Answer]) -> Answer | None:
    """One topic's work; what one stream holds must not stop the others."""
    try:
        return work()
    except Exception:
        logger.exception("edge.topic_failed", extra={"topic": followed.topic.key})
        followed.give_up()
        return None
