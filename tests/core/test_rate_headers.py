"""Limits as HTTP tells them: items of a structured list, the policy and what is left of it."""

from community.core.limits import Limit, Pace
from community.core.rate_headers import Held, headers

PACE = Limit(name="publish.pace", count=1, per_ms=2_000, burst=5)
MINUTE = Limit(name="publish.minute", count=10, per_ms=60_000, burst=10)


def held(limit, *, remaining, retry_after_ms=0, reset_ms=0):
    return Held(
        limit=limit,
        pace=Pace(
            is_allowed=not retry_after_ms,
            remaining=remaining,
            retry_after_ms=retry_after_ms,
            reset_ms=reset_ms,
        ),
    )


def test_what_is_left_is_told_beside_the_policy_it_is_left_of():
    told = headers([held(PACE, remaining=4, reset_ms=1_999), held(MINUTE, remaining=9)])

    assert told == {
        "RateLimit-Policy": '"publish.pace";q=5;w=10, "publish.minute";q=10;w=60',
        "RateLimit": '"publish.pace";r=4;t=2, "publish.minute";r=9;t=0',
    }


def test_who_must_wait_is_told_the_longest_wait_in_whole_seconds():
    told = headers(
        [
            held(PACE, remaining=0, retry_after_ms=1_001, reset_ms=9_001),
            held(MINUTE, remaining=0, retry_after_ms=5_500, reset_ms=59_500),
        ]
    )

    assert told["Retry-After"] == "6"


def test_where_nothing_is_limited_nothing_is_told():
    assert headers([]) == {}
