"""What moderators do, each in their own competition: hide, restore, set standings, slow threads."""

from collections.abc import Collection
from datetime import datetime
from typing import Literal

from django.db import transaction

from community.config import selectors as config
from community.core import clock
from community.core.errors import Fault, InvalidError
from community.matches import selectors as matches
from community.streams import services as streams
from community.streams.facts import Appended
from community.streams.operations import UNNAMED, Sent
from community.threads import desk
from community.threads.desk import Kept
from community.threads.services import visibility
from community.threads.services.opening import asked_of, slow
from community.users import selectors as users
from community.users.facts import StandingKind, StandingReason
from community.users.services.standing import set_standing
from community.users.standing import standing_of
from moderation.errors import ElsewhereError, OwnCaseError, PeerError, WiderStandingError
from moderation.models import Decision, Report

# Slower than this nobody talks at all: a thread is hidden from, not slowed.
GAP_MS_MAX = 3_600_000


def hide(*, post_id: str, reason: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Take a post from everybody's sight; its reports are upheld, its author is told why.

    Locks the post's reports, then as hide_post. Raises InvalidError, UnknownPostError,
    ElsewhereError, OwnCaseError, and what hide_post raises.
    """
    refuse_reason(reason, offered=config.current().moderation.hide_reasons)
    return _turned("hide", post_id=post_id, reason=reason, by=by, sent=sent)


def restore(*, post_id: str, reason: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Bring a hidden post back; its reports are dismissed.

    Locks the post's reports, then as restore_post. Raises as `hide`.
    """
    refuse_reason(reason, offered=config.current().moderation.restore_reasons)
    return _turned("restore", post_id=post_id, reason=reason, by=by, sent=sent)


@transaction.atomic
def _turned(
    verb: Literal["hide", "restore"], *, post_id: str, reason: str, by: str, sent: Sent
) -> Appended:
    fields: dict[str, object] = {"post": post_id, "reason": reason}
    asked = asked_of(f"thread.{verb}", fields, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    kept, competition = _theirs(post_id, by=by)
    is_hidden = verb == "hide"
    _close_reports(post_id, Report.State.UPHELD if is_hidden else Report.State.DISMISSED)
    Decision.objects.create(
        kind=Decision.Kind.HIDE if is_hidden else Decision.Kind.RESTORE,
        about=post_id,
        author=kept.author,
        by=by,
        competition=competition,
        reason=reason,
        at=clock.now(),
    )
    turn = visibility.hide_post if is_hidden else visibility.restore_post
    return turn(post_id=post_id, reason=reason, by=by, sent=sent)


@transaction.atomic
def dismiss(*, post_id: str, by: str) -> None:
    """Find nothing wrong with a reported post: it stays, and its reports are closed.

    Locks the reports. Raises UnknownPostError, ElsewhereError, OwnCaseError.
    """
    kept, competition = _theirs(post_id, by=by)
    _close_reports(post_id, Report.State.DISMISSED)
    Decision.objects.create(
        kind=Decision.Kind.DISMISS,
        about=post_id,
        author=kept.author,
        by=by,
        competition=competition,
        reason="stands",
        at=clock.now(),
    )


@transaction.atomic
def sanction(
    *,
    actor: str,
    kind: StandingKind,
    reason: StandingReason,
    until: datetime | None,
    by: str,
    competition: str,
) -> Appended:
    """Set somebody's standing in a competition; `none` lifts it there.

    Locks as set_standing. Raises ElsewhereError, OwnCaseError, PeerError, WiderStandingError, and
    what set_standing raises.
    """
    refuse_elsewhere(by, competition)
    if actor == by:
        raise OwnCaseError
    if users.moderates(actor, competition) and users.competitions_of(by) is not None:
        raise PeerError
    held = standing_of(actor)
    if held.kind is not StandingKind.NONE and held.competition != competition:
        raise WiderStandingError(competition=held.competition or "")
    Decision.objects.create(
        kind=Decision.Kind.STANDING,
        about=actor,
        author=actor,
        by=by,
        competition=competition,
        reason=reason,
        standing=kind,
        until=until,
        at=clock.now(),
    )
    return set_standing(
        actor=actor, kind=kind, reason=reason, until=until, by=by, competition=competition
    )


@transaction.atomic
def slow_thread(
    *, match_id: str, gap_ms: int, reason: str, until: datetime | None, by: str
) -> Appended:
    """Set the gap between two posts of one author on a match's thread, by hand; 0 ends it.

    Locks as slow. Raises UnknownMatchError, ElsewhereError, InvalidError.
    """
    refuse_reason(reason, offered=config.current().moderation.slow_reasons)
    if not 0 <= gap_ms <= GAP_MS_MAX:
        raise InvalidError(Fault(pointer="/gap_ms", detail=f"a gap is 0 to {GAP_MS_MAX} ms"))
    if until is not None and until <= clock.now():
        raise InvalidError(Fault(pointer="/until", detail="it ends later than now"))
    competition = matches.competition_of(match_id)
    refuse_elsewhere(by, competition)
    Decision.objects.create(
        kind=Decision.Kind.SLOW,
        about=match_id,
        by=by,
        competition=competition,
        reason=reason,
        until=until,
        at=clock.now(),
    )
    return slow(match_id=match_id, gap_ms=gap_ms, reason=reason, by=by, until=until)


def refuse_elsewhere(by: str, competition: str) -> None:
    """Refuse who does not look after a competition; raises ElsewhereError."""
    if not users.moderates(by, competition):
        raise ElsewhereError(reason="permission")


def refuse_reason(reason: str, *, offered: Collection[str]) -> None:
    """Refuse a reason that the policy does not offer; raises InvalidError."""
    if reason not in offered:
        raise InvalidError(Fault(pointer="/reason", detail="no such reason is offered"))


def _theirs(post_id: str, *, by: str) -> tuple[Kept, str]:
    """A post and its competition, when a moderator may decide on it."""
    kept = desk.kept_one(post_id)
    competition = matches.competition_of(kept.match)
    refuse_elsewhere(by, competition)
    if kept.author == by:
        raise OwnCaseError(post=post_id)
    return kept, competition


def _close_reports(post_id: str, state: Report.State) -> None:
    open_ones = Report.objects.filter(post=post_id, state=Report.State.OPEN).order_by("pk")
    ids = [row.pk for row in open_ones.select_for_update(no_key=True)]
    Report.objects.filter(pk__in=ids).update(state=state)
