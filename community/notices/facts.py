"""What a user was told, as facts on `user.<actor id>`; ids only, never a name or a word."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from community.core.types import Count, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData

NoticeKind: TypeAlias = Literal[
    "kickoff", "goal", "reply", "mention", "hidden", "restored", "refused", "standing"
]

# A code of the moderators' policy, or of a standing: words could name somebody.
ReasonCode: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{1,29}\Z")]


@states("user.notified", kind="goal", match="match_7f0c", event="event_9d")
class UserNotified(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A user was told of something; the fact's `cause` says of what, its `by` who did it.

    match, event, post: where it happened, so far as the kind has one. reason: a moderator's.
    """

    kind: NoticeKind
    match: Identifier | None = None
    event: Identifier | None = None
    post: Identifier | None = None
    reason: ReasonCode | None = None


@states("user.notice_struck", notice="notice_5f2c")
class UserNoticeStruck(FactData, frozen=True, kw_only=True):
    """What a notice told of did not happen after all; it stays, struck."""

    notice: Identifier


@states("user.notice_upheld", notice="notice_5f2c")
class UserNoticeUpheld(FactData, frozen=True, kw_only=True):
    """What a struck notice told of did happen: it is struck no longer."""

    notice: Identifier


@states("user.notices_read", until=12)
class UserNoticesRead(FactData, frozen=True, kw_only=True):
    """A user has read all notices up to an offset of their own stream, on every device."""

    until: Count
