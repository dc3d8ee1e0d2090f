"""Questions about users: their roles, and the names behind actor ids."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max

from community.core import clock
from community.users.errors import UnknownUserError
from community.users.models import Revocation, User
from community.users.roles import Role

# Twice the longest life of a connect token: one renewed by a process that had not heard yet
# ends within it.
REVOCATION_KEPT_S = 7_200


def roles_of(user_id: int) -> frozenset[Role]:
    """The roles a user has; none when there is no such user."""
    names = User.groups.through.objects.filter(user_id=user_id).values_list(
        "group__name", flat=True
    )
    return frozenset(Role(name) for name in names if name in set(Role))


def actor_id_of(username: str) -> str:
    """The actor id of a user by name; raises UnknownUserError."""
    found = User.objects.filter(username=username).values_list("actor_id", flat=True).first()
    if found is None:
        raise UnknownUserError(username=username)
    return found


def id_of(username: str) -> int:
    """The key of a user by name; raises UnknownUserError."""
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if found is None:
        raise UnknownUserError(username=username)
    return found


def names_of(actor_ids: Iterable[str]) -> dict[str, str]:
    """Usernames by actor id; an actor whose account is gone is left out."""
    rows = User.objects.filter(actor_id__in=set(actor_ids))
    return dict(rows.values_list("actor_id", "username"))


def may(actor_id: str, permission: str) -> bool:
    """Whether an actor whose account is open has a permission, such as `change_fixture`."""
    user = User.objects.filter(actor_id=actor_id, is_active=True).first()
    return user is not None and user.has_perm(f"community.{permission}")


def joined_after(actor_id: str, moment: datetime) -> bool:
    """Whether an actor's account is younger than a moment."""
    return User.objects.filter(actor_id=actor_id, date_joined__gt=moment).exists()


def revocations() -> dict[str, int]:
    """Until when sessions of a subject are ended, in milliseconds, by subject; one query."""
    since = clock.now() - timedelta(seconds=REVOCATION_KEPT_S)
    rows = Revocation.objects.filter(at__gt=since).values_list("subject").annotate(last=Max("at"))
    return {subject: clock.to_ms(last) for subject, last in rows}
