"""A match in the log, for the doors' tests."""

import pytest

from community.matches import facts
from tests.matches.factories import told
from tests.users.factories import someone
from tests.web.factories import goal, player, schedule, tell

GOAL = "event_0000000000000000000000aa"


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """City v United, set down and not begun."""
    return schedule()


@pytest.fixture
def live(fixture):
    """City v United, kicked off, and City's goal of the 13th minute at offset 3."""
    scored = goal("home", 1, 754_200, player=player(fixture, "City Player 9"))
    later = facts.MatchClock(period=1, clock_ms=800_000)
    tell(fixture, told(facts.MatchKickedOff()), told(scored, id=GOAL), told(later))
    return fixture


@pytest.fixture
def ola(db):  # noqa: ARG001 -- asked for the database
    """A fan who may write."""
    return someone("fan", name="ola")


@pytest.fixture
def pia(db):  # noqa: ARG001 -- asked for the database
    """Another."""
    return someone("fan", name="pia")


@pytest.fixture
def signed_in(client, ola):
    """The browser of ola."""
    client.force_login(ola)
    return client
