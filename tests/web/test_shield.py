"""The spoiler shield on pages: a delayed viewer is shown what was recorded so long ago."""

import pytest
import time_machine

from community.core import clock
from community.users.models import User
from community.users.viewing import SESSION_KEY
from tests.matches.factories import told
from tests.web.factories import goal, player, tell

pytestmark = pytest.mark.django_db

DELAY_S = 30


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they go on by themselves."""
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def scored(hands, live):
    """A match seen for a while, and a goal of just now: 2-0."""
    hands.shift(DELAY_S + 1)
    tell(live, told(goal("home", 1, 900_000, player=player(live, "City Player 9"))))
    return live


@pytest.fixture
def kept_back(client, ola):
    """The browser of ola, who watches behind live."""
    User.objects.filter(pk=ola.pk).update(delay_s=DELAY_S)
    client.force_login(ola)
    return client


def scores(client, fixture):
    """The match's score as its page and the API tell it."""
    page = client.get(f"/matches/{fixture.pk}/").context["page"].board
    state = client.get(f"/api/v1/matches/{fixture.pk}").json()["state"]
    return page.home_score, state["score"]["home"]


def test_a_goal_is_shown_when_it_is_due_and_not_before(hands, kept_back, scored):
    assert scores(kept_back, scored) == (1, 1)

    hands.shift(DELAY_S)

    assert scores(kept_back, scored) == (2, 2)


def test_whoever_is_signed_out_has_it_from_his_session(client, hands, scored):
    session = client.session
    session[SESSION_KEY] = DELAY_S
    session.save()
    assert scores(client, scored) == (1, 1)

    hands.shift(DELAY_S)

    assert scores(client, scored) == (2, 2)


def test_a_live_viewer_sees_it_at_once(client, scored):
    assert scores(client, scored) == (2, 2)
