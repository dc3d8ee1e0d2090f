"""Caps: how much of what somebody's days would earn is credited; the same in any order."""

from collections import Counter
from collections.abc import Collection, Iterable
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
    votes: Counter[tuple[str, str]] = Counter()
    given: Counter[tuple[int, str, bool]] = Counter()
    earned: Counter[int] = Counter()
    awards: dict[str, int] = {}
    for deed in sorted(deeds, key=lambda deed: (deed.at_ms, deed.id)):
        amount = deed.amount
        if deed.giver:
            votes[deed.giver, deed.match] += 1
            if votes[deed.giver, deed.match] > policy.giver_match_votes_max:
                amount = 0
            of_giver = (deed.day, deed.giver, amount > 0)
            room = policy.giver_day_points_max * MICRO - given[of_giver]
            amount = max(min(amount, room), -room)
        if amount > 0:
            amount = min(amount, policy.day_points_max * MICRO - earned[deed.day])
            earned[deed.day] += amount
        if deed.giver:
            given[of_giver] += abs(amount)
        if deed.day in days:
            awards[deed.id] = amount
    return awards
