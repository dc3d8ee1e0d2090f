"""Close an account: the actor id stays in the log, and nothing leads from it to the person."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from community.core import clock
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.erasure import forget_operations
from community.streams.facts import Fact
from community.users.errors import UnknownUserError
from community.users.facts import UserClosed
from community.users.models import Aversion, Choice, Device, Follow, Standing, User
from community.users.services.sessions import forget_old_revocations, revoke


@dataclass(frozen=True, kw_only=True)
class Closed:
    """Whose account was closed, and the addresses that letters went to, to be forgotten too."""

    actor: str
    addresses: list[str]


@transaction.atomic
def close_user(*, user_id: int) -> Closed:
    """Delete a user's row and all that hangs on it; sockets close, sessions and tokens are void.

    What they wrote is erased by who calls this. Facts of `user.<actor id>` stay: they name nobody.
    Locks all that hangs on the user by table, the user, then `user.<actor id>`.
    Raises UnknownUserError.
    """
    keys = list(Device.objects.filter(user_id=user_id).values_list("session_key", flat=True))
    # In the order of locks; what is left to the row's own cascade was held before it.
    Aversion.objects.filter(Q(user_id=user_id) | Q(other_id=user_id)).delete()
    for model in (Choice, Device, Follow):
        model.objects.filter(user_id=user_id).delete()
    forget_old_revocations()
    Standing.objects.filter(user_id=user_id).delete()
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    actor = user.actor_id
    addresses = list(EmailAddress.objects.filter(user=user).values_list("email", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    user.delete()
    forget_operations(actor)
    revoke(actor, at=clock.now())
    fact = Fact(
        type="user.closed",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=actor,
        data=UserClosed(user=actor),
    )
    streams.append(f"user.{actor}", [fact])
    return Closed(actor=actor, addresses=addresses)
