"""Ranking: how sure a post's weighted votes make us that people find it good."""

import math
from typing import Final

# The quantile of 80 %: as notes/community.md has it from those who rank by it.
Z: Final = 1.2816
SCALE: Final = 1_000_000


def best(up: int, down: int, *, is_proven: bool = False) -> int:
    """The lower bound of the share of up-votes, in millionths; 0 without a vote.

    up, down: sums of votes' weights, in millionths. is_proven: an insight of a proven author comes
    before everything else, unless more weighs against it than for it.
    Wilson's score interval: (p + z2/2n - z sqrt((p(1-p) + z2/4n) / n)) / (1 + z2/n).
    """
    lift = SCALE + 1 if is_proven and up >= down else 0
    return lift + _bound(up, down)


def _bound(up: int, down: int) -> int:
    votes = (up + down) / SCALE
    if votes == 0:
        return 0
    share, square = up / (up + down), Z * Z
    spread = Z * math.sqrt((share * (1 - share) + square / (4 * votes)) / votes)
    bound = (share + square / (2 * votes) - spread) / (1 + square / votes)
    return max(0, round(bound * SCALE))
