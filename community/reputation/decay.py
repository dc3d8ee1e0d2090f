"""Decay: what is left of awards after a while, and the calendar by which they fade.

Amounts are micro-units, a million a point: whole in awards, fractions in what is left of them.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import accumulate
from math import exp2, fsum
from typing import Final

MICRO: Final = 1_000_000


def decayed(weight: float, *, age_s: float, half_life_s: float) -> float:
    """Weight left after an age.

    age_s >= 0 and half_life_s > 0, in seconds; the result has weight's unit.
    w * 2^(-age / half_life).
    """
    return weight * exp2(-age_s / half_life_s)


class Calendar:
    """The times in which nothing fades; ages are counted outside of them."""

    def __init__(self, frozen_ms: Iterable[tuple[int, int]] = ()) -> None:
        """frozen_ms: times as (begins, ends), in any order, overlapping or not."""
        self._frozen = _merged(frozen_ms)
        self._begins = [begins for begins, _ in self._frozen]
        self._before = [0, *accumulate(ends - begins for begins, ends in self._frozen)]

    @property
    def digest(self) -> str:
        """What tells two calendars apart: 16 hexadecimal digits."""
        return sha256(repr(self._frozen).encode()).hexdigest()[:16]

    def fading_ms(self, moment_ms: int) -> int:
        """How far time has come that is not frozen: rising, and still while it is frozen."""
        at = bisect_right(self._begins, moment_ms)
        frozen = self._before[at]
        if at and moment_ms < self._frozen[at - 1][1]:
            frozen -= self._frozen[at - 1][1] - moment_ms
        return moment_ms - frozen

    def age_s(self, since_ms: int, until_ms: int) -> float:
        """Seconds between two moments that count; none when the second is earlier."""
        return max(0, self.fading_ms(until_ms) - self.fading_ms(since_ms)) / 1_000

    def is_frozen(self, moment_ms: int) -> bool:
        """Whether nothing fades at a moment."""
        return any(begins <= moment_ms < ends for begins, ends in self._frozen)


def _merged(times: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begins, ends in sorted(times):
        if merged and begins <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        elif begins < ends:
            merged.append((begins, ends))
    return merged


@dataclass(frozen=True, kw_only=True)
class Credit:
    """One award as it counts, or its reversal: the same amount taken away, of the same moment."""

    amount: int
    half_life_s: int
    at_ms: int


@dataclass(frozen=True, kw_only=True)
class Running:
    """What is left of somebody's awards at a moment, by half-life: enough to go on from."""

    at_ms: int = 0
    sums: Mapping[int, float] = field(default_factory=dict)

    def moved(self, to_ms: int, *, calendar: Calendar) -> "Running":
        """The same awards at a later moment; an earlier one changes nothing."""
        if to_ms <= self.at_ms:
            return self
        age_s = calendar.age_s(self.at_ms, to_ms)
        sums = {
            half_life_s: decayed(left, age_s=age_s, half_life_s=half_life_s)
            for half_life_s, left in self.sums.items()
        }
        return Running(at_ms=to_ms, sums=sums)

    def credited(self, awards: Iterable[Credit], *, calendar: Calendar) -> "Running":
        """With more awards, older or newer than what is held; in whatever order they come."""
        more = list(awards)
        at_ms = max([self.at_ms, *(credit.at_ms for credit in more)])
        moved = self.moved(at_ms, calendar=calendar)
        added = folded(more, at_ms=at_ms, calendar=calendar)
        sums = {
            half_life_s: moved.sums.get(half_life_s, 0.0) + added.sums.get(half_life_s, 0.0)
            for half_life_s in moved.sums.keys() | added.sums.keys()
        }
        return Running(at_ms=at_ms, sums=sums)

    def before(self, awards: Iterable[Credit], *, at_ms: int, calendar: Calendar) -> float:
        """What it came to at a moment, in micro-units, before some of its awards were made."""
        back = [replace(credit, amount=-credit.amount) for credit in awards]
        without = self.credited(back, calendar=calendar).moved(at_ms, calendar=calendar)
        age_s = calendar.age_s(at_ms, without.at_ms)
        return fsum(
            left / decayed(1.0, age_s=age_s, half_life_s=half_life_s)
            for half_life_s, left in without.sums.items()
        )

    def micro(self, at_ms: int, *, calendar: Calendar) -> float:
        """What it comes to at a moment, in micro-units; may be below nothing."""
        return fsum(self.moved(at_ms, calendar=calendar).sums.values())


def folded(awards: Iterable[Credit], *, at_ms: int, calendar: Calendar) -> Running:
    """What is left of awards at a moment, from each of them: the sum that a running one equals."""
    left: dict[int, list[float]] = {}
    for credit in awards:
        age_s = calendar.age_s(credit.at_ms, at_ms)
        left.setdefault(credit.half_life_s, []).append(
            decayed(credit.amount, age_s=age_s, half_life_s=credit.half_life_s)
        )
    return Running(
        at_ms=at_ms, sums={half_life_s: fsum(each) for half_life_s, each in left.items()}
    )


def points(micro: float) -> float:
    """Micro-units as points, as people see them: never below 0."""
    return max(0.0, micro / MICRO)
