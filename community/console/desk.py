"""What the console's index shows: live matches, sources, policies in force, and where to go."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from community.config import selectors as config
from community.config.selectors import InForce
from community.core import clock
from community.feeds import selectors as feeds
from community.feeds.selectors import SourceLine
from community.matches import selectors as matches
from community.matches.minutes import minute_label
from community.matches.models import Fixture, Scoreboard
from community.users.models import User

# A full Saturday's simultaneous kick-offs; the list of fixtures holds the rest.
LIVE_SHOWN_MAX = 30


@dataclass(frozen=True, kw_only=True)
class LiveLine:
    """A match being played, with its clock as words."""

    fixture: Fixture
    clock: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The index as it was at a moment; a part is None when the viewer may not see it."""

    at: datetime
    live: list[LiveLine] | None = None
    coming: list[Fixture] | None = None
    sources: list[SourceLine] | None = None
    policies: list[InForce] | None = None
    links: list[tuple[str, str]] = field(default_factory=list)


CATALOGUE = (
    ("Talk: reported, held and all posts", "post"),
    ("Fixtures", "fixture"),
    ("Competitions", "competition"),
    ("Seasons", "season"),
    ("Clubs", "club"),
    ("Players", "player"),
    ("Users", "user"),
)


def desk_for(user: User | AnonymousUser) -> Desk:
    """The desk as far as a user may see it."""
    at = clock.now()
    sees_matches = user.has_perm("community.view_fixture")
    return Desk(
        at=at,
        live=live_lines() if sees_matches else None,
        coming=list(_by_status(Scoreboard.Status.SCHEDULED)[:5]) if sees_matches else None,
        sources=feeds.source_lines(at) if user.has_perm("community.view_source") else None,
        policies=(
            list(config.in_force().values())
            if user.has_perm("community.view_policyversion")
            else None
        ),
        links=[
            (label, f"admin:community_{noun}_changelist")
            for label, noun in CATALOGUE
            if user.has_perm(f"community.view_{noun}")
        ],
    )


def live_lines() -> list[LiveLine]:
    """Matches being played, half-time included, by kick-off."""
    rows = _by_status(Scoreboard.Status.LIVE, Scoreboard.Status.BREAK)[:LIVE_SHOWN_MAX]
    return [LiveLine(fixture=row, clock=clock_of(row.scoreboard)) for row in rows]


def clock_of(board: Scoreboard) -> str:
    """Where a match stands, in words, as lists know it."""
    return clock_words(board.status, period=board.period, clock_ms=board.clock_ms)


def clock_words(status: str, *, period: int | None, clock_ms: int | None) -> str:
    """Where a match stands: the minute that fans read, `66'`, or its status when none runs."""
    if status != Scoreboard.Status.LIVE or period is None or clock_ms is None:
        return status
    return minute_label(period, clock_ms)


def _by_status(*statuses: Scoreboard.Status) -> QuerySet[Fixture]:
    rows = matches.fixtures().filter(scoreboard__status__in=statuses)
    return rows.select_related("scoreboard")
