"""The policy of publishing: how fast people may write, by standing and newness, and slow mode."""

from typing import Annotated

from community.config.numbers import Policy, number


class PublishPolicy(Policy, frozen=True, kw_only=True):
    """How fast people may write: each author, each thread, and both in slow mode.

    The gap is between posts that last; so many more may come at once as the burst says.
    """

    gap_ms: Annotated[
        int, number("ms", ge=100, le=600_000, means="Time between posts of one author, lasting.")
    ]
    burst: Annotated[int, number("posts", ge=1, le=100, means="Posts of one author at once.")]
    new_for_s: Annotated[
        int, number("s", ge=0, le=2_592_000, means="How long an account counts as new.")
    ]
    new_gap_ms: Annotated[
        int,
        number("ms", ge=100, le=600_000, means="Time between posts of a new account, lasting."),
    ]
    new_burst: Annotated[
        int, number("posts", ge=1, le=100, means="Posts of a new account at once.")
    ]
    slowed_gap_ms: Annotated[
        int,
        number("ms", ge=1_000, le=3_600_000, means="Time between posts of who was slowed."),
    ]
    author_per_minute: Annotated[
        int, number("posts/min", ge=1, le=600, means="Posts of one author in a minute.")
    ]
    author_per_hour: Annotated[
        int, number("posts/h", ge=1, le=6_000, means="Posts of one author in an hour.")
    ]
    reports_per_day: Annotated[
        int, number("reports/day", ge=1, le=1_000, means="Reports of one fan in a day.")
    ]
    thread_per_minute: Annotated[
        int,
        number(
            "posts/min",
            ge=1,
            le=100_000,
            means="Posts of one thread in a minute; past them it slows down by itself.",
        ),
    ]
    slow_factor: Annotated[
        int,
        number("times", ge=2, le=60, means="How much longer the gap is in a thread's slow mode."),
    ]
    slow_for_s: Annotated[
        int,
        number("s", ge=10, le=3_600, means="How long a thread that slowed by itself stays slow."),
    ]
