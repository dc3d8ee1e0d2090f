"""Match time: when what was told is due, by the match's own clock."""

from community.matches import facts
from community.threads.playing import BREAK_MS, CORRECTION_MS, Entry, Start, due
from tests.matches.factories import retracted, told
from tests.threads.factories import posted
from tests.web.factories import goal


def entry(offset, data, *, recorded):
    fact = data if hasattr(data, "data") else told(data)
    return Entry(told="match", offset=offset, fact=fact, recorded=recorded)


def clock(offset, clock_ms, *, period=1, recorded):
    return entry(offset, facts.MatchClock(period=period, clock_ms=clock_ms), recorded=recorded)


def said(offset, *, recorded):
    return Entry(told="thread", offset=offset, fact=posted(offset), recorded=recorded)


def start(clock_at, *, recorded=0, talk_recorded=0):
    return Start(clock=clock_at, recorded=recorded, talk_recorded=talk_recorded)


def times(match, thread=(), *, begun):
    return [(at_ms, each.told, each.offset) for at_ms, each in due(match, list(thread), begun)]


def test_facts_are_due_by_the_clock_however_fast_they_were_told():
    match = [clock(2, 65_000, recorded=1), clock(3, 125_000, recorded=2)]

    assert times(match, begun=start((1, 60_000))) == [(5_000, "match", 2), (65_000, "match", 3)]


def test_a_clock_that_runs_backwards_takes_no_time():
    match = [clock(2, 70_000, recorded=1), clock(3, 65_000, recorded=2)]
    match.append(clock(4, 71_000, recorded=3))

    assert [at_ms for at_ms, *_ in times(match, begun=start((1, 60_000)))] == [
        10_000,
        10_000,
        11_000,
    ]


def test_a_period_begins_after_a_break_of_a_fixed_length():
    match = [entry(2, facts.MatchPeriodStarted(period=2), recorded=1)]
    match.append(clock(3, 1_000, period=2, recorded=2))

    assert [at_ms for at_ms, *_ in times(match, begun=start((1, 2_700_000)))] == [
        BREAK_MS,
        BREAK_MS + 1_000,
    ]


def test_a_correction_is_seen_for_itself():
    data = goal("home", 1, 60_000)
    match = [entry(2, retracted("event_1", data), recorded=1)]

    assert times(match, begun=start((2, 2_700_000))) == [(CORRECTION_MS, "match", 2)]


def test_talk_lies_between_two_facts_as_it_was_recorded():
    match = [clock(2, 70_000, recorded=100), clock(3, 80_000, recorded=200)]
    thread = [said(5, recorded=50), said(6, recorded=125), said(7, recorded=300)]

    assert times(match, thread, begun=start((1, 60_000))) == [
        (5_000, "thread", 5),
        (10_000, "match", 2),
        (12_500, "thread", 6),
        (20_000, "match", 3),
    ]


def test_who_begins_amid_the_talk_does_not_wait_for_what_was_read():
    match = [clock(2, 70_000, recorded=100)]
    begun = start((1, 60_000), talk_recorded=50)

    assert times(match, [said(6, recorded=75)], begun=begun) == [
        (2_500, "thread", 6),
        (5_000, "match", 2),
    ]
