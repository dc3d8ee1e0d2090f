"""Entering: who may write on a match's thread now, within his budget, and when it slows down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from community.config import selectors as config
from community.core import clock
from community.core.errors import RefusedError, TooManyError, tried
from community.matches import selectors as matches
from community.reputation import selectors as reputation
from community.reputation.levels import Rights
from community.streams.selectors import LIVE
from community.threads import selectors as threads
from community.threads.selectors import Pace
from community.threads.services.opening import slow
from community.users import budgets
from community.users.budgets import Author, Budget
from community.users.errors import UnknownActorError
from community.users.standing import Speaker, speakers
from moderation.pace import Place, author_at, slow_of

# Why a thread slows down by itself.
SURGE = "surge"


@dataclass(frozen=True, kw_only=True)
class Entered:
    """One who may write on a thread; is_surging: more is said there than can be read.

    is_new: whether his links are held to a newcomer's limit. pace: the thread's slow mode now.
    """

    match: str
    pace: Pace | None
    is_new: bool
    is_surging: bool


def enter(
    match: str, who: Sequence[tuple[str, datetime]], *, has_paid: bool = False
) -> list[Entered | RefusedError]:
    """Let some write on a match's thread; Redis is asked while no row is held.

    who: actors, each with the moment up to which he sees. has_paid: their budgets were taken.
    One is refused by UnknownActorError (his account was closed), StandingError or TooManyError; all
    by UnknownMatchError, which is raised.
    """
    competition, pace = matches.competition_of(match), threads.pace_of(match)
    actors = [actor for actor, _ in who]
    known, rights = speakers(actors), reputation.rights_among(actors)

    def author(actor: str, as_of: datetime) -> Author:
        slow = pace if as_of == LIVE else slow_of(match, as_of=as_of)
        place = Place(match=match, competition=competition, slow=slow)
        return _author(known[actor], place, rights[actor])

    authors = [tried(author, *each) for each in who]
    policy = config.current().publish
    let_in = [each for each in authors if not isinstance(each, RefusedError)]
    paid = [Budget() for _ in let_in]
    taken = iter(paid if has_paid else budgets.take_each(let_in, policy=policy))
    return [
        each if isinstance(each, RefusedError) else _entered(match, pace, (each, next(taken)))
        for each in authors
    ]


def enter_alone(match: str, by: str, *, as_of: datetime) -> Entered:
    """Let one write; raises UnknownMatchError, UnknownActorError, StandingError, TooManyError."""
    [entered] = enter(match, [(by, as_of)])
    if isinstance(entered, RefusedError):
        raise entered
    return entered


def _author(who: Speaker, place: Place, rights: Rights) -> Author:
    if who.joined_at is None:
        raise UnknownActorError(actor=who.actor)
    who.refuse_muted(place.competition)
    return author_at(place, who, rights=rights)


def _entered(
    match: str, pace: Pace | None, told: tuple[Author, Budget | TooManyError]
) -> Entered | TooManyError:
    author, budget = told
    if isinstance(budget, TooManyError):
        return budget
    return Entered(
        match=match,
        pace=pace,
        is_new=author.is_new and not author.may_link,
        is_surging=budget.is_surging,
    )


def slow_down(entered: Entered) -> None:
    """Slow a thread for a while, unless it is slow for long enough, or by hand."""
    policy, now = config.current().publish, clock.now()
    lasts = timedelta(seconds=policy.slow_for_s)
    pace = entered.pace
    if pace is not None and (
        pace.reason != SURGE or pace.until is None or pace.until - now > lasts / 2
    ):
        return
    slow(
        match_id=entered.match,
        gap_ms=policy.gap_ms * policy.slow_factor,
        reason=SURGE,
        by=None,
        until=now + lasts,
    )
