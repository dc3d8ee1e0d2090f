"""Report a post: two taps, one report each."""

from django.db import IntegrityError, transaction

from community.config import selectors as config
from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.matches import selectors as matches
from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.streams.selectors import LIVE
from community.threads import selectors as threads
from community.threads.errors import GonePostError
from community.threads.services.opening import asked_of
from community.threads.sight import refuse_unseen
from community.users import budgets
from moderation.errors import OwnCaseError, ReportedError
from moderation.facts import ModerationReported
from moderation.models import Report
from moderation.services.decisions import refuse_reason
from moderation.services.held import STREAM


@transaction.atomic
def report(*, post_id: str, reason: str, by: str, note: str = "", sent: Sent = UNNAMED) -> Appended:
    """Report a post, once; the note stays beside the log.

    Holds the op, then locks `moderation`. Raises OperationConflictError, InvalidError,
    UnknownPostError, OwnCaseError, GonePostError, ReportedError, TooManyError.
    """
    asked = asked_of("thread.report", {"post": post_id, "reason": reason}, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    policy = config.current().moderation
    refuse_reason(reason, offered=policy.report_reasons)
    _refuse_note(note, chars_max=policy.note_chars_max)
    refuse_unseen([post_id], by=by, as_of=sent.as_of)
    found = threads.post(post_id, as_of=LIVE)
    if found.author == by:
        raise OwnCaseError(post=post_id)
    if "gone" in found.post:
        raise GonePostError(post=post_id)
    budgets.take_report(by, policy=config.current().publish)
    row = _written(
        Report(
            id=random_id("report"),
            post=post_id,
            match=found.match,
            competition=matches.competition_of(found.match),
            author=found.author,
            reporter=by,
            reason=reason,
            note=note,
            at=clock.now(),
        )
    )
    told = ModerationReported(report=row.pk, post=post_id, match=row.match, reason=reason)
    fact = Fact(
        type="moderation.reported",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        op=str(sent.op) if sent.op else None,
        data=told,
    )
    return streams.append(STREAM, [fact], asked=asked)


def _written(row: Report) -> Report:
    try:
        with transaction.atomic():
            return Report.objects.bulk_create([row])[0]
    except IntegrityError as twice:
        raise ReportedError(post=row.post) from twice


def _refuse_note(note: str, *, chars_max: int) -> None:
    """Refuse a note that is too long or that no page could show."""
    if len(note) > chars_max:
        fault = f"a note has at most {chars_max} characters"
    elif not note.isprintable():
        fault = "a note is one line of letters that can be seen"
    else:
        return
    raise InvalidError(Fault(pointer="/note", detail=fault))
