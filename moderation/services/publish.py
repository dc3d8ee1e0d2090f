"""Publish: screen what somebody wrote, then say it on the thread, hold it, or refuse it.

The verdict is kept in any case; of what is refused nothing else is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from community.core.errors import RefusedError
from community.core.together import Together
from community.streams.facts import Appended
from community.streams.operations import UNNAMED, Sent
from community.streams.selectors import LIVE
from community.threads import selectors as threads
from community.threads.drafts import Draft
from community.threads.errors import NotTheAuthorError
from community.threads.services.edits import Edit, edited_before, ready_edit, write_edit
from community.threads.services.posts import Wanted
from community.threads.sight import refuse_unseen
from moderation import screening
from moderation.errors import ScreenedError
from moderation.models import Verdict
from moderation.screening import Judgement
from moderation.services.entering import Entered, enter_alone, slow_down
from moderation.services.held import Waiting, hold, refuse_held
from moderation.services.posting import post_again, post_all
from moderation.services.verdicts import record

# More than a web process has threads to ask from; even so a crowd's transaction has a bound.
POSTS_TOGETHER_MAX: Final = 16
_together: Final = Together(
    post_all, most=POSTS_TOGETHER_MAX, alone=lambda wanted: wanted.by, again=post_again
)


def post(*, draft: Draft, by: str, sent: Sent = UNNAMED) -> Appended:
    """Screen a post and write it; the same op and body give the same answer.

    Whoever posts on the thread meanwhile, in this process, is the next to go, all together.
    Holds the op, then as create_post. Raises OperationConflictError, UnknownMatchError,
    UnknownActorError, StandingError, TooManyError, ScreenedError, HeldError, TooManyHeldError,
    UnavailableError, and what create_post raises.
    """
    return _together.ask(draft.match, Wanted(draft=draft, by=by, sent=sent))


def edit(*, post_id: str, rev: int, text: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Screen a post written anew and write it so; rev is the revision its author saw.

    Holds the op, then as edit_post; where the text is held, locks `moderation`. Raises as `post`,
    UnknownPostError, and what edit_post raises.
    """
    wanted = Edit(post=post_id, rev=rev, text=text, by=by, sent=sent)
    with _undone_but_verdict():
        if (before := edited_before(wanted)) is not None:
            return before
        entered = _entered(wanted)
        judgement = screening.judge_edit(text, match=entered.match, is_new=entered.is_new)

        def keep() -> None:
            record(judgement, kind=Verdict.Kind.EDIT, author=by, match=entered.match)

        keep()
        if judgement.verdict.outcome == "refuse":
            outcome: Appended | RefusedError = ScreenedError(*judgement.verdict.reasons)
        else:
            outcome = _published(wanted, judgement, match=entered.match, keep=keep)
    if isinstance(outcome, RefusedError):
        raise outcome
    if entered.is_surging:
        slow_down(entered)
    return outcome


def _entered(wanted: Edit) -> Entered:
    """Let an edit's author write, whose post it is and who sees it."""
    refuse_unseen([wanted.post], by=wanted.by, as_of=wanted.sent.as_of)
    found = threads.post(wanted.post, as_of=LIVE)
    if found.author != wanted.by:
        raise NotTheAuthorError(post=wanted.post)
    refuse_held(Waiting.of_edit(wanted, match=found.match), by=wanted.by, sent=wanted.sent)
    return enter_alone(found.match, wanted.by, as_of=wanted.sent.as_of)


def _published(
    wanted: Edit, judgement: Judgement, *, match: str, keep: Callable[[], None]
) -> Appended | RefusedError:
    """Write an edit that the thread takes, or hold it; a refusal to hold is given back."""
    try:
        ready = ready_edit(wanted, verdict=judgement.verdict)
    except RefusedError as refused:
        raise _UnsaidError(refused, keep) from refused
    if judgement.verdict.outcome == "allow":
        return write_edit(ready)
    waiting = Waiting.of_edit(wanted, match=match)
    return hold(waiting, by=wanted.by, judgement=judgement, sent=wanted.sent)


class _UnsaidError(Exception):
    """What was not refused here was refused by the thread; keep: keeps its verdict."""

    def __init__(self, refused: RefusedError, keep: Callable[[], None]) -> None:
        super().__init__()
        self.refused, self.keep = refused, keep


@contextmanager
def _undone_but_verdict() -> Iterator[None]:
    """One transaction; what the thread refuses is undone with all of it, and its verdict kept.

    So nobody pays for a savepoint. Who is killed between the two has answered nobody: the text
    comes again, and is judged again.
    """
    try:
        with transaction.atomic():
            yield
    except _UnsaidError as unsaid:
        unsaid.keep()
        raise unsaid.refused from None
