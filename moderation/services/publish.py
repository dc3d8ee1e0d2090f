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
from community.threads.services.posts import Wanted, edit_post, edited_before
from community.threads.sight import refuse_unseen
from moderation import screening
from moderation.errors import ScreenedError
from moderation.models import Verdict
from moderation.screening import Judgement
from moderation.services.entering import enter_alone, slow_down
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
        entered = enter_alone(match, by, as_of=sent.as_of)
        judgement = screening.judge_edit(text, match=match, is_new=entered.is_new)

        def keep() -> None:
            record(judgement, kind=Verdict.Kind.EDIT, author=by, match=match)

        def publish() -> Appended:
            return edit_post(
                post_id=post_id, rev=rev, text=text, by=by, verdict=judgement.verdict, sent=sent
            )

        def wait() -> RefusedError:
            return hold(waiting, by=by, judgement=judgement, sent=sent)

        outcome = _carried_out(judgement, keep=keep, publish=publish, wait=wait)
    if isinstance(outcome, RefusedError):
        raise outcome
    if entered.is_surging:
        slow_down(entered)
    return outcome


class _UnsaidError(Exception):
    """What was let through was refused by the thread; keep: keeps its verdict."""

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


def _carried_out(
    judgement: Judgement,
    *,
    keep: Callable[[], None],
    publish: Callable[[], Appended],
    wait: Callable[[], RefusedError],
) -> Appended | RefusedError:
    """Keep the verdict and do what it says; a refusal is given back, so that the verdict stays."""
    keep()
    if judgement.verdict.outcome == "refuse":
        return ScreenedError(*judgement.verdict.reasons)
    if judgement.verdict.outcome == "hold":
        return wait()
    try:
        return publish()
    except RefusedError as refused:
        raise _UnsaidError(refused, keep) from refused
