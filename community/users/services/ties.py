"""What a user is tied to: matches and clubs followed, others muted or blocked.

A wish told again is stated again: its operation needs a place in the log to be answered by.
"""

from uuid import UUID

import msgspec
from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.core.types import JsonObject
from community.streams import services as streams
from community.streams.facts import Appended, Fact, FactData
from community.streams.operations import UNNAMED, Asked, Sent
from community.users.errors import UnknownActorError
from community.users.facts import (
    Followed,
    UserBlocked,
    UserFollowed,
    UserMuted,
    UserUnblocked,
    UserUnfollowed,
    UserUnmuted,
)
from community.users.models import Aversion, Follow, User

# What one follows is read whole on every page of one's own; nobody follows a thousand clubs.
FOLLOWS_MAX = 500
AVERSIONS_MAX = 1_000


@transaction.atomic
def follow(*, actor: str, followed: Followed, on: bool, sent: Sent = UNNAMED) -> Appended:
    """Follow a match or a club, or no longer; that there is one is the caller's to ask.

    Holds the op, locks `user.<actor id>`. Raises UnknownActorError, InvalidError,
    OperationConflictError.
    """
    named = msgspec.to_builtins(followed)
    ((kind, target),) = named.items()
    asked = _asked("user.follow", actor, fields=named | {"on": on}, op=sent.op)
    if (before := streams.answered(asked)) is not None:
        return before
    user_id = _id_of(actor)
    rows = Follow.objects.filter(user_id=user_id)
    if on:
        _refuse_more(rows.count(), most=FOLLOWS_MAX)
        Follow.objects.bulk_create(
            [Follow(user_id=user_id, kind=kind, target=target, since=clock.now())],
            ignore_conflicts=True,
        )
        return _state(actor, ("user.followed", UserFollowed(**named)), asked=asked)
    rows.filter(kind=kind, target=target).delete()
    return _state(actor, ("user.unfollowed", UserUnfollowed(**named)), asked=asked)


def block(*, actor: str, other: str, on: bool, sent: Sent = UNNAMED) -> Appended:
    """Keep somebody away on both sides, or no longer; raises as `_keep_away` does."""
    told = (
        ("user.blocked", UserBlocked(actor=other))
        if on
        else ("user.unblocked", UserUnblocked(actor=other))
    )
    return _keep_away(
        "user.block", Aversion.Kind.BLOCK, (actor, other), on=on, told=told, sent=sent
    )


def mute(*, actor: str, other: str, on: bool, sent: Sent = UNNAMED) -> Appended:
    """See no more of somebody, or again; raises as `_keep_away` does."""
    told = (
        ("user.muted", UserMuted(actor=other)) if on else ("user.unmuted", UserUnmuted(actor=other))
    )
    return _keep_away("user.mute", Aversion.Kind.MUTE, (actor, other), on=on, told=told, sent=sent)


@transaction.atomic
def _keep_away(
    name: str,
    kind: Aversion.Kind,
    pair: tuple[str, str],
    *,
    on: bool,
    told: tuple[str, FactData],
    sent: Sent,
) -> Appended:
    """Holds the op, locks `user.<actor id>`.

    Raises UnknownActorError, InvalidError, OperationConflictError.
    """
    actor, other = pair
    asked = _asked(name, actor, fields={"actor": other, "on": on}, op=sent.op)
    if (before := streams.answered(asked)) is not None:
        return before
    if actor == other:
        raise InvalidError(Fault(pointer="/actor", detail="somebody else"))
    user_id, other_id = _id_of(actor), _id_of(other)
    rows = Aversion.objects.filter(user_id=user_id, kind=kind)
    if on:
        _refuse_more(rows.count(), most=AVERSIONS_MAX)
        Aversion.objects.bulk_create(
            [Aversion(user_id=user_id, other_id=other_id, kind=kind, since=clock.now())],
            ignore_conflicts=True,
        )
    else:
        rows.filter(other_id=other_id).delete()
    return _state(actor, told, asked=asked)


def _asked(name: str, actor: str, *, fields: JsonObject, op: UUID | None) -> Asked | None:
    return Asked(actor=actor, op=op, name=name, fields=fields) if op else None


def _id_of(actor: str) -> int:
    found = User.objects.filter(actor_id=actor, is_active=True).values_list("pk", flat=True).first()
    if found is None:
        raise UnknownActorError(actor=actor)
    return found


def _refuse_more(count: int, *, most: int) -> None:
    if count >= most:
        raise InvalidError(Fault(pointer="", detail=f"no more than {most}"))


def _state(actor: str, told: tuple[str, FactData], *, asked: Asked | None) -> Appended:
    type_, data = told
    fact = Fact(
        type=type_,
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=actor,
        op=str(asked.op) if asked else None,
        data=data,
    )
    return streams.append(f"user.{actor}", [fact], asked=asked)
