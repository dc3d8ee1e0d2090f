"""Hints: one Redis subscription a stream and process; one lost or late costs a look at the log."""

import asyncio
import contextlib
import logging
from collections.abc import Callable

import msgspec
import redis.asyncio
from redis.asyncio.client import PubSub

from community.core import metrics
from community.streams import publish
from community.streams.publish import Heard

logger = logging.getLogger(__name__)

# The log is asked once a second anyway, so a Redis that is slow to answer is not waited for.
SUBSCRIBED_WAIT_S = 1.0
RETRY_S = 0.5
# Always subscribed, so that the listener has something to listen to before the first topic.
_KEPT = "hub"


class Hints:
    """Listens for this process; calls `heard` for every hint, `lost` when some may be missing."""

    def __init__(self, heard: Callable[[Heard], None], lost: Callable[[], None]) -> None:
        self._heard = heard
        self._lost = lost
        self._client = redis.asyncio.Redis.from_url(publish.redis_url_for(_KEPT))
        self._channels: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None

    async def run(self) -> None:
        """Listen until cancelled, over every loss of Redis."""
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await pubsub.subscribe(_KEPT)
                    # From here `follow` subscribes by itself; what was followed before is ours.
                    self._pubsub = pubsub
                    if self._channels:
                        await pubsub.subscribe(*map(publish.channel, self._channels))
                    await self._listen(pubsub)
            except (redis.RedisError, OSError) as fault:
                logger.warning("edge.hints_lost", extra={"fault": str(fault)})
            finally:
                self._pubsub = None
            await asyncio.sleep(RETRY_S)

    async def _listen(self, pubsub: PubSub) -> None:
        async for message in pubsub.listen():
            channel = message["channel"].decode()
            if message["type"] == "subscribe" and channel == _KEPT:
                self._lost()  # the connection is new, perhaps made again by the client itself
            elif message["type"] == "subscribe":
                for stream, subscribed in self._channels.items():
                    if publish.channel(stream) == channel:
                        subscribed.set()
            elif message["type"] == "message":
                self._take(message["data"])

    def _take(self, octets: bytes) -> None:
        try:
            heard = publish.unpack(octets)
        except msgspec.DecodeError:
            logger.warning("edge.hint_malformed")
            return
        metrics.HINTS_RECEIVED.inc()
        self._heard(heard)

    async def follow(self, stream: str) -> None:
        """Subscribe to a stream's hints and wait until Redis says so, a second at most."""
        is_new = stream not in self._channels
        subscribed = self._channels.setdefault(stream, asyncio.Event())
        if self._pubsub is None or subscribed.is_set():
            return
        with contextlib.suppress(redis.RedisError, OSError, TimeoutError):
            async with asyncio.timeout(SUBSCRIBED_WAIT_S):
                if is_new:  # else another asked already, for another delay
                    await self._pubsub.subscribe(publish.channel(stream))
                await subscribed.wait()

    async def unfollow(self, stream: str) -> None:
        """Subscribe no longer."""
        self._channels.pop(stream, None)
        if self._pubsub is not None:
            with contextlib.suppress(redis.RedisError, OSError):
                await self._pubsub.unsubscribe(publish.channel(stream))

    async def close(self) -> None:
        """Close the connection."""
        await self._client.aclose()
