"""Ranking by Wilson's lower bound."""

import math

import pytest
from hypothesis import given, strategies as st

from community.threads import ranking
from tests.shared_data import golden

votes = st.integers(0, 5_000)


def best(up, down, **told):
    """The rank of so many votes of weight one."""
    return ranking.best(round(up * ranking.SCALE), round(down * ranking.SCALE), **told)


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
    assert best(up, down) == bound


def test_the_golden_bounds_hold():
    for row in golden("reddit_confidence_z1_2816") or ():
        assert best(row["ups"], row["downs"]) == pytest.approx(row["conf"] * 10**6, abs=30)


def test_a_vote_of_half_the_weight_moves_half_as_surely():
    assert best(0.5, 0) < best(1, 0) < best(3, 0)
    assert best(3, 1) > best(1, 1) > best(1, 3)


def test_a_proven_author_comes_first_unless_more_weighs_against():
    most = best(5_000, 0)

    assert best(0, 0, is_proven=True) > most
    assert best(3, 3, is_proven=True) > best(2, 2, is_proven=True) > most
    assert best(1, 2, is_proven=True) == best(1, 2)


@given(votes, votes)
def test_the_bound_is_a_root_of_its_definition(up, down):
    total = up + down
    bound = best(up, down) / ranking.SCALE
    if total and up:
        share = up / total

        spread = ranking.Z * math.sqrt(bound * (1 - bound) / total)

        assert abs((share - bound) - spread) < 2e-3


@given(votes, votes)
def test_one_more_vote_up_ranks_no_lower_and_one_more_down_no_higher(up, down):
    assert best(up + 1, down) >= best(up, down)
    assert best(up, down + 1) <= best(up, down)


@given(votes, st.integers(1, 4))
def test_more_votes_of_one_share_are_surer(up, times):
    assert best(up * times, 0) >= best(up, 0)
