"""Moments and milliseconds: each the other's inverse, to the millisecond."""

from datetime import UTC, datetime

from hypothesis import given, strategies as st

from community.core import clock


@given(st.integers(min_value=0, max_value=253_402_300_799_999))
def test_milliseconds_come_back_as_they_went(at):
    assert clock.to_ms(clock.from_ms(at)) == at


def test_less_than_a_millisecond_is_rounded_down():
    assert clock.to_ms(datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)) == 1_000
    assert clock.to_ms(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert clock.to_ms_each([datetime(1970, 1, 1, 0, 0, 1, 999, tzinfo=UTC)]) == [1_000]


@given(st.integers(min_value=0, max_value=253_402_300_799_999))
def test_whole_milliseconds_are_not_rounded_up(at):
    assert clock.to_ms_up(clock.from_ms(at)) == at


def test_the_least_more_than_a_millisecond_is_rounded_up():
    assert clock.to_ms_up(datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=UTC)) == 1_001
    assert clock.to_ms_up(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == 0
