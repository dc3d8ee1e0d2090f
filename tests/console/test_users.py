"""Users in the console: read by operators, given roles and competitions by superusers."""

import pytest

from community.users import selectors
from community.users.models import User
from community.users.roles import Role
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

USERS = "/admin/community/user/"


@pytest.fixture
def root(client):
    client.force_login(User.objects.create_superuser("root", password="a long enough password"))
    return client


def test_a_superuser_gives_roles(root):
    user = someone("fan")

    answer = root.post(f"{USERS}{user.pk}/roles/", {"roles": ["moderator"]}, follow=True)

    assert "The roles of fan are set." in answer.content.decode()
    assert selectors.roles_of(user.pk) == {Role.MODERATOR}


def test_the_form_shows_the_roles_there_are(root):
    user = someone("operator")

    page = " ".join(root.get(f"{USERS}{user.pk}/roles/").content.decode().split())

    assert page.count("checked") == 1


def test_a_role_that_is_none_is_refused_and_nothing_moves(root):
    user = someone("fan")

    root.post(f"{USERS}{user.pk}/roles/", {"roles": ["king"]})

    assert selectors.roles_of(user.pk) == {Role.FAN}


def test_a_superuser_gives_a_moderator_competitions_and_takes_them_back(root, fixture):
    user = someone("moderator")
    page, competition = f"{USERS}{user.pk}/competitions/", fixture.season.competition_id

    answer = root.post(page, {"competitions": [competition]}, follow=True)

    assert "The competitions of moderator are set." in answer.content.decode()
    assert selectors.moderates(user.actor_id, competition)
    assert root.get(page).content.decode().count(" checked") == 1
    root.post(page, {})
    assert not selectors.moderates(user.actor_id, competition)


def test_a_competition_that_is_none_is_refused_and_nothing_moves(root, fixture):
    user = someone("moderator")
    page, competition = f"{USERS}{user.pk}/competitions/", fixture.season.competition_id
    root.post(page, {"competitions": [competition]})

    answer = root.post(page, {"competitions": [competition, "nowhere"]})

    assert "nowhere is not one of the available choices" in answer.content.decode()
    assert selectors.given_to(user.pk) == {competition}


@pytest.mark.parametrize("page", ["roles", "competitions"])
def test_an_unknown_user_is_not_found(root, page):
    assert root.get(f"{USERS}0/{page}/").status_code == 404


def test_an_operator_reads_users_and_gives_nothing(desk, operator):
    page = desk.get(f"{USERS}{operator.pk}/change/").content.decode()
    answers = [
        desk.post(f"{USERS}{operator.pk}/roles/", {"roles": ["moderator"]}),
        desk.post(f"{USERS}{operator.pk}/competitions/"),
    ]

    assert operator.actor_id in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert selectors.roles_of(operator.pk) == {Role.OPERATOR}


def test_an_account_s_row_is_edited_by_nobody(root):
    user = someone("fan")

    answer = root.post(f"{USERS}{user.pk}/change/", {"username": "king", "is_active": "on"})

    assert answer.status_code == 403
    assert User.objects.get(pk=user.pk).username == "fan"


def test_a_superuser_ends_all_sessions_of_somebody_once_asked_again(root):
    user = someone("fan")

    asked = root.get(f"{USERS}{user.pk}/sessions/")
    assert "signed out on every device" in asked.content.decode()
    assert selectors.revocations() == {}
    answer = root.post(f"{USERS}{user.pk}/sessions/", follow=True)

    assert "Every session of fan is over." in answer.content.decode()
    assert set(selectors.revocations()) == {user.actor_id}


def test_an_operator_ends_nobody_s_sessions(desk, operator):
    assert desk.post(f"{USERS}{operator.pk}/sessions/").status_code == 403
    assert selectors.revocations() == {}
