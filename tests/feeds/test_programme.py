"""The demo's programme: the same matches on every start, and always one more to come."""

from typing import Any

import pytest

from community.feeds import programme
from community.feeds.programme import BREATH_MS, MINUTE_MS, Showing

NOW_MS = 1_529_949_600_000


def test_the_opening_is_a_world_in_the_middle_of_something():
    first, soon, *others = programme.opening(NOW_MS)

    now: Any = [event.data for event in first.recording().events if event.at <= NOW_MS][-1]
    assert (now.period, now.clock_ms // MINUTE_MS) in {(2, 14), (2, 15)}
    assert soon.kickoff_at == NOW_MS + 3 * MINUTE_MS
    ended = [one for one in others if one.recording().events[-1].at < NOW_MS]
    assert [one.number for one in ended] == [6, 3]
    assert {one.number for one in others} == {2, 3, 4, 6, 7}


def test_no_club_of_the_opening_plays_twice_in_the_same_hours():
    clubs = [club for pair in programme.PAIRS[:3] for club in pair]

    assert len(set(clubs)) == len(clubs)


def test_a_showing_is_the_same_on_every_start():
    showing = Showing(number=9, kickoff_at=NOW_MS)

    assert showing.recording() == Showing(number=9, kickoff_at=NOW_MS).recording()
    assert showing.id != Showing(number=10, kickoff_at=NOW_MS).id


def test_the_next_match_takes_the_first_free_number_after_a_breath():
    assert programme.following({1, 2, 4}, now_ms=NOW_MS) == Showing(
        number=3, kickoff_at=NOW_MS + BREATH_MS
    )


@pytest.mark.parametrize(
    ("name", "number"),
    [(Showing(number=12, kickoff_at=0).id, 12), ("sim-demo-x", None), ("sim-other-3", None)],
)
def test_a_showing_is_known_by_its_fixtures_id(name, number):
    assert programme.number_of(name) == number
