"""Decay: exact where it must be, still while it is frozen, the same in any order."""

from itertools import permutations

import pytest

from community.reputation.decay import Calendar, Credit, Running, decayed, folded, points
from tests.shared_data import golden

DAY_S = 86_400
DAY_MS = DAY_S * 1_000
ALWAYS = Calendar()


def credit(amount, *, day=0, half_life_d=30):
    return Credit(amount=amount, half_life_s=half_life_d * DAY_S, at_ms=day * DAY_MS)


def test_an_award_is_halved_at_exactly_its_half_life():
    assert decayed(8.0, age_s=90 * DAY_S, half_life_s=90 * DAY_S) == 4.0
    assert decayed(8.0, age_s=0, half_life_s=1) == 8.0
    assert decayed(-8.0, age_s=3, half_life_s=1) == -1.0


def test_a_running_balance_is_halved_at_exactly_one_half_life():
    running = Running().credited([credit(1_000_000, day=10)], calendar=ALWAYS)

    assert running.micro(40 * DAY_MS, calendar=ALWAYS) == 500_000.0


def test_what_is_frozen_subtracts_from_age():
    calendar = Calendar([(20 * DAY_MS, 30 * DAY_MS)])

    frozen = folded([credit(1_000_000, day=10)], at_ms=50 * DAY_MS, calendar=calendar)

    assert frozen.micro(50 * DAY_MS, calendar=calendar) == 500_000.0
    assert calendar.age_s(22 * DAY_MS, 28 * DAY_MS) == 0
    assert calendar.is_frozen(25 * DAY_MS)
    assert not calendar.is_frozen(30 * DAY_MS)


def test_frozen_times_that_overlap_count_once():
    times = [(20 * DAY_MS, 30 * DAY_MS), (25 * DAY_MS, 35 * DAY_MS), (40 * DAY_MS, 40 * DAY_MS)]

    for order in permutations(times):
        assert Calendar(order).age_s(0, 50 * DAY_MS) == 35 * DAY_S
        assert Calendar(order).digest == Calendar([(20 * DAY_MS, 35 * DAY_MS)]).digest


def test_a_reversal_removes_precisely_what_was_left():
    kept, undone = credit(7_000_000, day=3), credit(5_000_000, day=1, half_life_d=90)
    taken = credit(-5_000_000, day=1, half_life_d=90)

    running = Running().credited([undone, kept], calendar=ALWAYS)
    running = running.moved(200 * DAY_MS, calendar=ALWAYS).credited([taken], calendar=ALWAYS)

    alone = folded([kept], at_ms=200 * DAY_MS, calendar=ALWAYS)
    assert running.micro(200 * DAY_MS, calendar=ALWAYS) == pytest.approx(
        alone.micro(200 * DAY_MS, calendar=ALWAYS), abs=1e-6
    )


def test_what_it_came_to_before_some_awards_is_the_fold_of_the_others():
    calendar = Calendar([(20 * DAY_MS, 30 * DAY_MS)])
    kept = [credit(7_000_000, day=3), credit(-1_000_000, day=9, half_life_d=365)]
    later = [credit(5_000_000, day=12, half_life_d=90), credit(2_000_000, day=41)]
    running = Running().credited([*later, *kept], calendar=calendar)

    for day in (13, 25, 40, 60):
        then = running.before(later, at_ms=day * DAY_MS, calendar=calendar)

        alone = folded(kept, at_ms=day * DAY_MS, calendar=calendar)
        assert then == pytest.approx(alone.micro(day * DAY_MS, calendar=calendar), abs=1e-3)


def test_people_see_nothing_below_zero():
    assert points(-3_000_000) == 0.0
    assert points(1_500_000) == 1.5


def test_the_golden_half_life_holds():
    if (trend := golden("mastodon_trend_tags")) is not None:
        last = trend["cases"][-1]
        half_life_s = trend["half_life_h"] * 3_600
        left = decayed(last["after_half_life_of"], age_s=half_life_s, half_life_s=half_life_s)
        assert left == last["score"]
