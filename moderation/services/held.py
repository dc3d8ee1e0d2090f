"""Texts that wait for a moderator: held, let through in order, or denied."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import msgspec
from django.db import transaction

from community.config import selectors as config
from community.core import clock, sql
from community.core.errors import OperationConflictError
from community.core.ids import random_id
from community.core.types import JsonObject
from community.matches import selectors as matches
from community.streams import services as streams
from community.streams.facts import Appended, Fact, FactData
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.threads.services.edits import Edit, edit_post
from community.threads.services.posts import create_post
from community.users.standing import refuse_muted
from moderation import screening, selectors
from moderation.errors import (
    DecidedError,
    EarlierHeldError,
    HeldError,
    OwnCaseError,
    ScreenedError,
    TooManyHeldError,
)
from moderation.facts import ModerationDenied, ModerationHeld
from moderation.models import Decision, Held
from moderation.screening import Judgement
from moderation.services.decisions import refuse_elsewhere, refuse_reason
from moderation.services.verdicts import record_let_through

STREAM = "moderation"
_HELD: Final = """\
SELECT author, op FROM "moderation_held"
WHERE (author, op) IN (SELECT * FROM unnest(%s::text[], %s::uuid[]))"""
# What a text that a moderator denied is refused for, when it is sent again.
DENIED = "denied"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A post or an edit as it would be published; post and rev are an edit's."""

    draft: JsonObject
    text: str
    match: str
    post: str = ""
    rev: int | None = None

    @classmethod
    def of_post(cls, draft: Draft) -> "Waiting":
        """A post to be."""
        return cls(draft=msgspec.to_builtins(draft), text=draft.text, match=draft.match)

    @classmethod
    def of_edit(cls, edit: Edit, *, match: str) -> "Waiting":
        """A post written anew."""
        draft = {"text": edit.text}
        return cls(draft=draft, text=edit.text, match=match, post=edit.post, rev=edit.rev)


def hold(
    waiting: Waiting, *, by: str, judgement: Judgement, sent: Sent
) -> HeldError | TooManyHeldError:
    """Keep a text until a moderator has read it, and what its author is told meanwhile.

    Locks `moderation`.
    """
    verdict = judgement.verdict
    mine = Held.objects.filter(author=by, state=Held.State.WAITING)
    if mine.count() >= config.current().moderation.held_per_author_max:
        return TooManyHeldError()
    held = Held.objects.create(
        id=random_id("held"),
        verdict_id=verdict.id,
        author=by,
        op=sent.op,
        match=waiting.match,
        competition=matches.competition_of(waiting.match),
        post=waiting.post,
        rev=waiting.rev,
        draft=waiting.draft,
        salt=verdict.salt,
        at=clock.now(),
    )
    told = ModerationHeld(held=held.pk, match=held.match, actor=held.author, rule=verdict.rule)
    streams.append(STREAM, [_fact("moderation.held", told, by=held.author)])
    return HeldError(held=held.pk)


def held_among(named: Collection[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Those operations, by author and op, whose texts wait or waited; one query.

    Every post asks: a statement written down, and the row only where there is one.
    """
    if not named:
        return set()
    return set(sql.rows(_HELD, *map(list, zip(*named, strict=True))))


def refuse_held(waiting: Waiting, *, by: str, sent: Sent) -> None:
    """Refuse an op whose text waits already, or was denied.

    Raises HeldError, ScreenedError, OperationConflictError.
    """
    if sent.op is None or not held_among([(by, sent.op)]):
        return
    row = Held.objects.select_related("verdict").filter(author=by, op=sent.op).first()
    if row is None or row.state == Held.State.ALLOWED:
        return
    _refuse_other(row, waiting, op=str(sent.op))
    if row.state == Held.State.WAITING:
        raise HeldError(held=row.pk)
    raise ScreenedError(DENIED)


def _refuse_other(row: Held, waiting: Waiting, *, op: str) -> None:
    """Refuse an op that comes again with another body; what is erased cannot be compared."""
    if (row.post, row.rev) != (waiting.post, waiting.rev):
        raise OperationConflictError(op=op, field="post" if row.post != waiting.post else "rev")
    if row.draft is None:
        return
    for field in sorted(row.draft.keys() | waiting.draft.keys()):
        if row.draft.get(field) != waiting.draft.get(field):
            raise OperationConflictError(op=op, field=field)


@transaction.atomic
def allow(*, held_id: str, by: str) -> Appended:
    """Let a held text through, as its author sent it; of one author's the eldest goes first.

    Locks the held text, then as create_post or edit_post. Raises UnknownHeldError, ElsewhereError,
    OwnCaseError, DecidedError, EarlierHeldError, StandingError, and what the thread refuses.
    """
    row = _locked(held_id, by=by)
    earlier = Held.objects.filter(
        author=row.author, match=row.match, state=Held.State.WAITING, at__lt=row.at
    )
    if earlier.exists():
        raise EarlierHeldError(held=held_id)
    refuse_muted(row.author, row.competition)
    assert row.draft is not None, "what waits has its words"
    draft, sent = row.draft, Sent(op=row.op)
    verdict = screening.let_through(draft["text"], held=row)
    record_let_through(verdict, held=row)
    Decision.objects.create(
        kind=Decision.Kind.ALLOW,
        about=held_id,
        author=row.author,
        by=by,
        competition=row.competition,
        reason=screening.DESK[0],
        at=clock.now(),
    )
    row.state, row.draft, row.salt = Held.State.ALLOWED, None, b""
    row.save(update_fields=["state", "draft", "salt"])
    if row.post:
        assert row.rev is not None, "an edit has seen a revision"
        edit = Edit(post=row.post, rev=row.rev, text=draft["text"], by=row.author, sent=sent)
        return edit_post(edit, verdict=verdict)
    return create_post(
        draft=msgspec.convert(draft, Draft), by=row.author, verdict=verdict, sent=sent
    )


@transaction.atomic
def deny(*, held_id: str, reason: str, by: str) -> Appended:
    """Keep a held text from the thread, with a reason that its author is told.

    Locks the held text, then `moderation`. Raises UnknownHeldError, ElsewhereError, OwnCaseError,
    DecidedError, InvalidError.
    """
    refuse_reason(reason, offered=config.current().moderation.hide_reasons)
    row = _locked(held_id, by=by)
    Decision.objects.create(
        kind=Decision.Kind.DENY,
        about=held_id,
        author=row.author,
        by=by,
        competition=row.competition,
        reason=reason,
        at=clock.now(),
    )
    row.state = Held.State.DENIED
    row.save(update_fields=["state"])
    told = ModerationDenied(held=held_id, match=row.match, actor=row.author, reason=reason)
    return streams.append(STREAM, [_fact("moderation.denied", told, by=by)])


def _locked(held_id: str, *, by: str) -> Held:
    """A text that still waits, locked, that a moderator may decide on."""
    selectors.held(held_id)
    row = (
        Held.objects.select_related("verdict")
        .select_for_update(no_key=True, of=("self",))
        .get(pk=held_id)
    )
    refuse_elsewhere(by, row.competition)
    if row.author == by:
        raise OwnCaseError(held=held_id)
    if row.state != Held.State.WAITING:
        raise DecidedError(held=held_id)
    return row


def _fact(fact_type: str, data: FactData, *, by: str) -> Fact:
    return Fact(type=fact_type, v=1, id=random_id("fact"), at=clock.now_ms(), by=by, data=data)
