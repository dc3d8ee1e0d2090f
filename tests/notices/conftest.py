"""A match that somebody follows."""

import pytest

from community.core import clock
from community.users.facts import Followed
from community.users.models import Follow
from community.users.services import ties
from tests.matches.factories import KICKOFF_AT
from tests.users.factories import someone
from tests.web.factories import schedule


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """City v United, set down and not begun."""
    return schedule()


@pytest.fixture
def follows(fixture):
    """How somebody comes to follow the match, or a club, an hour before it begins."""

    def follow(user, **followed):
        told = followed or {"match": fixture.pk}
        ties.follow(actor=user.actor_id, followed=Followed(**told), on=True)
        Follow.objects.filter(user=user).update(since=clock.from_ms(KICKOFF_AT - 3_600_000))

    return follow


@pytest.fixture
def fan(follows):
    """Who follows the match."""
    user = someone("fan", name="ada")
    follows(user)
    return user
