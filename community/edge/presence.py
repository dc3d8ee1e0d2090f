"""Presence: how many sessions follow a stream, over all processes; in Redis alone, never logged.

Each process writes its own counts, which expire, and reads the sum, in one exchange a second. A
viewer who watches delayed is told the count of that time: a sudden crowd tells a goal.
"""

import asyncio
import secrets
from collections import deque
from collections.abc import Mapping
from typing import NamedTuple

import redis.asyncio

from community.config.edge import EdgePolicy
from community.edge import protocol
from community.edge.followed import Key
from community.edge.messages import Message
from community.streams import publish

# Exchanges a process may miss, or a delayed count may be old, before it counts no longer.
MISSED_MAX = 3
# Redis that answers later than this is taken to be away until the next exchange.
EXCHANGE_WAIT_S = 1.0

# KEYS: a stream each. ARGV: this process, ms until a count expires, and this process's counts.
# Redis's clock is the only clock; what a dead process left is dropped by whoever looks.
_EXCHANGE = """
local time = redis.call('TIME')
local now, ttl = time[1] * 1000 + math.floor(time[2] / 1000), tonumber(ARGV[2])
local sums = {}
for place, key in ipairs(KEYS) do
  local mine, sum = tonumber(ARGV[place + 2]), 0
  if mine > 0 then
    redis.call('HSET', key, ARGV[1], string.format('%d:%.0f', mine, now))
  else
    redis.call('HDEL', key, ARGV[1])
  end
  local told = redis.call('HGETALL', key)
  for each = 1, #told, 2 do
    local count, at = string.match(told[each + 1], '^(%d+):(%d+)$')
    if now - at > ttl then
      redis.call('HDEL', key, told[each])
    else
      sum = sum + count
    end
  end
  redis.call('PEXPIRE', key, ttl)
  sums[place] = sum
end
return sums
"""


class _Counted(NamedTuple):
    """How many there were, and when it was read, in ms of the process's clock."""

    at: int
    sessions: int


class Presence:
    """The counts of what this process follows, as they are and as they were."""

    def __init__(self) -> None:
        self._client = redis.asyncio.Redis.from_url(
            publish.redis_url_for("presence"), socket_connect_timeout=EXCHANGE_WAIT_S
        )
        self._exchange = self._client.register_script(_EXCHANGE)
        self._process = secrets.token_hex(8)
        self._past: dict[str, deque[_Counted]] = {}
        self._told: dict[Key, Message] = {}

    async def close(self) -> None:
        """Close the connection; the counts expire by themselves."""
        await self._client.aclose()

    async def exchange(self, counts: Mapping[str, int], *, now_ms: int, policy: EdgePolicy) -> None:
        """Tell this process's counts by stream and take in everybody's; nothing without Redis."""
        self._forget(counts)
        if not counts:
            return
        streams = list(counts)
        ttl_ms = MISSED_MAX * policy.presence_ms
        try:
            async with asyncio.timeout(EXCHANGE_WAIT_S):
                sums = await self._exchange(
                    keys=[f"presence:{stream}" for stream in streams],
                    args=[self._process, ttl_ms, *counts.values()],
                )
        except (redis.RedisError, OSError, TimeoutError):
            return
        # A delayed count is looked up this far back.
        since = now_ms - policy.delays_offered_s[-1] * 1000 - ttl_ms
        for stream, count in zip(streams, sums, strict=True):
            past = self._past.setdefault(stream, deque())
            past.append(_Counted(now_ms, count))
            while past[0].at < since:
                past.popleft()

    def _forget(self, counts: Mapping[str, int]) -> None:
        """Keep nothing of streams that are followed no longer."""
        self._past = {stream: past for stream, past in self._past.items() if stream in counts}
        self._told = {key: told for key, told in self._told.items() if key.stream in counts}

    def told(self, key: Key, *, now_ms: int, policy: EdgePolicy) -> Message | None:
        """What viewers of a topic are told; the same message while it is the same count.

        None when nobody knows how many there were.
        """
        count = self._count(key, now_ms=now_ms, fresh_ms=MISSED_MAX * policy.presence_ms)
        if count is None:
            return None
        shown = rounded(count, exact_max=policy.presence_exact_max, digits=policy.presence_digits)
        message = Message.of(
            protocol.Presence(
                topic=key.stream, count=shown, exact=count <= policy.presence_exact_max
            )
        )
        before = self._told.get(key)
        if before is None or before.text != message.text:
            self._told[key] = message
        return self._told[key]

    def _count(self, key: Key, *, now_ms: int, fresh_ms: int) -> int | None:
        """The newest count that is as old as the topic's delay, and not much older."""
        until = now_ms - key.delay_s * 1000
        for counted in reversed(self._past.get(key.stream, ())):
            if counted.at <= until:
                return counted.sessions if counted.at > until - fresh_ms else None
        return None


def rounded(count: int, *, exact_max: int, digits: int) -> int:
    """A count as it is told: itself up to exact_max, past that its first digits, the rest zeros."""
    if count <= exact_max:
        return count
    unit: int = 10 ** max(0, len(str(count)) - digits)
    return (count + unit // 2) // unit * unit
