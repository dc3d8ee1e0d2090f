"""Limits of pace, one meter in Redis for every door and process; knows nothing of who asks.

GCRA (ITU-T I.371): a meter is one moment, the theoretical arrival time, when all that was let
through will be paid off at one unit an interval. Redis's clock is the only clock.
Whether a door lets people in when Redis is away (redis.RedisError) is the door's decision.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import redis
import redis.asyncio
from redis.exceptions import NoScriptError

from community.core.errors import TooManyError

# One home network or phone commonly holds a whole /64, so one address in it means nothing.
_IPV6_PREFIX = 64
# A storm of sockets comes from the same few addresses, each asked for twice a socket.
_ADDRESSES_KEPT = 4096
# What the script says of each meter.
_WORDS = 4

# Microseconds since 1970 stay exact in Lua's doubles until the year 2255. A cost above the burst
# passes when nothing is owed and is paid off after: refused for ever, it would never be heard.
# All meters let it through, or none takes anything; a look (take 0) only tells how they stand.
GCRA = """
local cost, take = tonumber(ARGV[1]), tonumber(ARGV[2])
local arrivals, answer = {}, {}
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local arrival = math.max(tonumber(redis.call('GET', key) or now_us), now_us)
  local allowed_at = math.min(arrival, arrival + (cost - burst) * interval)
  if now_us < allowed_at then take = 0 end
  arrivals[i] = arrival
  answer[4 * i - 3] = now_us < allowed_at and 0 or 1
  answer[4 * i - 1] = math.max(0, allowed_at - now_us)
end
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  local owed = arrivals[i] + take * cost * interval - now_us
  if take == 1 then
    local arrival = string.format('%.0f', now_us + owed)
    redis.call('SET', key, arrival, 'PX', math.ceil(owed / 1000))
  end
  answer[4 * i - 2] = math.max(0, math.floor(burst - owed / interval))
  answer[4 * i] = owed
end
return answer
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


@dataclass(frozen=True, kw_only=True)
class Meter:
    """One key's share of a limit."""

    limit: Limit
    key: str


def check(client: redis.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """Ask for cost >= 1 units of key's share; a refusal takes nothing."""
    [pace] = check_all(client, [Meter(limit=limit, key=key)], cost=cost)
    return pace


def check_all(client: redis.Redis, meters: Sequence[Meter], *, cost: int = 1) -> list[Pace]:
    """Ask every meter for cost >= 1 units: all of them allow it, or none takes anything."""
    return _asked(client, meters, _arguments(meters, cost=cost, take=1))


def check_each(client: redis.Redis, asked: Sequence[Sequence[Meter]]) -> list[list[Pace]]:
    """Ask for several who each ask as check_all does, in order and in one round trip."""
    calls = [_arguments(meters, cost=1, take=1) for meters in asked]
    with client.pipeline(transaction=False) as line:
        for meters, call in zip(asked, calls, strict=True):
            line.evalsha(_SHA, len(meters), *call)
        answers = line.execute(raise_on_error=False)
    for place, answer in enumerate(answers):
        if isinstance(answer, NoScriptError):  # Redis restarted; EVAL runs it and keeps it
            answers[place] = client.eval(_SCRIPT, len(asked[place]), *calls[place])
        elif isinstance(answer, Exception):
            raise answer
    return [_paces(cast("list[int]", answer)) for answer in answers]


def look(client: redis.Redis, meters: Sequence[Meter]) -> list[Pace]:
    """How meters stand for one unit more; takes nothing."""
    return _asked(client, meters, _arguments(meters, cost=1, take=0))


def enforce(client: redis.Redis, limit: Limit, key: str, *, cost: int = 1) -> Pace:
    """Ask as check does; raises TooManyError when refused."""
    return _allowed(limit, check(client, limit, key, cost=cost))


def enforce_all(client: redis.Redis, meters: Sequence[Meter]) -> None:
    """Take one unit of every meter, or of none; raises TooManyError for who holds longest."""
    paces = check_all(client, meters)
    longest = max(range(len(meters)), key=lambda place: paces[place].retry_after_ms)
    if not all(pace.is_allowed for pace in paces):
        _allowed(meters[longest].limit, paces[longest])


async def acheck_each(client: redis.asyncio.Redis, meters: Sequence[Meter]) -> list[Pace]:
    """Ask every meter for a unit, each for itself, in one round trip on an async client."""
    answers = await _piped(client, meters)
    if any(isinstance(answer, NoScriptError) for answer in answers):  # Redis restarted
        await client.script_load(_SCRIPT)
        unheard = [place for place, answer in enumerate(answers) if isinstance(answer, Exception)]
        again = await _piped(client, [meters[place] for place in unheard])
        for place, answer in zip(unheard, again, strict=True):
            answers[place] = answer
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    return [pace for answer in answers for pace in _paces(cast("list[int]", answer))]


async def _piped(client: redis.asyncio.Redis, meters: Sequence[Meter]) -> list[object]:
    async with client.pipeline(transaction=False) as line:
        for meter in meters:
            _ = line.evalsha(_SHA, 1, *_arguments([meter], cost=1, take=1))
        return await line.execute(raise_on_error=False)


@lru_cache(maxsize=_ADDRESSES_KEPT)
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


def _asked(client: redis.Redis, meters: Sequence[Meter], call: list[str | int]) -> list[Pace]:
    try:
        answer = client.evalsha(_SHA, len(meters), *call)
    except NoScriptError:  # Redis restarted; EVAL runs it and keeps it
        answer = client.eval(_SCRIPT, len(meters), *call)
    return _paces(cast("list[int]", answer))


def _arguments(meters: Sequence[Meter], *, cost: int, take: int) -> list[str | int]:
    assert cost >= 1, "a meter takes whole units"
    keys = [f"limit:{meter.limit.name}:{meter.key}" for meter in meters]
    paces = [number for meter in meters for number in (meter.limit.interval_us, meter.limit.burst)]
    return [*keys, cost, take, *paces]


def _paces(answer: list[int]) -> list[Pace]:
    return [
        Pace(
            is_allowed=is_allowed == 1,
            remaining=remaining,
            retry_after_ms=_whole_ms(retry_after_us),
            reset_ms=_whole_ms(reset_us),
        )
        for is_allowed, remaining, retry_after_us, reset_us in zip(
            *[iter(answer)] * _WORDS, strict=True
        )
    ]


def _allowed(limit: Limit, pace: Pace) -> Pace:
    if not pace.is_allowed:
        raise TooManyError(retry_after_ms=pace.retry_after_ms, limit=limit.name)
    return pace


def _whole_ms(us: int) -> int:
    """Rounded up: who comes back then is not refused for a fraction."""
    return -(-us // 1000)
