"""Refold: once a night every balance is folded from its rows and held to what it ran at."""

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from community.config import selectors as config
from community.core import clock, metrics
from community.reputation.decay import MICRO, Calendar, Credit, Running, folded
from community.reputation.models import Award, Balance
from community.reputation.selectors import calendar_of, running_of
from community.reputation.services.settle import held_all, settled, write_all

logger = logging.getLogger(__name__)

# Actors of one transaction: their balances are held while their rows are read.
ACTORS_FOLDED: Final = 200
# What two ways of adding the same numbers may differ by, in points: no more than rounding does.
TOLERANCE_POINTS: Final = 1e-9
_ROWS_READ: Final = 10_000


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A balance that was not what its rows say, in points at the moment it was folded to."""

    actor: str
    running: float
    recomputed: float


@dataclass(frozen=True, kw_only=True)
class Refolded:
    """A page of balances folded: how many, of how many rows, and which of them differed."""

    actors: int
    awards: int
    differences: tuple[Difference, ...]


def refold(*, until: datetime | None = None, again: bool = False) -> Iterator[Refolded]:
    """Fold every balance to a night, a page a transaction; the last midnight when none is told.

    Those folded to it already are passed over, unless again: whoever is killed goes on where he
    was, and a second time changes nothing. A difference is written to the log, counted, and mended.
    """
    night = until or clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    _adopt()
    after = ""
    while actors := _page(after, night=None if again else night):
        yield _fold(actors, night=night)
        after = actors[-1]


def _adopt() -> None:
    """Make balances for who has awards without one; one look at all awards, not one a page."""
    lost = Award.objects.exclude(actor__in=Balance.objects.values("actor"))
    actors = sorted(lost.order_by().values_list("actor", flat=True).distinct())
    for begins in range(0, len(actors), ACTORS_FOLDED):
        with transaction.atomic():
            held_all(actors[begins : begins + ACTORS_FOLDED])


def _page(after: str, *, night: datetime | None) -> list[str]:
    """Actors past one, by id, whose balance is not folded to a night; None: all of them."""
    balances = Balance.objects.filter(actor__gt=after)
    if night is not None:
        balances = balances.filter(folded_at__lt=night)
    return list(balances.order_by("actor").values_list("actor", flat=True)[:ACTORS_FOLDED])


@transaction.atomic
def _fold(actors: Sequence[str], *, night: datetime) -> Refolded:
    """Fold a page; locks its balances in the order of their actors."""
    balances = held_all(actors)
    calendar = calendar_of(config.current().reputation)
    awards = _credits(actors)
    differences = []
    for balance in balances:
        at_ms = max(clock.to_ms(balance.at), clock.to_ms(night))
        recomputed = folded(awards[balance.actor], at_ms=at_ms, calendar=calendar)
        running = _running(balance, awards[balance.actor], calendar)
        running = running.moved(at_ms, calendar=calendar)
        if (difference := _difference(balance.actor, running, recomputed)) is not None:
            differences.append(difference)
        balance.folded_at = max(balance.folded_at, night)
        settled(balance, recomputed, calendar=calendar)
    write_all(balances)
    for difference in differences:
        _alarm(difference)
    return Refolded(
        actors=len(actors),
        awards=sum(map(len, awards.values())),
        differences=tuple(differences),
    )


def _credits(actors: Sequence[str]) -> dict[str, list[Credit]]:
    rows = Award.objects.filter(actor__in=actors).order_by()
    found: dict[str, list[Credit]] = defaultdict(list)
    for actor, amount, half_life_s, at in rows.values_list(
        "actor", "amount", "half_life_s", "at"
    ).iterator(chunk_size=_ROWS_READ):
        found[actor].append(Credit(amount=amount, half_life_s=half_life_s, at_ms=clock.to_ms(at)))
    return found


def _running(balance: Balance, awards: Sequence[Credit], calendar: Calendar) -> Running:
    """What a balance was running at; by another calendar it says nothing, and is no difference."""
    if balance.calendar != calendar.digest:
        return folded(awards, at_ms=clock.to_ms(balance.at), calendar=calendar)
    return running_of(balance, calendar=calendar)


def _difference(actor: str, running: Running, recomputed: Running) -> Difference | None:
    """How two balances of one moment differ, half-life by half-life; None when they do not."""
    apart = max(
        (
            abs(running.sums.get(half_life_s, 0.0) - recomputed.sums.get(half_life_s, 0.0))
            for half_life_s in running.sums.keys() | recomputed.sums.keys()
        ),
        default=0.0,
    )
    if apart <= TOLERANCE_POINTS * MICRO:
        return None
    return Difference(
        actor=actor,
        running=sum(running.sums.values()) / MICRO,
        recomputed=sum(recomputed.sums.values()) / MICRO,
    )


def _alarm(difference: Difference) -> None:
    metrics.REPUTATION_DIFFERENCES.inc()
    logger.error(
        "reputation.differs",
        extra={
            "actor": difference.actor,
            "running": difference.running,
            "recomputed": difference.recomputed,
        },
    )
