"""Facts for the log's tests, and a producer that tells them."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from community.core import clock
from community.core.ids import random_id
from community.matches.facts import MatchGoal, MatchPass
from community.streams import producers, services
from community.streams.facts import Fact
from community.streams.rows import Numbered

AT = 1_529_949_602_102


def stream_name():
    """A match's stream that no other test knows: Redis is shared between runs."""
    return f"match.{random_id('match')}"


def goal(**changes):
    """A goal by the home side in the 13th minute."""
    data: dict[str, Any] = {"period": 1, "clock_ms": 754_200, "side": "home"} | changes
    return Fact(type="match.goal", v=1, id=random_id("event"), at=AT, data=MatchGoal(**data))


def passes(count, *, first=0):
    """Passes a second apart, each with an id of its own."""
    return [
        Fact(
            type="match.pass",
            v=1,
            id=random_id("event"),
            at=AT + number,
            data=MatchPass(period=1, clock_ms=number * 1_000, side="home", x=500, y=500),
        )
        for number in range(first, first + count)
    ]


def append(stream, facts):
    """Append in a transaction of its own; where they stand."""
    with transaction.atomic():
        return services.append(stream, facts)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What became of a numbered run: facts told before, facts new, the sequence that comes next."""

    known: int
    fresh: int
    next_sequence: int


@transaction.atomic
def tell(stream, facts, *, name="wyscout", epoch=1, first=1):
    """Tell a run of facts numbered from `first`, as every numbered door does."""
    producer = producers.lock_producer(stream, name, epoch=epoch)
    known = producers.told_before(producer, facts, first=first)
    fresh = facts[known:]
    if fresh:
        now = clock.now()
        numbered = Numbered(producer=producer, last_at=now, heard_at=now)
        services.append(stream, fresh, numbered=numbered)
    return Told(known=known, fresh=len(fresh), next_sequence=producer.next_sequence)
