"""Say so when a feed that should be speaking is silent, and when it speaks again."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from community.config.schema import Policies
from community.core import clock
from community.core.ids import random_id
from community.matches.facts import MatchFeedResumed, MatchFeedSilent
from community.matches.models import Fixture, Scoreboard
from community.streams import services as streams
from community.streams.facts import Fact, FactData
from community.streams.models import Producer

# One pass; a beat later comes the next.
PRODUCERS_PER_PASS_MAX = 200


def state_silences(policies: Policies) -> int:
    """State a silence once for every source that fell silent in a live match; returns how many."""
    quiet_since = clock.now() - timedelta(seconds=policies.feeds.feed_silence_s)
    live = Fixture.objects.filter(scoreboard__status=Scoreboard.Status.LIVE)
    names = [fixture.stream for fixture in live.only("pk")]
    quiet = Producer.objects.filter(
        stream__name__in=names, heard_at__lt=quiet_since, silent_since__isnull=True
    )
    ids = list(quiet.values_list("pk", flat=True)[:PRODUCERS_PER_PASS_MAX])
    return sum(_state_silence(quiet.filter(pk=pk), policies) for pk in ids)


@transaction.atomic
def _state_silence(quiet: QuerySet[Producer], policies: Policies) -> bool:
    """Locks the producer; it may have spoken since it was found quiet."""
    rows = quiet.select_related("stream").select_for_update(of=("self",), no_key=True)
    producer = rows.first()
    if producer is None or producer.heard_at is None:
        return False
    Producer.objects.filter(pk=producer.pk).update(silent_since=producer.heard_at)
    silent = MatchFeedSilent(since=clock.to_ms(producer.heard_at), source=producer.name)
    _append(producer, "match.feed_silent", silent, policies.digest("feeds"))
    return True


def state_resumed(producer: Producer, *, policy: str) -> None:
    """State that a silent source speaks again; the producer is locked, its facts follow."""
    assert producer.silent_since is not None, "only a silent source resumes"
    silent_ms = clock.now_ms() - clock.to_ms(producer.silent_since)
    Producer.objects.filter(pk=producer.pk).update(silent_since=None)
    producer.silent_since = None
    resumed = MatchFeedResumed(silent_ms=max(0, silent_ms), source=producer.name)
    _append(producer, "match.feed_resumed", resumed, policy)


def _append(producer: Producer, fact_type: str, data: FactData, policy: str) -> None:
    fact = Fact(
        type=fact_type,
        v=1,
        id=random_id("event"),
        at=clock.now_ms(),
        policy=policy,
        data=data,
    )
    streams.append(producer.stream.name, [fact])
