"""Standing: the sanction in force on a user, which every door asks before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from community.core import clock, sql
from community.core.errors import ForbiddenError
from community.users import selectors
from community.users.errors import StandingError
from community.users.facts import StandingKind, StandingReason

# Every command asks.
_STANDING: Final = """\
SELECT actor_id, kind, reason, until, competition, "by", since, date_joined
FROM "users_user" LEFT JOIN "users_standing" ON "users_user".id = user_id
WHERE actor_id = ANY(%s::text[])"""
SILENCED = frozenset({StandingKind.MUTED, StandingKind.SUSPENDED})


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is held back, until when, and why.

    until None: until it is lifted. competition: where it holds; None everywhere.
    """

    kind: StandingKind = StandingKind.NONE
    reason: StandingReason | None = None
    until: datetime | None = None
    competition: str | None = None
    by: str | None = None
    since: datetime | None = None

    def holds_in(self, competition: str | None) -> bool:
        """Whether it holds in a competition; one that is everywhere holds in each."""
        return self.competition is None or self.competition == competition


GOOD: Final = Standing()


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Who speaks: the actor, his standing, and when he joined; None when there is nobody."""

    actor: str
    standing: Standing = GOOD
    joined_at: datetime | None = None

    def standing_in(self, competition: str | None) -> Standing:
        """His standing there; good where what is held back holds elsewhere."""
        return self.standing if self.standing.holds_in(competition) else GOOD

    def refuse_muted(self, competition: str | None) -> None:
        """Refuse who may not speak in a competition (None: anywhere); raises StandingError."""
        if (standing := self.standing_in(competition)).kind in SILENCED:
            raise _refusal(standing)


def speakers(actors: Collection[str]) -> dict[str, Speaker]:
    """Who speaks, now, by actor id; what has ended by itself is good standing. One query."""
    named = [actor for actor in actors if "\0" not in actor]
    found = {row[0]: _speaker(row) for row in sql.rows(_STANDING, named)}
    return {actor: found.get(actor) or Speaker(actor=actor) for actor in actors}


def _speaker(row: tuple[Any, ...]) -> Speaker:
    actor, kind, reason, until, competition, by, since, joined_at = row
    if kind is None or (until is not None and until <= clock.now()):
        return Speaker(actor=actor, joined_at=joined_at)
    standing = Standing(
        kind=StandingKind(kind),
        reason=StandingReason(reason),
        until=until,
        competition=competition or None,
        by=by or None,
        since=since,
    )
    return Speaker(actor=actor, standing=standing, joined_at=joined_at)


def speaker(actor: str) -> Speaker:
    """Who one of them is."""
    return speakers([actor])[actor]


def standing_of(actor: str) -> Standing:
    """The standing of an actor now; what has ended by itself is good standing."""
    return speaker(actor).standing


def refuse_muted(actor: str, competition: str | None) -> None:
    """Refuse who may not speak in a competition (None: anywhere); raises StandingError."""
    speaker(actor).refuse_muted(competition)


def refuse_suspended(actor: str) -> None:
    """Refuse who may do nothing at all; raises StandingError."""
    standing = standing_of(actor)
    if standing.kind is StandingKind.SUSPENDED and standing.competition is None:
        raise _refusal(standing)


def refuse_unverified(actor: str) -> None:
    """Refuse who has not shown an email address to be theirs; raises ForbiddenError."""
    if not selectors.is_verified(actor):
        raise ForbiddenError(reason="unverified")


def _refusal(standing: Standing) -> StandingError:
    return StandingError(kind=standing.kind, until=standing.until, reason=standing.reason or "")
