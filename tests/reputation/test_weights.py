"""Weights, caps and levels: numbers of the policy, held to their bounds."""

import random  # noqa: TID251 -- seeded, in a test
from dataclasses import replace
from itertools import permutations
from typing import cast

import pytest

from community.config import files
from community.config.errors import PolicyInvalidError
from community.config.reputation import ReputationPolicy
from community.reputation import caps, levels
from community.reputation.caps import Earned
from community.reputation.levels import Accuracy
from community.reputation.weights import vote_weight
from tests.config.policies import changed
from tests.shared_data import golden

POLICY = cast("ReputationPolicy", files.repository()["reputation"])
MICRO = 1_000_000


def weight(points, *, is_new=False):
    return vote_weight(points, is_new=is_new, policy=POLICY)


def vote(number, *, amount=5, giver="actor_1", match="match_1", day=0):
    return Earned(
        id=f"deed_{number}",
        at_ms=day * 86_400_000 + number,
        giver=giver,
        match=match,
        amount=amount * MICRO,
    )


def credits_of(deeds, days=(0,), policy=POLICY):
    found = caps.credits_of(deeds, days=days, policy=policy)
    return {name.removeprefix("deed_"): amount / MICRO for name, amount in found.items()}


@pytest.mark.parametrize(
    ("points", "millionths"),
    [(0, 1_000_000), (90, 2_000_000), (990, 3_000_000), (10**9, 3_000_000), (-50, 1_000_000)],
)
def test_a_vote_weighs_the_bounded_logarithm_of_its_giver(points, millionths):
    assert weight(points) == millionths


def test_a_new_account_counts_for_half():
    assert weight(90, is_new=True) == 1_000_000
    assert weight(0, is_new=True) == 500_000


def test_a_pillar_never_counts_for_as_much_as_where_votes_are_steep():
    if (rows := golden("forummagnum_vote_power")) is not None:
        theirs = {row["karma"]: row["big"] for row in rows}
        ours = {karma: weight(karma) / MICRO for karma in theirs}
        assert max(theirs.values()) == 16
        assert max(ours.values()) == 3.0
        # Rising as theirs does, and no newcomer is worth nothing.
        assert sorted(ours.values()) == [ours[karma] for karma in sorted(ours)]
        assert min(ours.values()) == 1.0


def test_a_giver_counts_three_times_a_match():
    deeds = [vote(number, amount=2) for number in range(5)]

    assert credits_of(deeds) == {"0": 2, "1": 2, "2": 2, "3": 0, "4": 0}


def test_a_giver_gives_an_author_twenty_points_a_day():
    deeds = [vote(number, amount=15, match=f"match_{number}") for number in range(3)]

    assert credits_of(deeds) == {"0": 15, "1": 5, "2": 0}


def test_a_day_earns_two_hundred_and_penalties_come_off_whole():
    deeds = [vote(number, amount=15, giver=f"actor_{number}") for number in range(20)]
    deeds += [vote(30, amount=-500, giver=""), vote(31, amount=15, day=1)]

    found = credits_of(deeds)

    assert sum(amount for amount in found.values() if amount > 0) == 200
    assert found["30"] == -500
    assert "31" not in found


def test_the_match_counts_over_midnight():
    deeds = [vote(number, amount=2, day=number // 2) for number in range(4)]

    assert credits_of(deeds, days=(1,)) == {"2": 2, "3": 0}


def test_credits_are_of_the_set_and_not_of_the_order():
    deeds = [vote(number, amount=9, giver=f"actor_{number % 2}") for number in range(5)]
    tight = changed("reputation", day_points_max=25)

    found = [credits_of(order, policy=tight) for order in permutations(deeds)]

    assert len(found) == 120
    assert all(each == found[0] for each in found)
    assert sum(found[0].values()) == 25


@pytest.mark.parametrize("seed", range(8))
def test_what_undoing_one_changes_is_what_all_but_it_come_to(seed):
    chance = random.Random(seed)  # noqa: S311 -- a seed, no secret
    tight = changed("reputation", day_points_max=25, giver_day_points_max=8)
    deeds = [
        vote(
            number,
            amount=chance.choice([-1, 2, 5, 9]),
            giver=chance.choice(["", "actor_1", "actor_2", "actor_3"]),
            match=chance.choice(["match_1", "match_2"]),
            day=chance.randrange(3),
        )
        for number in range(40)
    ]
    days = (0, 1)
    before = caps.credits_of(deeds, days=days, policy=tight)

    changes = caps.changes_of(deeds, [deed.id for deed in deeds], days=days, policy=tight)

    for deed in deeds:
        others = [each for each in deeds if each is not deed]
        after = caps.credits_of(others, days=days, policy=tight)
        apart = {pk: after.get(pk, 0) - amount for pk, amount in before.items()}
        assert changes[deed.id] == {pk: each for pk, each in apart.items() if each}, f"seed {seed}"


def test_a_ring_of_fifty_votes_each_way_earns_what_the_caps_let_it():
    if (golden_ring := golden("eigentrust")) is not None:
        given = {row: votes[4] for row, votes in enumerate(golden_ring["S"]) if votes[4]}
        deeds = [
            vote(100 * giver + number, amount=2, giver=f"actor_{giver}")
            for giver, votes in given.items()
            for number in range(votes)
        ]

        assert given == {3: 50, 5: 50}
        assert sum(credits_of(deeds).values()) == 2 * 3 * 2
        apart = [replace(deed, match=deed.id) for deed in deeds]
        assert sum(credits_of(apart).values()) == 2 * 20


def test_accuracy_is_held_to_the_bar_of_community_notes():
    if (notes := golden("community_notes")) is not None:
        assert notes["rater_min_ratings"] == POLICY.accuracy_votes_min
        assert 1_000 * notes["rater_helpfulness_min"] == POLICY.accuracy_permille


def test_levels_begin_where_the_policy_says():
    reached = [levels.level_of(points, policy=POLICY) for points in (0, 9.99, 10, 50, 999, 10**6)]

    assert reached == [0, 0, 1, 2, 3, 4]
    assert levels.next_points(3, policy=POLICY) == 1_000
    assert levels.next_points(4, policy=POLICY) is None
    assert levels.rights_of(0, policy=POLICY) == levels.Rights(
        level=0, budget_percent=100, links=False, proven=False, propose=False
    )
    assert levels.rights_of(4, policy=POLICY).budget_percent == 300


def test_an_outcome_needs_enough_votes_and_two_thirds_of_their_weight():
    def outcome(votes, up, down):
        return levels.outcome_of(votes=votes, up=up, down=down, policy=POLICY)

    assert outcome(9, 90, 0) is None
    assert outcome(10, 66, 34) == "upheld"
    assert outcome(10, 34, 66) == "refuted"
    assert outcome(10, 60, 40) is None


def test_accuracy_counts_from_ten_votes_on():
    assert Accuracy(agreed=0, rated=9).is_good(POLICY)
    assert not Accuracy(agreed=6, rated=10).is_good(POLICY)
    assert Accuracy(agreed=7, rated=10).is_good(POLICY)


@pytest.mark.parametrize(
    "changes",
    [
        {"level_points": [50, 10, 200, 1_000]},
        {"level_budget_percent": [100, 125]},
        {"level_budget_percent": [100, 90, 150, 200, 300]},
        {"frozen": ["2027-06-01/2027-05-01"]},
        {"frozen": ["2027-13-01/2027-14-01"]},
        {"frozen": ["summer"]},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(changes):
    with pytest.raises(PolicyInvalidError):
        changed("reputation", **changes)
