"""Commands on threads that are screened or decided: what each is sent as, and who does it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from community.core.types import Count, Identifier
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.threads.drafts import Draft, Sources
from community.threads.facts import Kind, Language, ReasonCode, Revision, Source
from community.users.commands import Command
from moderation.services import decisions, publish, reports


class How(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the author of an insight knows."""

    source: Source
    links: Annotated[list[str], Meta(max_length=20)] = []
    derived: Annotated[
        list[Identifier], Meta(max_length=20, description="posts it is drawn from")
    ] = msgspec.field(name="from", default_factory=list)
    model: Identifier | None = None

    def sources(self) -> Sources:
        """As a draft has them."""
        return Sources(
            source=self.source,
            links=tuple(self.links),
            derived=tuple(self.derived),
            model=self.model,
        )


class WritePost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write a post on a match's thread.

    It is screened first: refused as `screened`, or held for a moderator (`held`).
    """

    match: Identifier
    text: Annotated[str, Meta(description="Markdown, of a safe kind")]
    kind: Kind = "comment"
    seen: Annotated[Count, Meta(description="the offset of the match that the author had seen")]
    event: Annotated[Identifier | None, Meta(description="the event it speaks of")] = None
    reply: Annotated[Identifier | None, Meta(description="the post it answers")] = None
    lang: Language | None = None
    how: Annotated[How | None, Meta(description="of an insight, and of nothing else")] = None

    def draft(self) -> Draft:
        """The post to be."""
        return Draft(
            match=self.match,
            text=self.text,
            kind=self.kind,
            seen=self.seen,
            event=self.event,
            reply=self.reply,
            lang=self.lang,
            how=self.how.sources() if self.how else None,
        )


class EditPost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Write a post of one's own anew; refused as stale when it was written anew since `rev`."""

    post: Identifier
    rev: Revision
    text: Annotated[str, Meta(description="Markdown, of a safe kind")]


class ReportPost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Report a post to the moderators, once, for a reason that the policy offers."""

    post: Identifier
    reason: ReasonCode
    note: Annotated[str, Meta(description="a line for the moderators")] = ""


class DecideOnPost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Hide a post, or restore it, in a competition that one moderates."""

    post: Identifier
    reason: ReasonCode


def _post(told: WritePost, actor: str, sent: Sent) -> Appended:
    return publish.post(draft=told.draft(), by=actor, sent=sent)


def _edit(told: EditPost, actor: str, sent: Sent) -> Appended:
    return publish.edit(post_id=told.post, rev=told.rev, text=told.text, by=actor, sent=sent)


def _report(told: ReportPost, actor: str, sent: Sent) -> Appended:
    return reports.report(
        post_id=told.post, reason=told.reason, note=told.note, by=actor, sent=sent
    )


def _hide(told: DecideOnPost, actor: str, sent: Sent) -> Appended:
    return decisions.hide(post_id=told.post, reason=told.reason, by=actor, sent=sent)


def _restore(told: DecideOnPost, actor: str, sent: Sent) -> Appended:
    return decisions.restore(post_id=told.post, reason=told.reason, by=actor, sent=sent)


POST = Command(name="thread.post", fields=WritePost, permission=None, run=_post)
EDIT = Command(name="thread.edit", fields=EditPost, permission=None, run=_edit)
REPORT = Command(name="thread.report", fields=ReportPost, permission=None, run=_report)
# Whether the asker moderates the post's competition is the service's to ask.
HIDE = Command(name="thread.hide", fields=DecideOnPost, permission=None, run=_hide)
RESTORE = Command(name="thread.restore", fields=DecideOnPost, permission=None, run=_restore)
