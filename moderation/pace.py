"""How fast somebody may write on a match's thread now, as publishing asks it and doors tell it."""

from dataclasses import dataclass
from datetime import datetime

from community.config import selectors as config
from community.core import clock, rate_headers
from community.core.errors import NotFoundError
from community.matches import selectors as matches
from community.reputation import selectors as reputation
from community.reputation.levels import Rights
from community.streams import selectors as streams
from community.streams.errors import UnknownStreamError
from community.streams.selectors import LIVE
from community.threads import selectors as threads
from community.threads.selectors import Pace
from community.threads.services.opening import stream_of
from community.users import budgets
from community.users.budgets import Author, Budget
from community.users.standing import Speaker, speaker


@dataclass(frozen=True, kw_only=True)
class Held:
    """What an author is held to: his budget, and the thread's slow mode if it is slow."""

    budget: Budget
    slow: Pace | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody writes: the match, its competition, and the slow mode he may know of."""

    match: str
    competition: str
    slow: Pace | None


def author_of(match_id: str, actor: str, *, slow: Pace | None) -> Author:
    """An author as budgets know him; raises UnknownMatchError."""
    place = Place(match=match_id, competition=matches.competition_of(match_id), slow=slow)
    return author_at(place, speaker(actor), rights=reputation.rights_of(actor))


def author_at(place: Place, who: Speaker, *, rights: Rights) -> Author:
    """The same, when the place, who speaks and what he may do are known."""
    return Author(
        actor=who.actor,
        thread=stream_of(place.match),
        is_new=budgets.is_new(who.joined_at, policy=config.current().publish),
        standing=who.standing_in(place.competition).kind,
        slow_ms=place.slow.gap_ms if place.slow else 0,
        percent=rights.budget_percent,
        may_link=rights.links,
    )


def slow_of(match_id: str, *, as_of: datetime) -> Pace | None:
    """The slow mode that somebody may know of: a surge tells a goal, so it waits as all else."""
    if as_of == LIVE:
        return threads.pace_of(match_id)
    try:
        slow = streams.folded(stream_of(match_id), as_of=as_of).state.slow
    except UnknownStreamError:
        return None
    if slow is None:
        return None
    until = clock.from_ms(slow.until) if slow.until else None
    return Pace(gap_ms=slow.gap_ms, reason=slow.reason, until=until)


def held_to(match_id: str, actor: str, *, as_of: datetime) -> Held:
    """What an author is held to now; takes nothing. Raises UnknownMatchError."""
    slow = slow_of(match_id, as_of=as_of)
    author = author_of(match_id, actor, slow=slow)
    return Held(budget=budgets.look(author, policy=config.current().publish), slow=slow)


def headers_of(match_id: str, actor: str, *, as_of: datetime) -> dict[str, str]:
    """What an author is held to, as HTTP tells it; nothing of a match that is not there."""
    try:
        return rate_headers.headers(held_to(match_id, actor, as_of=as_of).budget.held)
    except NotFoundError:
        return {}
