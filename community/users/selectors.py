"""Questions about users: their roles, and the names behind actor ids."""

from collections.abc import Iterable

from community.users.errors import UnknownUserError
from community.users.models import User
from community.users.roles import Role


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


def names_of(actor_ids: Iterable[str]) -> dict[str, str]:
    """Usernames by actor id; an actor whose account is gone is left out."""
    rows = User.objects.filter(actor_id__in=set(actor_ids))
    return dict(rows.values_list("actor_id", "username"))


def may(actor_id: str, permission: str) -> bool:
    """Whether an actor whose account is open has a permission, such as `change_fixture`."""
    user = User.objects.filter(actor_id=actor_id, is_active=True).first()
    return user is not None and user.has_perm(f"community.{permission}")
