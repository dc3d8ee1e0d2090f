"""Change who others see, and what one wants to be told of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.users.errors import HandleTakenError, UnknownUserError
from community.users.facts import UserChoicesSet
from community.users.models import BIO_LENGTH_MAX, HANDLE, HUES, Choice, User


class Screened(Protocol):
    """A verdict on a text; moderation makes it."""

    @property
    def outcome(self) -> str:
        """Whether the text may be shown: `allow`."""

    def speaks_of(self, text: str) -> bool:
        """Whether this very text was screened."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A profile as it should be; hue in degrees, 0-359."""

    handle: str
    hue: int
    bio: str


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """What screening said of a handle and a bio; None for a text that stays as it was."""

    handle: Screened | None = None
    bio: Screened | None = None


@transaction.atomic
def set_profile(*, user_id: int, draft: Draft, verdicts: Verdicts) -> User:
    """Show a user so; a text that changes has passed screening.

    States no fact: names and words are never in the log. Locks the user.
    Raises UnknownUserError, InvalidError, HandleTakenError.
    """
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise UnknownUserError(user=user_id)
    _refuse(draft)
    if draft.handle != user.username:
        _assert_passed(verdicts.handle, draft.handle)
        if User.objects.filter(username=draft.handle).exists():
            raise HandleTakenError(handle=draft.handle)
    if draft.bio != user.bio:
        if draft.bio:
            _assert_passed(verdicts.bio, draft.bio)
        user.bio, user.bio_at = draft.bio, clock.now()
    user.username, user.hue = draft.handle, draft.hue
    user.save(update_fields=["username", "hue", "bio", "bio_at"])
    return user


@transaction.atomic
def set_choices(*, actor: str, off: Collection[str]) -> Appended:
    """Want to be told of every kind but these; locks `user.<actor id>`. Raises UnknownUserError."""
    user = User.objects.filter(actor_id=actor).first()
    if user is None:
        raise UnknownUserError(user=actor)
    silent = sorted(set(off))
    Choice.objects.filter(user=user).exclude(kind__in=silent).delete()
    Choice.objects.bulk_create(
        [Choice(user=user, kind=kind) for kind in silent], ignore_conflicts=True
    )
    fact = Fact(
        type="user.choices_set",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=actor,
        data=UserChoicesSet(off=silent),
    )
    return streams.append(f"user.{actor}", [fact])


def _refuse(draft: Draft) -> None:
    faults = []
    if HANDLE.fullmatch(draft.handle) is None:
        faults.append(
            Fault(pointer="/handle", detail="3 to 24 small letters, digits or underscores")
        )
    if not 0 <= draft.hue < HUES:
        faults.append(Fault(pointer="/hue", detail=f"a hue is 0 to {HUES - 1}"))
    if len(draft.bio) > BIO_LENGTH_MAX:
        faults.append(Fault(pointer="/bio", detail=f"at most {BIO_LENGTH_MAX} letters"))
    if not draft.bio.replace("\n", "").isprintable():
        faults.append(Fault(pointer="/bio", detail="a sign that nobody sees"))
    if faults:
        raise InvalidError(*faults)


def _assert_passed(verdict: Screened | None, text: str) -> None:
    assert verdict is not None, "a text that changes is screened first"
    assert verdict.outcome == "allow", "what was refused is not set"
    assert verdict.speaks_of(text), "the verdict is on another text"
