"""Ranking: how sure a post's votes make us that people find it good."""

import math
from typing import Final

# The quantile of 80 %: as notes/community.md has it from those who rank by it.
Z: Final = 1.2816
SCALE: Final = 1_000_000


def best(up: int, down: int) -> int:
    """The lower bound of the share of up-votes, in millionths; 0 without a vote.

    Wilson's score interval: (p + z2/2n - z sqrt((p(1-p) + z2/4n) / n)) / (1 + z2/n).
    """
    votes = up + down
    if votes == 0:
        return 0
    share, square = up / votes, Z * Z
    spread = Z * math.sqrt((share * (1 - share) + square / (4 * votes)) / votes)
    bound = (share + square / (2 * votes) - spread) / (1 + square / votes)
    return max(0, round(bound * SCALE))
