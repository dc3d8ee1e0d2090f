"""Make the roles, give them to somebody, and the competitions a moderator looks after."""

import secrets
from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from guardian.models import UserObjectPermission
from guardian.shortcuts import assign_perm

from community.core import clock
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Fact
from community.users.errors import (
    MissingPermissionError,
    UnknownCompetitionError,
    UnknownUserError,
)
from community.users.facts import UserCompetitionsSet, UserRolesSet
from community.users.models import User
from community.users.roles import MODERATE, PERMISSIONS, STAFF, Role

PASSWORD_BYTES = 9  # twelve letters: typed by hand into a login that is slow to answer
LOGIN_DOMAIN = "terrace.example"


@transaction.atomic
def ensure_roles() -> None:
    """Make every role's group with exactly its permissions; code rules them, so nothing is stated.

    Raises MissingPermissionError before the database is migrated.
    """
    wanted = frozenset[str]().union(*PERMISSIONS.values())
    rows = Permission.objects.filter(content_type__app_label="community", codename__in=wanted)
    permissions = {row.codename: row for row in rows}
    if missing := sorted(wanted - permissions.keys()):
        raise MissingPermissionError(codenames=missing)
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set([permissions[codename] for codename in PERMISSIONS[role]])


@transaction.atomic
def ensure_login(*, username: str, password: str | None, roles: Collection[Role]) -> str:
    """Make sure that a user of these roles can sign in and write; returns the password.

    password is kept when it still holds; None, or one that does not, is replaced by a new one.
    The address is of a domain that takes no mail (RFC 2606), and counts as verified.
    """
    user, _ = User.objects.get_or_create(username=username)
    if password is None or not user.check_password(password):
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.get_or_create(
        user=user,
        primary=True,
        defaults={"email": f"{username}@{LOGIN_DOMAIN}", "verified": True},
    )
    set_roles(user_id=user.pk, roles=roles, by=None)
    return password


@transaction.atomic
def set_roles(*, user_id: int, roles: Collection[Role], by: str | None) -> User:
    """Give a user these roles and no other; the same roles again change nothing.

    Roles that work in the console let the user in. Locks the user, then `user.<actor id>`.
    Raises UnknownUserError.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    ensure_roles()
    given = sorted(set(roles))
    if given == sorted(user.groups.values_list("name", flat=True)):
        return user
    user.groups.set(Group.objects.filter(name__in=given))
    user.is_staff = user.is_superuser or bool(STAFF.intersection(given))
    user.save(update_fields=["is_staff"])
    fact = Fact(
        type="user.roles_set",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        data=UserRolesSet(user=user.actor_id, roles=given),
    )
    streams.append(f"user.{user.actor_id}", [fact])
    return user


@transaction.atomic
def set_competitions(*, user_id: int, competitions: Collection[str], by: str | None) -> User:
    """Give a moderator these competitions to look after and no other; the same again is silent.

    Holds only while he has the role too. Locks the user, then `user.<actor id>`.
    Raises UnknownUserError, UnknownCompetitionError, MissingPermissionError.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    permission = Permission.objects.filter(
        codename=MODERATE, content_type__app_label="community"
    ).first()
    if permission is None:
        raise MissingPermissionError(codenames=[MODERATE])
    given = sorted(set(competitions))
    found = permission.content_type.get_all_objects_for_this_type(pk__in=given)
    rows = {str(row.pk): row for row in found}
    if missing := [key for key in given if key not in rows]:
        raise UnknownCompetitionError(competitions=missing)
    held = UserObjectPermission.objects.filter(user=user, permission=permission)
    if given == sorted(held.values_list("object_pk", flat=True)):
        return user
    held.exclude(object_pk__in=given).delete()
    for key in given:
        assign_perm(permission, user, rows[key])
    fact = Fact(
        type="user.competitions_set",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        data=UserCompetitionsSet(user=user.actor_id, competitions=given),
    )
    streams.append(f"user.{user.actor_id}", [fact])
    return user
