"""Reputation: running equals recomputed, whatever is awarded, reversed, frozen or changed when."""

import random  # noqa: TID251 -- seeded, in a test

import pytest

from community.reputation.decay import MICRO, Calendar, Credit, Running, folded

DAY_MS = 86_400_000
SPAN_MS = 400 * DAY_MS
HALF_LIVES_S = (2_592_000, 7_776_000, 31_536_000)
SEEDS = range(4)


def happened(seed, count):
    """Awards, reversals, frozen times and policies, as (what, told): the seed says which."""
    chance = random.Random(seed)  # noqa: S311 -- a seed, no secret
    half_lives: tuple[int, ...] = HALF_LIVES_S
    awards: list[Credit] = []
    for _ in range(count):
        what = chance.choices(("award", "reverse", "freeze", "policy"), (70, 20, 5, 5))[0]
        if what == "policy":
            half_lives = tuple(chance.randrange(86_400, 31_536_000) for _ in range(3))
        elif what == "freeze":
            begins = chance.randrange(SPAN_MS)
            yield "freeze", (begins, begins + chance.randrange(1, 40 * DAY_MS))
        elif what == "award" or not awards:
            amount = chance.randrange(-25 * MICRO, 45 * MICRO)
            at_ms, half_life_s = chance.randrange(SPAN_MS), chance.choice(half_lives)
            awards.append(Credit(amount=amount, half_life_s=half_life_s, at_ms=at_ms))
            yield "award", awards[-1]
        else:
            undone = awards.pop(chance.randrange(len(awards)))
            taken = Credit(
                amount=-undone.amount, half_life_s=undone.half_life_s, at_ms=undone.at_ms
            )
            yield "award", taken


def taken_in(log):
    """What runs as things happen: one balance, folded from its rows when the calendar changes."""
    rows: list[Credit] = []
    frozen: list[tuple[int, int]] = []
    calendar, running = Calendar(), Running()
    for what, told in log:
        if what == "freeze":
            frozen.append(told)
            calendar = Calendar(frozen)
            running = folded(rows, at_ms=running.at_ms, calendar=calendar)
        else:
            rows.append(told)
            running = running.credited([told], calendar=calendar)
    return running, rows, calendar


def points_of(running, calendar):
    return running.micro(SPAN_MS, calendar=calendar) / MICRO


@pytest.mark.parametrize("seed", SEEDS)
def test_running_equals_recomputed_and_order_does_not_matter(seed, size):
    log = list(happened(seed, size(300, full=10_000)))
    shuffled = list(log)
    random.Random(seed + 1).shuffle(shuffled)  # noqa: S311 -- a seed, no secret

    running, rows, calendar = taken_in(log)
    other, _, other_calendar = taken_in(shuffled)

    recomputed = points_of(folded(rows, at_ms=SPAN_MS, calendar=calendar), calendar)
    assert calendar.digest == other_calendar.digest
    assert abs(points_of(running, calendar) - recomputed) <= 1e-9, f"seed {seed}"
    assert abs(points_of(other, calendar) - recomputed) <= 1e-9, f"seed {seed}, shuffled"


@pytest.mark.parametrize("seed", SEEDS)
def test_everything_reversed_leaves_nothing(seed, size):
    log = list(happened(seed, size(300, full=10_000)))
    _, rows, calendar = taken_in(log)
    back = [
        Credit(amount=-row.amount, half_life_s=row.half_life_s, at_ms=row.at_ms) for row in rows
    ]

    running, _, _ = taken_in([*log, *(("award", row) for row in back)])

    assert abs(points_of(running, calendar)) <= 1e-9, f"seed {seed}"
