"""Roles: what they may, and how they are given."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from community.core import clock
from community.streams import selectors as log
from community.streams.models import Stream
from community.users import selectors
from community.users.errors import MissingPermissionError, UnknownUserError
from community.users.facts import UserSessionsEnded
from community.users.models import Revocation, User
from community.users.roles import Role
from community.users.services.roles import ensure_login, ensure_roles, set_roles
from community.users.services.sessions import end_session, end_sessions
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


def facts(user):
    return [fact.data for _, fact in log.facts_after(f"user.{user.actor_id}", after=0, limit=10)]


def test_every_role_is_a_group():
    ensure_roles()

    assert set(Group.objects.values_list("name", flat=True)) == {
        "fan",
        "moderator",
        "product manager",
        "operator",
    }


def test_making_the_roles_again_takes_back_what_was_added_by_hand():
    ensure_roles()
    fan = Group.objects.get(name="fan")
    fan.permissions.add(Permission.objects.get(codename="change_source"))

    ensure_roles()

    assert fan.permissions.count() == 0
    assert Group.objects.count() == 4


def test_roles_wait_for_the_migrations():
    Permission.objects.filter(codename="view_policyversion").delete()

    with pytest.raises(MissingPermissionError) as refused:
        ensure_roles()

    assert refused.value.facts == {"codenames": ["view_policyversion"]}
    assert Group.objects.count() == 0


@pytest.mark.parametrize("role", list(Role))
def test_nobody_may_delete_or_touch_a_policy(role):
    user = someone(role)

    granted = user.get_all_permissions()

    assert [name for name in granted if ".delete_" in name] == []
    assert not user.has_perm("community.add_policyversion")
    assert not user.has_perm("community.change_policyversion")


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        ("operator", "add_sourcekey", True),
        ("operator", "change_fixture", True),
        ("operator", "view_policyversion", True),
        ("operator", "change_user", False),
        ("product manager", "view_policyversion", True),
        ("product manager", "view_source", False),
        ("moderator", "view_fixture", True),
        ("moderator", "change_fixture", False),
        ("fan", "view_fixture", False),
    ],
)
def test_a_role_may_do_its_own_work(role, permission, may):
    assert someone(role).has_perm(f"community.{permission}") is may


@pytest.mark.parametrize(
    ("role", "enters"),
    [("fan", False), ("moderator", True), ("product manager", True), ("operator", True)],
)
def test_only_those_who_work_there_enter_the_console(role, enters):
    assert someone(role).is_staff is enters


def test_roles_given_are_told_by_actor_ids_alone():
    user = someone("fan", name="ola")
    desk = someone("operator")

    set_roles(user_id=user.pk, roles=[Role.MODERATOR, Role.FAN], by=desk.actor_id)

    assert selectors.roles_of(user.pk) == {Role.FAN, Role.MODERATOR}
    assert [(told.user, told.roles) for told in facts(user)] == [
        (user.actor_id, ["fan"]),
        (user.actor_id, ["fan", "moderator"]),
    ]


def test_the_same_roles_again_say_nothing():
    user = someone("fan")

    set_roles(user_id=user.pk, roles=[Role.FAN], by=None)

    assert len(facts(user)) == 1


def test_roles_taken_close_the_console():
    user = someone("operator")

    set_roles(user_id=user.pk, roles=[], by=None)

    assert not User.objects.get(pk=user.pk).is_staff
    assert selectors.roles_of(user.pk) == frozenset()
    assert facts(user)[-1].roles == []


def test_an_unknown_user_is_refused_and_nothing_is_said():
    with pytest.raises(UnknownUserError):
        set_roles(user_id=0, roles=[Role.FAN], by=None)

    assert Stream.objects.count() == 0


def test_names_are_found_by_actor_id():
    user = someone("fan", name="ola")

    assert selectors.names_of([user.actor_id, "actor_gone"]) == {user.actor_id: "ola"}


def test_the_roles_are_made_from_the_command_line(capsys):
    call_command("ensure_roles")

    assert "operator" in capsys.readouterr().out
    assert Group.objects.count() == 4


def test_a_login_is_made_once_and_its_password_kept_while_it_holds():
    password = ensure_login(username="ada", password=None, roles=[Role.OPERATOR])

    again = ensure_login(username="ada", password=password, roles=[Role.OPERATOR])

    user = User.objects.get(username="ada")
    assert again == password
    assert user.check_password(password)
    assert selectors.roles_of(user.pk) == {Role.OPERATOR}
    assert selectors.actor_id_of("ada") == user.actor_id


def test_a_password_that_no_longer_holds_is_replaced():
    ensure_login(username="ada", password=None, roles=[Role.FAN])

    password = ensure_login(username="ada", password="forgotten", roles=[Role.FAN])

    assert password != "forgotten"
    assert User.objects.get(username="ada").check_password(password)


def test_nobody_has_no_actor_id():
    with pytest.raises(UnknownUserError) as refused:
        selectors.actor_id_of("nobody")

    assert refused.value.facts == {"username": "nobody"}


def test_ending_all_sessions_signs_out_every_browser_and_is_stated(client):
    user = someone("fan")
    client.force_login(user)
    other = someone("moderator")

    end_sessions(user_id=user.pk, by="actor_desk")

    assert not get_user(client).is_authenticated
    assert facts(user)[-1] == UserSessionsEnded(user=user.actor_id)
    assert set(selectors.revocations()) == {user.actor_id}
    other.refresh_from_db()
    assert other.sessions_ended_at is None


def test_whoever_signs_in_after_his_sessions_ended_stays_signed_in(client):
    user = someone("fan")
    client.force_login(end_sessions(user_id=user.pk, by=None))

    assert get_user(client) == user


def test_ending_the_sessions_of_nobody_is_refused_and_nothing_moves():
    with pytest.raises(UnknownUserError):
        end_sessions(user_id=0, by=None)

    assert selectors.revocations() == {}


def test_a_revocation_is_kept_for_as_long_as_tokens_could_live():
    end_session(pseudonym="0123456789abcdef")
    longest = timedelta(seconds=selectors.REVOCATION_KEPT_S)
    Revocation.objects.update(at=clock.now() - longest + timedelta(minutes=1))
    assert set(selectors.revocations()) == {"0123456789abcdef"}

    Revocation.objects.update(at=clock.now() - longest)
    assert selectors.revocations() == {}
    end_session(pseudonym="fedcba9876543210")

    assert set(selectors.revocations()) == {"fedcba9876543210"}
    assert Revocation.objects.count() == 1


def test_sessions_are_ended_from_the_command_line():
    user = someone("fan")

    call_command("end_sessions", "fan")
    call_command("end_sessions", "--session", "0123456789abcdef")

    assert set(selectors.revocations()) == {user.actor_id, "0123456789abcdef"}
    with pytest.raises(CommandError, match="no user called nobody"):
        call_command("end_sessions", "nobody")
