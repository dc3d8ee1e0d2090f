"""Verbs about users: make the roles, give them to somebody, end sessions."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from community.core import clock, directives
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Fact
from community.users import selectors
from community.users.errors import MissingPermissionError, UnknownUserError
from community.users.facts import UserRolesSet, UserSessionsEnded
from community.users.models import Revocation, User
from community.users.roles import PERMISSIONS, STAFF, Role

PASSWORD_BYTES = 9  # twelve letters: typed by hand into a login that is slow to answer


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
    """Make sure that a user of these roles can sign in; returns the password.

    password is kept when it still holds; None, or one that does not, is replaced by a new one.
    """
    user, _ = User.objects.get_or_create(username=username)
    if password is None or not user.check_password(password):
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        user.save(update_fields=["password"])
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
def end_sessions(*, user_id: int, by: str | None) -> User:
    """End every session of a user: signed out everywhere, sockets closed, tokens void.

    Locks the user, then `user.<actor id>`. Raises UnknownUserError.
    """
    _forget_old_revocations()
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    user.sessions_ended_at = clock.now()
    user.save(update_fields=["sessions_ended_at"])
    fact = Fact(
        type="user.sessions_ended",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        data=UserSessionsEnded(user=user.actor_id),
    )
    _revoke(user.actor_id, at=user.sessions_ended_at)
    streams.append(f"user.{user.actor_id}", [fact])
    return user


@transaction.atomic
def end_session(*, pseudonym: str) -> None:
    """End one session of the live socket by its name of today; its token is void.

    The log never speaks of single sessions, so this states no fact.
    """
    _forget_old_revocations()
    _revoke(pseudonym, at=clock.now())


def _forget_old_revocations() -> None:
    """Before any user is locked: the order of locks."""
    since = clock.now() - timedelta(seconds=selectors.REVOCATION_KEPT_S)
    Revocation.objects.filter(at__lte=since).delete()


def _revoke(subject: str, *, at: datetime) -> None:
    Revocation.objects.create(subject=subject, at=at)
    told = directives.Revoke(subject=subject, at=clock.to_ms(at))
    transaction.on_commit(partial(directives.send, told))
