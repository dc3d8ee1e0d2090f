"""Levels: what reputation lets somebody do; the numbers are policy."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from community.config.reputation import ReputationPolicy


@dataclass(frozen=True, kw_only=True)
class Accuracy:
    """Of the votes somebody gave before an outcome was told, how many agreed with it."""

    agreed: int
    rated: int

    def counts(self, policy: ReputationPolicy) -> bool:
        """Whether there are enough to say anything."""
        return self.rated >= policy.accuracy_votes_min

    def is_good(self, policy: ReputationPolicy) -> bool:
        """Whether it passes the bar; with too few votes nobody knows, and nobody is held to it."""
        return (
            not self.counts(policy) or 1_000 * self.agreed >= policy.accuracy_permille * self.rated
        )


@dataclass(frozen=True, kw_only=True)
class Rights:
    """What a level may do.

    budget_percent: of the publish budgets. links: held to no newcomer's limit of links. proven: its
    insights come first. propose: what the stand plays for, once it does; until then only the page
    that tells somebody's rights reads it.
    """

    level: int
    budget_percent: int
    links: bool
    proven: bool
    propose: bool


def level_of(points: float, *, policy: ReputationPolicy) -> int:
    """The level of so many points, from 0."""
    return bisect_right(policy.level_points, points)


def next_points(level: int, *, policy: ReputationPolicy) -> int | None:
    """The points at which the level after this one begins; None after the last."""
    return policy.level_points[level] if level < len(policy.level_points) else None


def rights_of(level: int, *, policy: ReputationPolicy) -> Rights:
    """What a level may do under a policy."""
    return Rights(
        level=level,
        budget_percent=policy.level_budget_percent[level],
        links=level >= policy.links_level,
        proven=level >= policy.proven_level,
        propose=level >= policy.propose_level,
    )


def outcome_of(
    *, votes: int, up: int, down: int, policy: ReputationPolicy
) -> Literal["upheld", "refuted"] | None:
    """What so many votes of these weights make of an insight: upheld, refuted, or nothing yet."""
    total = up + down
    if votes < policy.outcome_votes_min or not total:
        return None
    if 1_000 * up >= policy.outcome_permille * total:
        return "upheld"
    return "refuted" if 1_000 * down >= policy.outcome_permille * total else None
