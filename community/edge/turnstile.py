"""The turnstile: how often sockets may be opened, by address and by user, on every process.

With Redis away it lets everybody in: a community that cannot be reached is worse than one that
cannot count, and every other bound of a socket holds without Redis.
"""

import asyncio
import logging

import redis.asyncio
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from community.config.schema import EdgePolicy
from community.core import limits, metrics
from community.core.limits import Limit
from community.streams import publish

logger = logging.getLogger(__name__)

# A Redis that takes longer is away.
ANSWER_WAIT_S = 0.25
# One that was away is not asked again before: nobody waits for it twice in a second.
AWAY_S = 1.0
# A question takes a third of a millisecond; two thousand sockets at once wait half a second.
CONNECTIONS = 8
QUEUE_WAIT_S = 5.0


class Turnstile:
    """Asks the shared meters for the sockets of one event loop."""

    def __init__(self) -> None:
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            publish.redis_url_for("connects"),
            max_connections=CONNECTIONS,
            timeout=QUEUE_WAIT_S,
            socket_timeout=ANSWER_WAIT_S,
            socket_connect_timeout=ANSWER_WAIT_S,
            retry=Retry(NoBackoff(), 0),
        )
        self._client = redis.asyncio.Redis.from_pool(pool)
        self._away_until = 0.0

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
        now = asyncio.get_running_loop().time()
        if now < self._away_until:
            return 0
        try:
            pace = await limits.acheck(self._client, limit, key)
        except (redis.RedisError, OSError) as fault:
            self._away_until = now + AWAY_S
            metrics.LIMITS_UNASKED.inc()
            logger.warning("edge.limits_away", extra={"fault": str(fault)})
            return 0
        return 0 if pace.is_allowed else pace.retry_after_ms

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
