"""Spans of time in words."""

from datetime import timedelta

import pytest

from community.core import clock
from community.templatetags.console import ago, seconds, span


@pytest.mark.parametrize(
    ("ms", "words"),
    [
        (None, ""),
        (0, "0 ms"),
        (999, "999 ms"),
        (2_500, "2.5 s"),
        (-2_500, "-2.5 s"),
        (185_000, "3 min 5 s"),
        (7_260_000, "2 h 1 min"),
    ],
)
def test_a_span_in_words(ms, words):
    assert span(ms) == words


@pytest.mark.parametrize(
    ("total_s", "words"), [(0, "0 s"), (86_400, "1 d"), (90_061, "1 d 1 h"), (61, "1 min 1 s")]
)
def test_seconds_in_the_two_largest_units(total_s, words):
    assert seconds(total_s) == words


def test_a_moment_of_the_future_is_now():
    assert ago(clock.now() + timedelta(hours=1)) == "0 s ago"
