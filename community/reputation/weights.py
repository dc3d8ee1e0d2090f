"""Weights: how much a vote counts by who gives it; a bounded logarithm of reputation."""

from math import log10
from typing import Final

from community.config.reputation import ReputationPolicy

# A vote of weight one; weights are whole millionths, in rows and facts alike.
ONE: Final = 1_000_000


def vote_weight(points: float, *, is_new: bool, policy: ReputationPolicy) -> int:
    """What a vote weighs, in millionths: clamp(1 + log10(1 + max(0, R) / scale), least, most).

    A new account's is cut after that, so that many of them are worth less than one who stayed.
    """
    grown = 1 + log10(1 + max(0.0, points) / policy.weight_scale_points)
    least, most = policy.weight_least_milli / 1_000, policy.weight_most_milli / 1_000
    weight = min(max(grown, least), most)
    return round(weight * ONE * (policy.new_percent / 100 if is_new else 1))


def weighted(points: int, weight: int) -> int:
    """Points under a weight, in whole micro-units."""
    return points * weight
