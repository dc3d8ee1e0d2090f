"""A fixture set down and begun, without any feed."""

import pytest

from community.core import clock
from community.matches.facts import MatchKickedOff, MatchPass
from community.matches.models import Fixture
from community.matches.services.schedule import schedule_sheet
from tests.matches.factories import KICKOFF_AT, told
from tests.matches.services.sheets import sheet
from tests.streams.factories import append


@pytest.fixture
def scheduled(db):  # noqa: ARG001 -- asked for the database
    return schedule_sheet(sheet(), provider="provider")


@pytest.fixture
def begun(scheduled):
    """Kicked off; the clock stands at 10:00 of the second half."""
    append(
        scheduled.stream,
        [
            told(MatchKickedOff(), at=KICKOFF_AT),
            told(MatchPass(period=2, clock_ms=600_000, side="home")),
        ],
    )
    return Fixture.objects.get(pk=scheduled.pk)


@pytest.fixture
def kickoff_at():
    return clock.from_ms(KICKOFF_AT)
