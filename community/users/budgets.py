"""Publish budgets: how fast somebody may write, one meter for every door; knows no text.

How much depends on standing, on how new the account is, and on whether the thread is slow. All of
an author's meters let a post through, or none takes anything. With Redis away nobody is held.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import redis

from community.config.publishing import PublishPolicy
from community.core import clock, limits
from community.core.errors import TooManyError
from community.core.limits import Limit, Meter, Pace
from community.core.rate_headers import Held
from community.streams import publish

_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000
_DAY_MS = 86_400_000
SLOWED = "slowed"


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who writes where: the actor, his standing's kind, the thread's stream and its slow gap.

    is_new: whether his account is younger than the policy says. slow_ms: the gap the thread's slow
    mode asks of everybody, 0 when it is not slow. percent: what his reputation makes of a minute
    and an hour; may_link: whether it lifts a newcomer's limit of links.
    """

    actor: str
    thread: str
    is_new: bool
    standing: str = "none"
    slow_ms: int = 0
    percent: int = 100
    may_link: bool = False


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What an author's limits stand at, the nearest to its end first.

    is_surging: the thread takes more than it should: time to slow it down.
    """

    held: tuple[Held, ...] = ()
    is_surging: bool = False

    @property
    def retry_after_ms(self) -> int:
        """When one post more will pass; 0 when it would now."""
        return max((held.pace.retry_after_ms for held in self.held), default=0)


def is_new(joined_at: datetime | None, *, policy: PublishPolicy) -> bool:
    """Whether an account is younger than the policy says; who is nobody is not new."""
    new_since = clock.now() - timedelta(seconds=policy.new_for_s)
    return joined_at is not None and joined_at > new_since


def take_each(authors: Sequence[Author], *, policy: PublishPolicy) -> list[Budget | TooManyError]:
    """Take one post of each author's budget, and count those in their thread; it is one for all.

    Whoever is refused is told the limit that holds longest; of his nothing was taken.
    """
    asked = [_meters(author, policy) for author in authors]
    try:
        answers = limits.check_each(publish.client_for("publish"), asked)
    except redis.RedisError:
        return [Budget() for _ in authors]
    taken = [_held(meters, paces) for meters, paces in zip(asked, answers, strict=True)]
    passed = sum(all(each.pace.is_allowed for each in held) for held in taken)
    is_surging = passed > 0 and _is_surging(authors[0].thread, passed, policy)
    return [
        Budget(held=held, is_surging=is_surging)
        if all(each.pace.is_allowed for each in held)
        else _refusal(held)
        for held in taken
    ]


def look(author: Author, *, policy: PublishPolicy) -> Budget:
    """What an author's limits stand at; takes nothing."""
    meters = _meters(author, policy)
    try:
        return Budget(held=_held(meters, limits.look(publish.client_for("publish"), meters)))
    except redis.RedisError:
        return Budget()


def take_report(actor: str, *, policy: PublishPolicy) -> None:
    """Take one report of a fan's day; raises TooManyError."""
    limit = _per("publish.reports", policy.reports_per_day, _DAY_MS)
    with suppress(redis.RedisError):
        limits.enforce(publish.client_for("publish"), limit, actor)


def _meters(author: Author, policy: PublishPolicy) -> list[Meter]:
    """Every limit an author is held to, and where each is counted."""
    gap_ms, burst = _pace_of(author, policy)
    minute = policy.author_per_minute * author.percent // 100
    hour = policy.author_per_hour * author.percent // 100
    meters = [
        Meter(
            limit=Limit(name="publish.pace", count=1, per_ms=gap_ms, burst=burst), key=author.actor
        ),
        Meter(limit=_per("publish.minute", minute, _MINUTE_MS), key=author.actor),
        Meter(limit=_per("publish.hour", hour, _HOUR_MS), key=author.actor),
    ]
    if author.slow_ms:
        # Whoever is held to a longer gap anyway is slowed as many times as everybody else.
        slow_ms = max(gap_ms, author.slow_ms * gap_ms // policy.gap_ms)
        slow = Limit(name="publish.slow", count=1, per_ms=slow_ms, burst=1)
        meters.append(Meter(limit=slow, key=f"{author.thread}.{author.actor}"))
    return meters


def _pace_of(author: Author, policy: PublishPolicy) -> tuple[int, int]:
    """(gap in ms, burst) by standing and newness."""
    if author.standing == SLOWED:
        return max(policy.slowed_gap_ms, policy.gap_ms), 1
    if author.is_new:
        return policy.new_gap_ms, policy.new_burst
    return policy.gap_ms, policy.burst


def _per(name: str, count: int, per_ms: int) -> Limit:
    return Limit(name=name, count=count, per_ms=per_ms, burst=count)


def _held(meters: Sequence[Meter], paces: Sequence[Pace]) -> tuple[Held, ...]:
    held = [Held(limit=meter.limit, pace=pace) for meter, pace in zip(meters, paces, strict=True)]
    return tuple(sorted(held, key=lambda each: (each.pace.remaining, -each.pace.retry_after_ms)))


def _refusal(held: Sequence[Held]) -> TooManyError:
    longest = max(held, key=lambda each: each.pace.retry_after_ms)
    return TooManyError(retry_after_ms=longest.pace.retry_after_ms, limit=longest.limit.name)


def _is_surging(thread: str, posts: int, policy: PublishPolicy) -> bool:
    """Count posts in their thread; whether that is past what a thread takes in a minute."""
    limit = _per("publish.thread", policy.thread_per_minute, _MINUTE_MS)
    with suppress(redis.RedisError):
        client = publish.client_for(thread)
        return not limits.check(client, limit, thread, cost=posts).is_allowed
    return False
