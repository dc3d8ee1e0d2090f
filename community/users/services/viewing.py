"""Choose how far behind live one watches: on every device, or in one session."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from community.core import clock
from community.core.ids import random_id
from community.core.types import JsonObject
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Asked, Sent
from community.users.errors import UnknownActorError
from community.users.facts import UserDelaySet
from community.users.models import User
from community.users.selectors import moved_name
from community.users.services.sessions import forget_old_revocations, revoke
from community.users.viewing import refuse_unoffered

NAME = "user.watch"


@transaction.atomic
def watch(
    *, actor: str, told: JsonObject, choose: Callable[[], int], sent: Sent = UNNAMED
) -> Appended:
    """Watch so far behind live from now on, on every device: sockets come back with that delay.

    told: the wish as it was asked; choose: what delay it comes to now, asked once for its op.
    Holds the op, locks the user, then `user.<actor id>`. Raises InvalidError, UnknownActorError,
    OperationConflictError, and what choose raises.
    """
    asked = Asked(actor=actor, op=sent.op, name=NAME, fields=told) if sent.op else None
    if (before := streams.answered(asked)) is not None:
        return before
    delay_s = choose()
    refuse_unoffered(delay_s)
    forget_old_revocations()
    user = User.objects.select_for_update(no_key=True).filter(actor_id=actor).first()
    if user is None:
        raise UnknownActorError(actor=actor)
    if user.delay_s != delay_s:
        user.delay_s = delay_s
        user.save(update_fields=["delay_s"])
        _move(actor, at=clock.now())
    fact = Fact(
        type="user.delay_set",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=actor,
        op=str(sent.op) if sent.op else None,
        data=UserDelaySet(delay_s=delay_s),
    )
    return streams.append(f"user.{actor}", [fact], asked=asked)


@transaction.atomic
def move_device(*, name: str) -> None:
    """The sockets of a device come back with the delay its session has now. States no fact."""
    forget_old_revocations()
    _move(name, at=clock.now())


def _move(subject: str, *, at: datetime) -> None:
    revoke(moved_name(subject), at=at)
