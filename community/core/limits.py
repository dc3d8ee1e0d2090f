"""Limits of pace, one meter in Redis for every door and process; knows nothing of who asks.

GCRA (ITU-T I.371): a meter is one moment, the theoretical arrival time, when all that was let
through will be paid off at one unit an interval. Redis's clock is the only clock.
Whether a door lets people in when Redis is away (redis.RedisError) is the door's decision.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from typing import cast

import redis
import redis.asyncio
from redis.exceptions import NoScriptError

from community.core.errors import TooManyError

# One home network or phone commonly holds a whole /64, so one address in it means nothing.
_IPV6_PREFIX = 64

# Microseconds since 1970 stay exact in Lua's doubles until the year 2255. A cost above the burst
# passes when nothing is owed and is paid off after: refused for ever, it would never be heard.
GCRA = """
local cost, interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now_us), now_us)
local allowed_at = math.min(arrival, arrival + (cost - burst) * interval)
if now_us < allowed_at then
  return {0, 0, allowed_at - now_us, arrival - now_us}
end
arrival = arrival + cost * interval
local owed = arrival - now_us
redis.call('SET', KEYS[1], string.format('%.0f', arrival), 'PX', math.ceil(owed / 1000))
return {1, math.max(0, math.floor(burst - owed / interval)), 0, owed}
"""
_NOW = "local time = redis.call('TIME')\nlocal now_us = time[1] * 1000000 + time[2]\n"
_SCRIPT = _NOW + GCRA
_SHA = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()  # Redis's name for it


@dataclass(frozen=True, kw_only=True)
class Limit:
    """So many units in so long on average, and so many at once.

    name: what is limited, "feeds.batch"; count, per_ms and burst >= 1. A unit's interval is rounded
    up to whole microseconds, within 1 % up to 10,000 a second: count faster things by the dozen.
    """

    name: str
    count: int
    per_ms: int
    burst: int

    @property
    def interval_us(self) -> int:
        """How long one unit takes to pay off."""
        return -(-self.per_ms * 1000 // self.count)


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What a meter answered.

    remaining: units that would pass at once now; retry_after_ms: 0 when allowed, else when the same
    cost will pass; reset_ms: when nothing will be owed.
    """

    is_allowed: bool
    remaining: int
    retry_after_ms: int
    reset_ms: int


def check(client: redis.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """Ask for cost >= 1 units of key's share; a refusal takes nothing."""
    call = _arguments(limit, key, cost=cost)
    try:
        answer = client.evalsha(_SHA, 1, *call)
    except NoScriptError:  # Redis restarted; EVAL runs it and keeps it
        answer = client.eval(_SCRIPT, 1, *call)
    return _pace(cast("list[int]", answer))


def enforce(client: redis.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """Ask as check does; raises TooManyError when refused."""
    return _allowed(check(client, limit, key, cost=cost))


async def acheck(client: redis.asyncio.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """The same as check, on an async client."""
    call = _arguments(limit, key, cost=cost)
    try:
        answer = await client.evalsha(_SHA, 1, *call)
    except NoScriptError:
        answer = await client.eval(_SCRIPT, 1, *call)
    return _pace(cast("list[int]", answer))


async def aenforce(client: redis.asyncio.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """The same as enforce, on an async client."""
    return _allowed(await acheck(client, limit, key, cost=cost))


def address_key(ip: str) -> str:
    """The key of an address: IPv4 as it is, also when mapped into IPv6; IPv6 by its /64.

    ValueError when the text is no address.
    """
    address = ipaddress.ip_address(ip.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _IPV6_PREFIX), strict=False))
    return str(address)


def _arguments(limit: Limit, key: str, *, cost: int) -> tuple[str, int, int, int]:
    assert cost >= 1, "a meter takes whole units"
    return f"limit:{limit.name}:{key}", cost, limit.interval_us, limit.burst


def _pace(answer: list[int]) -> Pace:
    is_allowed, remaining, retry_after_us, reset_us = answer
    return Pace(
        is_allowed=is_allowed == 1,
        remaining=remaining,
        retry_after_ms=_whole_ms(retry_after_us),
        reset_ms=_whole_ms(reset_us),
    )


def _allowed(pace: Pace) -> Pace:
    if not pace.is_allowed:
        raise TooManyError(retry_after_ms=pace.retry_after_ms)
    return pace


def _whole_ms(us: int) -> int:
    """Rounded up: who comes back then is not refused for a fraction."""
    return -(-us // 1000)
