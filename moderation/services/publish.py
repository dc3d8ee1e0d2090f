"""Publish: screen what somebody wrote, then say it on the thread, hold it, or refuse it.

The verdict is kept in any case; of what is refused nothing else is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from community.config import selectors as config
from community.core import clock
from community.core.errors import RefusedError
from community.matches import selectors as matches
from community.streams.facts import Appended
from community.streams.operations import UNNAMED, Sent
from community.streams.selectors import LIVE
from community.threads import selectors as threads
from community.threads.drafts import Draft
from community.threads.errors import NotTheAuthorError
from community.threads.selectors import Pace
from community.threads.services.opening import slow
from community.threads.services.posts import (
    edit_post,
    edited_before,
    posted_before,
    write_post,
)
from community.threads.sight import refuse_unseen
from community.users import budgets
from community.users.standing import speaker
from moderation import screening
from moderation.errors import ScreenedError
from moderation.marks import Marks
from moderation.models import Verdict
from moderation.pace import author_in, slow_of
from moderation.screening import Judgement
from moderation.services.held import Waiting, hold, refuse_held
from moderation.services.verdicts import record

# Why a thread slows down by itself.
SURGE = "surge"


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where somebody writes; is_surging: more is said there than can be read.

    is_new: whether his links are held to a newcomer's limit.
    """

    match: str
    pace: Pace | None
    is_new: bool
    is_surging: bool = False


def post(*, draft: Draft, by: str, sent: Sent = UNNAMED) -> Appended:
    """Screen a post and write it; the same op and body give the same answer.

    Holds the op, then as create_post. Raises OperationConflictError, UnknownMatchError,
    StandingError, TooManyError, ScreenedError, HeldError, TooManyHeldError, and what create_post
    raises.
    """
    with _undone_but_verdict():
        if (before := posted_before(draft=draft, by=by, sent=sent)) is not None:
            return before
        waiting = Waiting.of_post(draft)
        refuse_held(waiting, by=by, sent=sent)
        place = _entered(draft.match, by=by, as_of=sent.as_of)
        judgement = screening.judge_post(
            draft.text,
            author=by,
            match=draft.match,
            is_new=place.is_new,
            as_of=sent.as_of,
        )

        def keep(marks: Marks | None = None) -> None:
            record(judgement, kind=Verdict.Kind.POST, author=by, match=draft.match, marks=marks)

        def publish() -> Appended:
            # Its op is held since the first statement, and was not done before.
            return write_post(draft=draft, by=by, verdict=judgement.verdict, sent=sent)

        def wait() -> RefusedError:
            return hold(waiting, by=by, judgement=judgement, sent=sent)

        outcome = _carried_out(judgement, keep=keep, publish=publish, wait=wait)
    return _answered(outcome, place)


def edit(*, post_id: str, rev: int, text: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Screen a post written anew and write it so; rev is the revision its author saw.

    Holds the op, then as edit_post. Raises as `post`, UnknownPostError, and what edit_post raises.
    """
    with _undone_but_verdict():
        before = edited_before(post_id=post_id, rev=rev, text=text, by=by, sent=sent)
        if before is not None:
            return before
        refuse_unseen([post_id], by=by, as_of=sent.as_of)
        found = threads.post(post_id, as_of=LIVE)
        if found.author != by:
            raise NotTheAuthorError(post=post_id)
        match = found.match
        waiting = Waiting.of_edit(post_id, rev=rev, text=text, match=match)
        refuse_held(waiting, by=by, sent=sent)
        place = _entered(match, by=by, as_of=sent.as_of)
        judgement = screening.judge_edit(text, match=match, is_new=place.is_new)

        def keep(marks: Marks | None = None) -> None:
            record(judgement, kind=Verdict.Kind.EDIT, author=by, match=match, marks=marks)

        def publish() -> Appended:
            return edit_post(
                post_id=post_id, rev=rev, text=text, by=by, verdict=judgement.verdict, sent=sent
            )

        def wait() -> RefusedError:
            return hold(waiting, by=by, judgement=judgement, sent=sent)

        outcome = _carried_out(judgement, keep=keep, publish=publish, wait=wait)
    return _answered(outcome, place)


class _UnsaidError(Exception):
    """What was let through was refused by the thread; keep: keeps its verdict."""

    def __init__(self, refused: RefusedError, keep: Callable[[], None]) -> None:
        super().__init__()
        self.refused, self.keep = refused, keep


@contextmanager
def _undone_but_verdict() -> Iterator[None]:
    """One transaction; what the thread refuses is undone with all of it, and its verdict kept.

    So no post pays for a savepoint. Who is killed between the two has answered nobody: the text
    comes again, and is judged again.
    """
    try:
        with transaction.atomic():
            yield
    except _UnsaidError as unsaid:
        unsaid.keep()
        raise unsaid.refused from None


def _entered(match: str, *, by: str, as_of: datetime) -> _Place:
    """Where somebody writes, if he may, within his budget; Redis is asked while no row is held.

    Raises UnknownMatchError, StandingError, TooManyError.
    """
    competition = matches.competition_of(match)
    who = speaker(by)
    who.refuse_muted(competition)
    pace = threads.pace_of(match)
    slow = pace if as_of == LIVE else slow_of(match, as_of=as_of)
    author = author_in(competition, match, who=who, slow=slow)
    budget = budgets.take(author, policy=config.current().publish)
    return _Place(
        match=match,
        pace=pace,
        is_new=author.is_new and not author.may_link,
        is_surging=budget.is_surging,
    )


def _carried_out(
    judgement: Judgement,
    *,
    keep: Callable[..., None],
    publish: Callable[[], Appended],
    wait: Callable[[], RefusedError],
) -> Appended | RefusedError:
    """Keep the verdict and do what it says; a refusal is given back, so that the verdict stays."""
    if judgement.verdict.outcome == "allow":
        keep(judgement.marks)
        try:
            return publish()
        except RefusedError as refused:
            raise _UnsaidError(refused, keep) from refused
    keep()
    if judgement.verdict.outcome == "refuse":
        return ScreenedError(*judgement.verdict.reasons)
    return wait()


def _answered(outcome: Appended | RefusedError, place: _Place) -> Appended:
    """The answer, when all is kept; a thread past what can be read is slowed down."""
    if isinstance(outcome, RefusedError):
        raise outcome
    if place.is_surging:
        _slow_down(place)
    return outcome


def _slow_down(place: _Place) -> None:
    """Slow a thread for a while, unless it is slow for long enough, or by hand."""
    policy, now = config.current().publish, clock.now()
    lasts = timedelta(seconds=policy.slow_for_s)
    pace = place.pace
    if pace is not None and (
        pace.reason != SURGE or pace.until is None or pace.until - now > lasts / 2
    ):
        return
    slow(
        match_id=place.match,
        gap_ms=policy.gap_ms * policy.slow_factor,
        reason=SURGE,
        by=None,
        until=now + lasts,
    )
