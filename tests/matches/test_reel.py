"""The reel: marks and minutes in the log's order, each entered once and never changed."""

from community.matches import facts
from community.matches.reel import MARKS_MAX, Reel
from tests.matches.factories import retracted, told
from tests.web.factories import goal


def clock(clock_ms, *, period=1):
    return told(facts.MatchClock(period=period, clock_ms=clock_ms))


def reel_of(*log):
    made = Reel()
    made.take(enumerate(log, start=1))
    return made


def test_a_minute_is_entered_where_the_clock_first_reached_it():
    reel = reel_of(clock(0), clock(59_999), clock(60_000), clock(30_000), clock(200_000))

    assert reel.minutes == [[1, 1, 0], [3, 1, 1], [5, 1, 3]]


def test_a_period_begins_its_minutes_anew_and_a_shoot_out_has_none():
    reel = reel_of(clock(2_820_000), clock(0, period=2), clock(0, period=5))

    assert reel.minutes == [[1, 1, 47], [2, 2, 0]]


def test_what_changes_the_board_is_marked_and_a_touch_is_not():
    scored = told(goal("home", 1, 60_000))
    touch = told(facts.MatchPass(period=1, clock_ms=61_000, side="home", x=500, y=500))

    reel = reel_of(told(facts.MatchKickedOff()), touch, scored)

    assert [(mark["offset"], mark["event"]) for mark in reel.marks][1:] == [(3, scored.id)]
    assert reel.marks[0]["told"]["type"] == "match.kicked_off"


def test_a_retraction_is_marked_where_it_was_told_as_of_the_moment_it_takes_back():
    data = goal("away", 1, 60_000)
    scored = told(data)

    reel = reel_of(scored, clock(120_000), retracted(scored.id, data))

    assert reel.marks[1] == {
        "offset": 3,
        "event": scored.id,
        "told": {"type": "match.retracted", "period": 1, "clock_ms": 60_000, "side": "away"},
    }
    assert reel.marks[0]["offset"] == 1


def test_what_was_taken_before_is_passed_over():
    log = list(enumerate([told(goal("home", 1, 60_000)), clock(120_000)], start=1))
    twice, once = Reel(), Reel()

    for _ in range(2):
        twice.take(log)
    once.take(log)

    assert twice == once


def test_marks_are_bounded_and_minutes_go_on():
    goals = [told(goal("home", 1, number * 1_000)) for number in range(MARKS_MAX + 1)]

    reel = reel_of(*goals, clock(3_600_000))

    assert len(reel.marks) == MARKS_MAX
    assert reel.minutes[-1] == [MARKS_MAX + 2, 1, 60]
