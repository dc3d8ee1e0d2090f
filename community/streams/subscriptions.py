"""Subscriptions: who reads which kinds of stream, and how they are woken.

A reaction sees every fact at least once, in order; its cursor moves in its own transaction.
"""

import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

import msgspec
import redis
from celery import current_app
from django.db import transaction
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce
from kombu.exceptions import OperationalError

from community.core import clock
from community.streams import publish, selectors
from community.streams.models import Cursor, Stream

logger = logging.getLogger(__name__)

# One claim reads this many facts at most, so that no transaction is long; more is the next's.
FACTS_PER_CLAIM_MAX = 2_000
# One drain serves at most this many streams before it yields the worker to other subscribers.
STREAMS_PER_DRAIN_MAX = 50
# A poke is remembered no longer: a drain that died before it began must not silence the next.
POKE_MS = 1_000
# The sweep looks at streams that moved within this: ten sweeps may be missed and nothing is.
SWEEP_WINDOW = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Read:
    """A fact as a subscriber sees it: position, type, id, and the view it declared, or None.

    at: source time, milliseconds. by: the actor who did it, if anybody.
    """

    offset: int
    type: str
    id: str
    view: Any
    at: int = 0
    by: str | None = None


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """A reaction to facts; views name the fields it reads, by fact type: it imports no class.

    react: returns None when it is done with all it was given, else the last offset it is done with:
    what is left, or one fact that is too much for one transaction, comes to it again.
    """

    name: str
    kinds: frozenset[str]
    react: Callable[[str, list[Read]], int | None]
    queue: Literal["fast", "slow"]
    views: Mapping[str, type[msgspec.Struct]] = field(default_factory=dict)


_subscriptions: dict[str, Subscription] = {}


def register(subscription: Subscription) -> None:
    """Enter a subscription; wiring calls this once for each."""
    _subscriptions[subscription.name] = subscription


def registered() -> Mapping[str, Subscription]:
    """Every subscription by name."""
    return _subscriptions


def poke(kind: str) -> None:
    """Wake the subscribers of a kind, once until they begin; a lost poke costs one sweep."""
    readers = [each for each in _subscriptions.values() if kind in each.kinds]
    if not readers:
        return
    try:
        with publish.client_for("poke").pipeline(transaction=False) as line:
            for subscription in readers:
                line.set(_poke_key(subscription.name), b"1", nx=True, px=POKE_MS)
            is_first = line.execute()
        for subscription in itertools.compress(readers, is_first):
            current_app.send_task(
                "streams.drain", args=[subscription.name], queue=subscription.queue
            )
    except (redis.RedisError, OperationalError):
        logger.warning("streams.poke_failed", extra={"kind": kind})


def _poke_key(name: str) -> str:
    return f"poke:{name}"


def drain(name: str) -> bool:
    """Let a subscriber catch up, bounded; returns whether more is waiting.

    A stream whose reaction fails is left to the next drain, and never stops the others.
    """
    subscription = _subscriptions[name]
    _forget_poke(name)
    waiting = list(_lagging(subscription)[: STREAMS_PER_DRAIN_MAX + 1])
    served = [
        stream.pk for stream in waiting[:STREAMS_PER_DRAIN_MAX] if _serve(subscription, stream)
    ]
    if served and len(waiting) > STREAMS_PER_DRAIN_MAX:
        return True
    # Whoever came for facts appended meanwhile found the claim held, and left them to its holder.
    return bool(_lagging(subscription).filter(pk__in=served).exists())


def sweep() -> list[str]:
    """Name the subscribers that lately moved streams still wait for, for a beat task to drain."""
    since = clock.now() - SWEEP_WINDOW
    return [
        subscription.name
        for subscription in _subscriptions.values()
        if _lagging(subscription).filter(moved_at__gte=since).exists()
    ]


def _forget_poke(name: str) -> None:
    try:
        publish.client_for("poke").delete(_poke_key(name))
    except redis.RedisError:
        logger.warning("streams.poke_failed", extra={"subscriber": name})


def _lagging(subscription: Subscription) -> Any:  # noqa: ANN401 -- a queryset of Stream
    return (
        Stream.objects.filter(kind__in=subscription.kinds)
        .annotate(
            cursor=FilteredRelation("cursors", condition=Q(cursors__subscriber=subscription.name)),
            read=Coalesce(F("cursor__offset"), 0),
        )
        .filter(head__gt=F("read"))
        .order_by("moved_at")
    )


def _serve(subscription: Subscription, stream: Stream) -> bool:
    """React to one stream's next facts; False when another worker holds them, or it failed."""
    try:
        # Committed by itself: an uncommitted row would make a second worker wait, not pass by.
        Cursor.objects.bulk_create(
            [Cursor(subscriber=subscription.name, stream=stream)], ignore_conflicts=True
        )
        return _claim(subscription, stream)
    except Exception:
        logger.exception(
            "streams.reaction_failed",
            extra={"subscriber": subscription.name, "stream": stream.name},
        )
        return False


@transaction.atomic
def _claim(subscription: Subscription, stream: Stream) -> bool:
    cursor = (
        Cursor.objects.filter(subscriber=subscription.name, stream=stream)
        .select_for_update(skip_locked=True, no_key=True)
        .first()
    )
    if cursor is None:
        return False
    read = selectors.facts_after(stream.name, after=cursor.offset, limit=FACTS_PER_CLAIM_MAX)
    if not read:
        return False
    done = subscription.react(
        stream.name,
        [
            Read(
                offset=offset,
                type=fact.type,
                id=fact.id,
                view=_view(subscription.views.get(fact.type), fact.data),
                at=fact.at,
                by=fact.by,
            )
            for offset, fact in read
        ],
    )
    cursor.offset = read[-1][0] if done is None else max(cursor.offset, done)
    cursor.save(update_fields=["offset"])
    return True


def _view(view: type[msgspec.Struct] | None, data: msgspec.Struct) -> msgspec.Struct | None:
    return None if view is None else msgspec.convert(data, view, from_attributes=True)
