"""The turnstile: how often sockets may be opened, by address and by user, on every process.

With Redis away it lets everybody in: a community that cannot be reached is worse than one that
cannot count, and every other bound of a socket holds without Redis.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from community.config.edge import EdgePolicy
from community.core import limits, metrics
from community.core.limits import Limit, Meter
from community.streams import publish

logger = logging.getLogger(__name__)

# A Redis that takes longer is away.
ANSWER_WAIT_S = 0.25
# One that was away is not asked again before: nobody waits for it twice in a second.
AWAY_S = 1.0
# Who comes while a question is on its way is asked for with the next one, so many at once.
ASKED_MAX = 200


class Turnstile:
    """Asks the shared meters for the sockets of one event loop."""

    def __init__(self) -> None:
        self._client = redis.asyncio.Redis.from_url(
            publish.redis_url_for("connects"),
            socket_timeout=ANSWER_WAIT_S,
            socket_connect_timeout=ANSWER_WAIT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._away_until = 0.0
        self._waiting: deque[tuple[Meter, asyncio.Future[int]]] = deque()
        self._asking: asyncio.Task[None] | None = None

    async def address_waits_ms(self, address: str | None, edge: EdgePolicy) -> int:
        """0 when another socket may come from an address, else when; None has no meter."""
        if address is None:
            return 0
        count, burst = edge.connects_per_minute_address, edge.connects_burst_address
        limit = Limit(name="edge.address", count=count, per_ms=60_000, burst=burst)
        return await self._waits_ms(limit, limits.address_key(address))

    async def user_waits_ms(self, actor: str | None, edge: EdgePolicy) -> int:
        """0 when another socket may be a user's, else when; nobody signed in has no meter."""
        if actor is None:
            return 0
        count, burst = edge.connects_per_minute_user, edge.connects_burst_user
        limit = Limit(name="edge.user", count=count, per_ms=60_000, burst=burst)
        return await self._waits_ms(limit, actor)

    async def _waits_ms(self, limit: Limit, key: str) -> int:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[int] = loop.create_future()
        self._waiting.append((Meter(limit=limit, key=key), answer))
        if self._asking is None or self._asking.done():
            self._asking = loop.create_task(self._ask(), name="turnstile.ask")
        return await answer

    async def _ask(self) -> None:
        """Ask for all who wait, in one round trip at a time; each asked for gets an answer."""
        asked: list[tuple[Meter, asyncio.Future[int]]] = []
        try:
            while self._waiting:
                count = min(ASKED_MAX, len(self._waiting))
                asked = [self._waiting.popleft() for _ in range(count)]
                waits = await self._waits_of([meter for meter, _ in asked])
                for (_, answer), wait_ms in zip(asked, waits, strict=True):
                    if not answer.done():  # who asked may have left
                        answer.set_result(wait_ms)
        finally:
            # Nobody is left waiting for one who asks no more; who was answered does not mind.
            for _, answer in (*asked, *self._waiting):
                answer.cancel()
            self._waiting.clear()

    async def _waits_of(self, meters: Sequence[Meter]) -> list[int]:
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            return [0] * len(meters)
        try:
            paces = await limits.acheck_each(self._client, meters)
        except (redis.RedisError, OSError) as fault:
            self._away_until = now + AWAY_S
            metrics.LIMITS_UNASKED.inc(len(meters))
            logger.warning("edge.limits_away", extra={"fault": str(fault)})
            return [0] * len(meters)
        return [0 if pace.is_allowed else pace.retry_after_ms for pace in paces]

    async def close(self) -> None:
        """Close the connection; nobody waits any longer."""
        if self._asking is not None:
            self._asking.cancel()
        for _, answer in self._waiting:
            answer.cancel()
        await self._client.aclose()
