"""Set somebody's standing: warn, slow, mute, suspend, or lift it."""

from datetime import datetime

from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.users.errors import UnknownActorError
from community.users.facts import StandingKind, StandingReason, UserStandingSet
from community.users.models import Standing, User
from community.users.services.sessions import forget_old_revocations, sign_out

COLUMNS = ("kind", "reason", "until", "competition", "by", "since")


@transaction.atomic
def set_standing(
    *,
    actor: str,
    kind: StandingKind,
    reason: StandingReason,
    until: datetime | None,
    by: str | None,
    competition: str | None = None,
) -> Appended:
    """Put a user into a standing in place of the one before; `none` lifts it.

    Who is suspended everywhere is signed out everywhere too. Whether `by` may is the door's to ask.
    Locks the standing, the user, then `user.<actor id>`. Raises UnknownActorError, InvalidError.
    """
    forget_old_revocations()
    user = User.objects.filter(actor_id=actor).first()
    if user is None:
        raise UnknownActorError(actor=actor)
    if until is not None and until <= clock.now():
        raise InvalidError(Fault(pointer="/until", detail="a standing ends later than now"))
    if kind is StandingKind.NONE:
        Standing.objects.filter(user=user).delete()
    else:
        row = Standing(
            user=user,
            kind=kind,
            reason=reason,
            until=until,
            competition=competition or "",
            by=by or "",
            since=clock.now(),
        )
        # In one statement: of two moderators at once, the later one's standing and fact hold.
        Standing.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["user"], update_fields=COLUMNS
        )
    told = UserStandingSet(
        user=actor,
        kind=kind,
        reason=reason,
        until=clock.to_ms(until) if until and kind is not StandingKind.NONE else None,
        competition=competition,
    )
    facts = [
        Fact(
            type="user.standing_set",
            v=1,
            id=random_id("fact"),
            at=clock.now_ms(),
            by=by,
            data=told,
        )
    ]
    if kind is StandingKind.SUSPENDED and competition is None:
        locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
        facts.append(sign_out(locked, by=by))
    return streams.append(f"user.{actor}", facts)
