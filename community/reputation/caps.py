"""Caps: how much of what somebody's days would earn is credited; the same in any order."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from community.config.reputation import ReputationPolicy
from community.reputation.decay import MICRO

DAY_MS: Final = 86_400_000


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What a deed would earn or cost its author without caps; giver empty when nobody gave it."""

    id: str
    at_ms: int
    giver: str
    match: str
    amount: int

    @property
    def day(self) -> int:
        """Its day, counted from 1970, UTC."""
        return self.at_ms // DAY_MS


def credits_of(
    deeds: Iterable[Earned], *, days: Collection[int], policy: ReputationPolicy
) -> dict[str, int]:
    """What each deed of some days of one author is credited, by id, in micro-units.

    deeds: all that stand of those days, and every other vote in their matches. The earliest come
    first, so the answer is one of the set and not of the order in which it became known.
    Penalties, which nobody gave, are never capped.
    """
    ordered = _ordered(deeds)
    amounts = _by_givers(ordered, policy=policy)
    awards: dict[str, int] = {}
    for day, within in _by_day(ordered).items():
        if day in days:
            awards |= {deed.id: min(amounts[deed.id], 0) for deed in within}
            awards |= _earned(within, amounts, policy=policy)
    return awards


def changes_of(
    deeds: Iterable[Earned],
    undone: Iterable[str],
    *,
    days: Collection[int],
    policy: ReputationPolicy,
) -> dict[str, dict[str, int]]:
    """What undoing each of some deeds alone would change of the credits, by its id and theirs.

    deeds, days: as for `credits_of`. Sorted once; then a deed costs a look at its giver's others,
    and one at each day that these move.
    """
    ordered = _ordered(deeds)
    amounts = _by_givers(ordered, policy=policy)
    by_day = {day: within for day, within in _by_day(ordered).items() if day in days}
    earned = {day: _earned(within, amounts, policy=policy) for day, within in by_day.items()}
    by_giver: dict[str, list[Earned]] = {}
    for deed in ordered:
        by_giver.setdefault(deed.giver or deed.id, []).append(deed)
    known = {deed.id: deed for deed in ordered}
    changes: dict[str, dict[str, int]] = {}
    for pk in undone:
        mine = by_giver[known[pk].giver or pk]
        left = _by_givers((deed for deed in mine if deed.id != pk), policy=policy)
        moved = {
            deed.id: left.get(deed.id, 0)
            for deed in mine
            if left.get(deed.id, 0) != amounts[deed.id]
        }
        changes[pk] = {}
        for day in {known[each].day for each in moved} & by_day.keys():
            of_day = [each for each in moved if known[each].day == day]
            before = {each: amounts[each] for each in of_day if amounts[each] < 0}
            after = {each: moved[each] for each in of_day if moved[each] < 0}
            after |= _earned(by_day[day], amounts | moved, policy=policy)
            changes[pk] |= _differences(before | earned[day], after)
    return changes


def _ordered(deeds: Iterable[Earned]) -> list[Earned]:
    return sorted(deeds, key=lambda deed: (deed.at_ms, deed.id))


def _by_day(ordered: Iterable[Earned]) -> dict[int, list[Earned]]:
    found: dict[int, list[Earned]] = {}
    for deed in ordered:
        found.setdefault(deed.day, []).append(deed)
    return found


def _by_givers(ordered: Iterable[Earned], *, policy: ReputationPolicy) -> dict[str, int]:
    """What is left of each deed by what its giver may give; of another's it takes nothing."""
    votes: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[int, str, bool]] = Counter()
    amounts: dict[str, int] = {}
    for deed in ordered:
        amount = deed.amount
        if deed.giver:
            votes[deed.giver, deed.match] += 1
            if votes[deed.giver, deed.match] > policy.giver_match_votes_max:
                amount = 0
            of_giver = (deed.day, deed.giver, amount > 0)
            room = policy.giver_day_points_max * MICRO - given[of_giver]
            amount = max(min(amount, room), -room)
            given[of_giver] += abs(amount)
        amounts[deed.id] = amount
    return amounts


def _earned(
    ordered: Iterable[Earned], amounts: Mapping[str, int], *, policy: ReputationPolicy
) -> dict[str, int]:
    """What one day's deeds earn until the day is full; those that earn nothing are left out."""
    room = policy.day_points_max * MICRO
    awards: dict[str, int] = {}
    for deed in ordered:
        if (amount := min(amounts[deed.id], room)) > 0:
            awards[deed.id] = amount
            room -= amount
        if not room:
            break
    return awards


def _differences(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    return {
        pk: after.get(pk, 0) - before.get(pk, 0)
        for pk in before.keys() | after.keys()
        if after.get(pk, 0) != before.get(pk, 0)
    }
