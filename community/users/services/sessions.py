"""End sessions: all of a user's, or one of the live socket's."""

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from community.core import clock, directives
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Fact
from community.users import selectors
from community.users.errors import UnknownUserError
from community.users.facts import UserSessionsEnded
from community.users.models import Revocation, User


@transaction.atomic
def end_sessions(*, user_id: int, by: str | None) -> User:
    """End every session of a user: signed out everywhere, sockets closed, tokens void.

    Locks the user, then `user.<actor id>`. Raises UnknownUserError.
    """
    forget_old_revocations()
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    streams.append(f"user.{user.actor_id}", [sign_out(user, by=by)])
    return user


@transaction.atomic
def end_session(*, pseudonym: str) -> None:
    """End one session of the live socket by its name of today; its token is void.

    The log never speaks of single sessions, so this states no fact.
    """
    forget_old_revocations()
    revoke(pseudonym, at=clock.now())


@transaction.atomic
def end_sockets(*, actor: str) -> None:
    """Void the tokens of a user; whoever holds a session gets another. States no fact."""
    forget_old_revocations()
    revoke(actor, at=clock.now())


def sign_out(user: User, *, by: str | None) -> Fact:
    """End every session of a user who is locked; the fact is still to be appended."""
    user.sessions_ended_at = clock.now()
    user.save(update_fields=["sessions_ended_at"])
    revoke(user.actor_id, at=user.sessions_ended_at)
    return Fact(
        type="user.sessions_ended",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        data=UserSessionsEnded(user=user.actor_id),
    )


def forget_old_revocations() -> None:
    """Before any user is locked: the order of locks."""
    since = clock.now() - timedelta(seconds=selectors.REVOCATION_KEPT_S)
    Revocation.objects.filter(at__lte=since).delete()


def revoke(subject: str, *, at: datetime) -> None:
    """Void every token of a subject let in until a moment; told to all once committed."""
    Revocation.objects.create(subject=subject, at=at)
    told = directives.Revoke(subject=subject, at=clock.to_ms(at))
    transaction.on_commit(partial(directives.send, told))
