"""A match that is being played, its thread, and people who talk."""

import pytest

from community.matches.facts import MatchGoal, MatchKickedOff, MatchPass
from community.matches.services.schedule import schedule_sheet
from tests.matches.factories import KICKOFF_AT, told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append
from tests.users.factories import someone

GOAL = "event_0000000000000000000000aa"


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """A match set down, kicked off, and 12 minutes in: offsets 1 to 4, of which 3 is a goal."""
    scheduled = schedule_sheet(sheet(), provider="provider")
    append(
        scheduled.stream,
        [
            told(MatchKickedOff(), at=KICKOFF_AT),
            told(MatchGoal(period=1, clock_ms=600_000, side="home"), id=GOAL),
            told(MatchPass(period=1, clock_ms=720_000, side="home")),
        ],
    )
    return scheduled


@pytest.fixture
def ann(db):  # noqa: ARG001 -- asked for the database
    return someone(name="ann").actor_id


@pytest.fixture
def bob(db):  # noqa: ARG001 -- asked for the database
    return someone(name="bob_9").actor_id
