"""Seeded chance: every draw of a simulated match comes from here, in one order."""

import math
import random
from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")


class Chance:
    """Draws from one seed.

    Of random.Random only random() is used: its sequence for a seed is promised across versions of
    Python, that of choice, shuffle or gauss is not.
    """

    def __init__(self, seed: str) -> None:
        self._draw = random.Random(seed).random

    def happens(self, probability: float) -> bool:
        """Whether something of a probability comes to pass."""
        return self._draw() < probability

    def between(self, low: float, high: float) -> float:
        """Any value in [low, high), each as likely."""
        return low + (high - low) * self._draw()

    def whole(self, low: int, high: int) -> int:
        """Any whole number from low to high, both included."""
        return low + int((high - low + 1) * self._draw())

    def near(self, middle: float, spread: float) -> float:
        """A value within spread of the middle, the nearer the likelier: a sum of three draws."""
        return middle + spread * ((self._draw() + self._draw() + self._draw()) / 1.5 - 1)

    def lapse_ms(self, least_ms: int, mean_ms: int) -> int:
        """A wait of at least least_ms, exponential past it, mean_ms in the mean."""
        return least_ms - round((mean_ms - least_ms) * math.log(1 - self._draw()))

    def pick(self, items: Sequence[_Item]) -> _Item:
        """One of the items, each as likely."""
        return items[int(len(items) * self._draw())]

    def weighted(self, items: Sequence[_Item], weights: Sequence[float]) -> _Item:
        """One of the items, as likely as its weight among theirs."""
        left = self._draw() * sum(weights)
        for item, weight in zip(items[:-1], weights[:-1], strict=True):
            left -= weight
            if left < 0:
                return item
        return items[-1]

    def drawn(self, items: Sequence[_Item], count: int) -> list[_Item]:
        """Count different items, in the order drawn."""
        pool = list(items)
        return [pool.pop(int(len(pool) * self._draw())) for _ in range(count)]
