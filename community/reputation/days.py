"""An author's days: the deeds that decide together what each of them is credited."""

from collections.abc import Iterable
from typing import Final

from django.db.models import Q

from community.core import clock
from community.reputation import caps
from community.reputation.caps import Earned
from community.reputation.models import Deed

_STANDING: Final = Q(stands=True)


def earned(deed: Deed) -> Earned:
    """A deed as caps know it."""
    return Earned(
        id=deed.pk,
        at_ms=clock.to_ms(deed.at),
        giver=deed.giver,
        match=deed.match,
        amount=deed.amount,
    )


def of_days(
    actor: str, days: Iterable[int], *, which: Q = _STANDING, limit: int | None = None
) -> list[Deed]:
    """The deeds of an author's days, those that stand or others; one query."""
    within = Q(pk__in=[])
    for day in days:
        begins = clock.from_ms(day * caps.DAY_MS)
        within |= Q(at__gte=begins, at__lt=clock.from_ms((day + 1) * caps.DAY_MS))
    return list(Deed.objects.filter(within, which, actor=actor)[:limit])


def in_matches(
    actor: str, matches: Iterable[str], *, which: Q = _STANDING, limit: int | None = None
) -> list[Deed]:
    """The votes for an author in some matches, those that stand or others; one query."""
    rows = Deed.objects.filter(which, actor=actor, match__in=list(matches))
    return list(rows.exclude(giver="")[:limit])


def around(
    actor: str, days: Iterable[int], *, which: Q = _STANDING, limit: int | None = None
) -> dict[str, Deed]:
    """All that decides on some days, by id: their deeds, and the other votes in their matches.

    limit: of either no more are read, so that with as many there may be others; None reads all.
    """
    within = of_days(actor, days, which=which, limit=limit)
    matches = {deed.match for deed in within if deed.giver}
    beside = in_matches(actor, matches, which=which, limit=limit)
    return {deed.pk: deed for deed in [*beside, *within]}
