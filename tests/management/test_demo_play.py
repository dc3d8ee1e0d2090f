"""What the demo says and gives before it plays: where to look, and who moderates it."""

from io import StringIO

import pytest

from community.core import clock
from community.feeds import programme
from community.feeds.providers.simulator import SOURCE
from community.management.commands import demo_play
from community.matches.selectors import fixture_named
from community.matches.services.schedule import schedule_sheet
from community.users import selectors as users
from community.users.services.roles import set_competitions
from deploy.programs import FOR_PEOPLE
from tests.users.factories import someone
from tests.web.factories import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def showings():
    """The programme, its first match announced."""
    opening = programme.opening(clock.now_ms())
    schedule_sheet(opening[0].recording().sheet, provider=SOURCE)
    return opening


def test_the_match_that_began_last_is_named_with_its_address(showings):
    said = StringIO()

    demo_play.Command(stdout=said)._say_what_is_on(showings, url="http://here")

    match = fixture_named(showings[0].id, provider=SOURCE).pk
    words = f"The match to watch: Brackenholm v Kestrel Bay, http://here/matches/{match}/\n"
    assert said.getvalue() == FOR_PEOPLE + words


def test_the_moderator_looks_after_what_is_played(showings):
    moderator = someone("moderator")

    demo_play._look_after(showings)

    (competition,) = users.given_to(moderator.pk)
    assert users.moderates(moderator.actor_id, competition)


def test_what_was_given_by_hand_stays(showings):
    moderator, given = someone("moderator"), schedule().season.competition_id
    set_competitions(user_id=moderator.pk, competitions=[given], by=None)

    demo_play._look_after(showings)

    assert users.given_to(moderator.pk) == {given}


def test_without_a_moderator_nobody_is_given_anything(showings):
    fan = someone("fan")

    demo_play._look_after(showings)

    assert users.given_to(fan.pk) == set()
