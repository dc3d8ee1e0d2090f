"""Say so when a feed that should be speaking is silent, and when it speaks again."""

from datetime import datetime, timedelta

from django.db import transaction

from community.config.schema import Policies
from community.core import clock
from community.core.ids import random_id
from community.matches.facts import MatchFeedResumed, MatchFeedSilent
from community.matches.selectors import live_streams
from community.streams import producers, services as streams
from community.streams.facts import Fact, FactData
from community.streams.models import Producer

# One pass; a beat later comes the next.
PRODUCERS_PER_PASS_MAX = 200


def state_silences(policies: Policies) -> int:
    """State a silence once for every source that fell silent in a live match; returns how many."""
    quiet_since = clock.now() - timedelta(seconds=policies.feeds.feed_silence_s)
    found = producers.quiet(live_streams(), since=quiet_since, limit=PRODUCERS_PER_PASS_MAX)
    policy = policies.digest("feeds")
    return sum(_state_silence(pk, since=quiet_since, policy=policy) for pk in found)


@transaction.atomic
def _state_silence(producer_id: int, *, since: datetime, policy: str) -> bool:
    """Locks the producer; it may have spoken since it was found quiet."""
    producer = producers.lock_quiet(producer_id, since=since)
    if producer is None:
        return False
    assert producer.heard_at is not None, "who was never heard is not found quiet"
    producers.mark_silent(producer, since=producer.heard_at)
    silent = MatchFeedSilent(since=clock.to_ms(producer.heard_at), source=producer.name)
    _append(producer, "match.feed_silent", silent, policy=policy)
    return True


def state_resumed(producer: Producer, *, policy: str) -> None:
    """State that a silent source speaks again; the producer is locked, its facts follow."""
    assert producer.silent_since is not None, "only a silent source resumes"
    silent_ms = clock.now_ms() - clock.to_ms(producer.silent_since)
    producers.mark_silent(producer, since=None)
    resumed = MatchFeedResumed(silent_ms=max(0, silent_ms), source=producer.name)
    _append(producer, "match.feed_resumed", resumed, policy=policy)


def _append(producer: Producer, fact_type: str, data: FactData, *, policy: str) -> None:
    fact = Fact(
        type=fact_type,
        v=1,
        id=random_id("event"),
        at=clock.now_ms(),
        policy=policy,
        data=data,
    )
    streams.append(producer.stream.name, [fact])
