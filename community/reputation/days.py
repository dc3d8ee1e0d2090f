"""An author's days: the deeds that decide together what each of them is credited."""

from collections.abc import Iterable

from django.db.models import Q

from community.core import clock
from community.reputation import caps
from community.reputation.caps import Earned
from community.reputation.models import Deed


def earned(deed: Deed) -> Earned:
    """A deed as caps know it."""
    return Earned(
        id=deed.pk,
        at_ms=clock.to_ms(deed.at),
        giver=deed.giver,
        match=deed.match,
        amount=deed.amount,
    )


def of_days(actor: str, days: Iterable[int]) -> list[Deed]:
    """The deeds of an author's days that stand; one query."""
    within = Q(pk__in=[])
    for day in days:
        begins = clock.from_ms(day * caps.DAY_MS)
        within |= Q(at__gte=begins, at__lt=clock.from_ms((day + 1) * caps.DAY_MS))
    return list(Deed.objects.filter(within, actor=actor, stands=True))


def in_matches(actor: str, matches: Iterable[str]) -> list[Deed]:
    """The votes for an author in some matches that stand; one query."""
    rows = Deed.objects.filter(actor=actor, match__in=list(matches), stands=True)
    return list(rows.exclude(giver=""))


def around(actor: str, days: Iterable[int]) -> dict[str, Deed]:
    """All that decides on some days, by id: their deeds, and the other votes in their matches."""
    within = of_days(actor, days)
    beside = in_matches(actor, {deed.match for deed in within if deed.giver})
    return {deed.pk: deed for deed in [*beside, *within]}
