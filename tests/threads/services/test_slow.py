"""A slow mode ends by itself: nobody is held past its time, and the thread says that it is over."""

from datetime import timedelta

import pytest

from community.core import clock
from community.streams import selectors as streams
from community.threads import selectors, tasks
from community.threads.services.opening import slow
from tests.threads.speech import state_of

pytestmark = pytest.mark.django_db


def slowed(fixture, *, until):
    slow(match_id=fixture.pk, gap_ms=8_000, reason="surge", by=None, until=until)


def stated(fixture):
    """(gap, reason) of every slow mode stated."""
    facts = streams.facts_after(f"thread.{fixture.pk}", after=0, limit=99)
    return [
        (fact.data.gap_ms, fact.data.reason) for _, fact in facts if fact.type == "thread.slowed"
    ]


def state(fixture):
    return {key: value for key, value in state_of(fixture.pk).items() if key.startswith("slow")}


def test_a_slow_mode_whose_time_is_over_is_stated_to_be_over_once(fixture):
    slowed(fixture, until=clock.now() - timedelta(seconds=1))

    for _ in range(2):
        tasks.sweep()

    assert stated(fixture) == [(8_000, "surge"), (0, "ended")]
    assert state(fixture) == {"slow_ms": 0}
    assert selectors.pace_of(fixture.pk) is None


@pytest.mark.parametrize("lasts", [timedelta(minutes=2), None])
def test_a_slow_mode_that_lasts_is_let_be(fixture, lasts):
    slowed(fixture, until=lasts and clock.now() + lasts)

    tasks.sweep()

    assert stated(fixture) == [(8_000, "surge")]
    assert state(fixture)["slow_ms"] == 8_000
