"""The pace: a burst at once, then one an interval; what is refused costs nothing."""

from community.edge.pace import Pace


def test_a_burst_passes_and_the_next_is_told_how_long_to_wait():
    pace = Pace(per_minute=60, burst=3)

    assert [pace.take(100.0) for _ in range(4)] == [0, 0, 0, 1_000]


def test_what_was_refused_does_not_lengthen_the_wait():
    pace = Pace(per_minute=60, burst=1)
    pace.take(100.0)

    assert [pace.take(100.25), pace.take(100.5), pace.take(101.0)] == [750, 500, 0]


def test_the_least_wait_is_a_millisecond():
    pace = Pace(per_minute=60, burst=1)
    pace.take(0.0)

    assert pace.take(0.9999) == 1


def test_a_long_silence_earns_one_burst_and_no_more():
    pace = Pace(per_minute=60, burst=2)
    pace.take(0.0)

    assert [pace.take(3_600.0) for _ in range(3)] == [0, 0, 1_000]
