"""Settle: say of what was heard how much it is credited, as awards and their reversals."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from community.config import selectors as config
from community.config.reputation import ReputationPolicy
from community.core import clock
from community.core.ids import derived_id
from community.reputation import caps, days
from community.reputation.decay import Calendar, Credit, Running
from community.reputation.facts import UserAwarded, UserAwardReversed
from community.reputation.models import Award, Balance, Deed
from community.reputation.selectors import running_of
from community.streams import services as streams
from community.streams.facts import Cause, Fact

# What one transaction settles of one author; more waits for the next.
DEEDS_SETTLED_MAX = 500
_BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, kw_only=True)
class _Change:
    """A row to append, and the fact that says so."""

    row: Award
    fact: Fact


@transaction.atomic
def settle(*, actor: str) -> bool:
    """Credit an author with what was heard of him, under the caps; whether more waits.

    Settling twice changes nothing. Locks the balance, the deeds, then `user.<actor id>`; for deeds
    it never waits, since who hears of them locks them in another order: what somebody holds is
    credited the next time.
    """
    balance = held(actor)
    waiting = Deed.objects.filter(actor=actor, settled=False).order_by("pk")
    fresh = list(_free(waiting)[:DEEDS_SETTLED_MAX])
    if not fresh:
        return False
    policies = config.current()
    now, calendar = clock.now(), Calendar(policies.reputation.frozen_ms)
    owed = dict(_owed(actor, fresh, policy=policies.reputation))
    moved = [deed.pk for deed, credit in owed.items() if deed.credited != credit]
    free = set(_free(Deed.objects.filter(pk__in=moved)).values_list("pk", flat=True))
    changed: list[Deed] = []
    changes: list[_Change] = []
    for deed, credit in owed.items():
        if deed.pk in free:
            changed.append(deed)
            changes += _changes(deed, credit, now=now, policy=policies.digest("reputation"))
    Award.objects.bulk_create(change.row for change in changes)
    Deed.objects.bulk_update(changed, ["credited", "award", "turn"])
    if free.issuperset(moved):
        Deed.objects.filter(pk__in=[deed.pk for deed in fresh]).update(settled=True)
    if changes:
        running = running_of(balance, calendar=calendar)
        rows = [credit_of(change.row) for change in changes]
        write(balance, running.credited(rows, calendar=calendar), calendar=calendar)
        streams.append(f"user.{actor}", [change.fact for change in changes])
    return len(fresh) == DEEDS_SETTLED_MAX


def _free(deeds: QuerySet[Deed]) -> QuerySet[Deed]:
    """Of some deeds those that nobody holds, locked."""
    return deeds.select_for_update(no_key=True, skip_locked=True)


def held(actor: str) -> Balance:
    """An actor's balance, locked, made when there is none: who settles him comes one at a time."""
    [balance] = held_all([actor])
    return balance


def held_all(actors: Collection[str]) -> list[Balance]:
    """Actors' balances, locked in the order of their ids, those made that there were not."""
    calendar = Calendar(config.current().reputation.frozen_ms).digest
    Balance.objects.bulk_create(
        [
            Balance(actor=actor, at=_BEGINNING, folded_at=_BEGINNING, calendar=calendar)
            for actor in sorted(actors)
        ],
        ignore_conflicts=True,
    )
    rows = Balance.objects.select_for_update(no_key=True).filter(pk__in=actors)
    return list(rows.order_by("pk"))


def credit_of(row: Award) -> Credit:
    """A row as it counts."""
    return Credit(amount=row.amount, half_life_s=row.half_life_s, at_ms=clock.to_ms(row.at))


def write(balance: Balance, running: Running, *, calendar: Calendar) -> None:
    """Write what a locked balance comes to."""
    write_all([settled(balance, running, calendar=calendar)])


def settled(balance: Balance, running: Running, *, calendar: Calendar) -> Balance:
    """A balance with what it comes to, not written yet."""
    balance.at = clock.from_ms(running.at_ms)
    balance.sums = {str(half_life_s): left for half_life_s, left in running.sums.items()}
    balance.calendar = calendar.digest
    return balance


def write_all(balances: Sequence[Balance]) -> None:
    """Write locked balances, in one statement."""
    Balance.objects.bulk_update(balances, ["at", "sums", "calendar", "folded_at"])


def _owed(
    actor: str, fresh: Sequence[Deed], *, policy: ReputationPolicy
) -> Iterator[tuple[Deed, int]]:
    """Each deed whose credit may differ by now, and what it is credited: the whole of its days."""
    votes = days.in_matches(actor, {deed.match for deed in fresh if deed.giver})
    givers = {(deed.giver, deed.match) for deed in fresh if deed.giver}
    within = {days.earned(deed).day for deed in fresh}
    within |= {days.earned(deed).day for deed in votes if (deed.giver, deed.match) in givers}
    known = {deed.pk: deed for deed in fresh} | days.around(actor, within)
    standing = [days.earned(deed) for deed in known.values() if deed.stands]
    owed = caps.credits_of(standing, days=within, policy=policy)
    for pk in sorted(known):
        if days.earned(known[pk]).day in within:
            yield known[pk], owed.get(pk, 0)


def _changes(deed: Deed, credit: int, *, now: datetime, policy: str) -> Iterator[_Change]:
    """What brings a deed to another credit: its award reversed, and a new one made."""
    if deed.award:
        yield _reversed(deed, now=now, policy=policy)
        deed.award, deed.credited = "", 0
    if credit:
        deed.turn += 1
        deed.credited, deed.award = credit, derived_id("award", deed.pk, str(deed.turn))
        yield _awarded(deed, now=now, policy=policy)


def _awarded(deed: Deed, *, now: datetime, policy: str) -> _Change:
    told = UserAwarded(
        deed=deed.pk,
        kind=deed.kind,  # type: ignore[arg-type]  # a column holds any text, ours only kinds
        amount=deed.credited,
        half_life_s=deed.half_life_s,
        since=clock.to_ms(deed.at),
        post=deed.post or None,
        match=deed.match or None,
    )
    row = _row(deed, deed.award, deed.credited, now=now, policy=policy)
    return _Change(row=row, fact=_fact(deed, row, told))


def _reversed(deed: Deed, *, now: datetime, policy: str) -> _Change:
    told = UserAwardReversed(award=deed.award, deed=deed.pk, turn=deed.turn)
    pk = derived_id("award", deed.pk, str(deed.turn), "reversed")
    row = _row(deed, pk, -deed.credited, now=now, policy=policy)
    row.reversal_of = deed.award
    return _Change(row=row, fact=_fact(deed, row, told))


def _row(deed: Deed, pk: str, amount: int, *, now: datetime, policy: str) -> Award:
    return Award(
        id=pk,
        actor=deed.actor,
        deed=deed.pk,
        kind=deed.kind,
        amount=amount,
        half_life_s=deed.half_life_s,
        at=deed.at,
        match=deed.match,
        policy=policy,
        recorded_at=now,
    )


def _fact(deed: Deed, row: Award, told: UserAwarded | UserAwardReversed) -> Fact:
    return Fact(
        type="user.award_reversed" if row.reversal_of else "user.awarded",
        v=1,
        id=row.pk,
        at=clock.to_ms(row.recorded_at),
        cause=Cause(stream=deed.stream, offset=deed.n),
        policy=row.policy,
        data=told,
    )
