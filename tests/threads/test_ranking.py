"""Ranking by Wilson's lower bound."""

import math

import pytest
from hypothesis import given, strategies as st

from community.threads import ranking

votes = st.integers(0, 5_000)


@pytest.mark.parametrize(
    ("up", "down", "bound"),
    # Worked out with 50 digits from the interval's definition: the smaller root p of
    # (up/n - p)^2 = z^2 p(1 - p) / n, z = 1.2816.
    [
        (0, 0, 0),
        (1, 0, 378_430),
        (0, 1, 0),
        (1, 1, 164_245),
        (10, 0, 858_922),
        (10, 1, 739_487),
        (60, 40, 536_087),
        (600, 400, 579_997),
        (5_000, 5, 998_242),
    ],
)
def test_the_bound_is_wilsons(up, down, bound):
    assert ranking.best(up, down) == bound


@given(votes, votes)
def test_the_bound_is_a_root_of_its_definition(up, down):
    total = up + down
    bound = ranking.best(up, down) / ranking.SCALE
    if total and up:
        share = up / total

        spread = ranking.Z * math.sqrt(bound * (1 - bound) / total)

        assert abs((share - bound) - spread) < 2e-3


@given(votes, votes)
def test_one_more_vote_up_ranks_no_lower_and_one_more_down_no_higher(up, down):
    assert ranking.best(up + 1, down) >= ranking.best(up, down)
    assert ranking.best(up, down + 1) <= ranking.best(up, down)


@given(votes, st.integers(1, 4))
def test_more_votes_of_one_share_are_surer(up, times):
    assert ranking.best(up * times, 0) >= ranking.best(up, 0)
