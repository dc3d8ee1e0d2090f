"""Facts for the log's tests."""

from community.core.ids import random_id
from community.matches.facts import MatchGoal
from community.streams.facts import Fact


def goal(**changes):
    """A goal by the home side in the 13th minute."""
    data = {"period": 1, "clock_ms": 754_200, "side": "home"} | changes
    return Fact(
        type="match.goal", v=1, id=random_id("event"), at=1_529_949_602_102, data=MatchGoal(**data)
    )
