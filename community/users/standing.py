"""Standing: the sanction in force on a user, which every door asks before anything is written."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.core import clock, sql
from community.core.errors import ForbiddenError
from community.users import selectors
from community.users.errors import StandingError
from community.users.facts import StandingKind, StandingReason

# Every command asks.
_STANDING: Final = """\
SELECT kind, reason, until, competition, "by", since
FROM "users_standing" JOIN "users_user" ON "users_user".id = user_id WHERE actor_id = %s"""
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


def standing_of(actor: str) -> Standing:
    """The standing of an actor now; what has ended by itself is good standing."""
    row = None if "\0" in actor else sql.row(_STANDING, actor)
    if row is None:
        return GOOD
    kind, reason, until, competition, by, since = row
    if until is not None and until <= clock.now():
        return GOOD
    return Standing(
        kind=StandingKind(kind),
        reason=StandingReason(reason),
        until=until,
        competition=competition or None,
        by=by or None,
        since=since,
    )


def refuse_muted(actor: str, competition: str | None) -> Standing:
    """The standing there of who may speak in a competition (None: anywhere).

    Raises StandingError.
    """
    standing = standing_of(actor)
    if not standing.holds_in(competition):
        return GOOD
    if standing.kind in SILENCED:
        raise _refusal(standing)
    return standing


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
