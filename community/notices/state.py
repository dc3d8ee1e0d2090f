"""A user's notices as their devices hold them: the newest, and how far they are read."""

from typing import Final

from msgspec import Struct, field

from community.core.types import Count, EpochMillis, Identifier
from community.notices.facts import NoticeKind, ReasonCode

# What a bell can show; the rest is paged. At their longest, a third of a frame.
NOTICES_MAX: Final = 50


class Notification(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One notice: its place in the user's stream, when it happened, what it is about.

    by: who did it. struck: it did not happen after all.
    """

    n: Count
    at: EpochMillis
    kind: NoticeKind
    by: Identifier | None = None
    match: Identifier | None = None
    event: Identifier | None = None
    post: Identifier | None = None
    reason: ReasonCode | None = None
    struck: bool = False


class Bell(Struct, frozen=True, kw_only=True):
    """A user's newest notices by id, and the offset up to which all are read.

    unread: of those held; when it is as many as are held, there may be more.
    """

    read: Count
    unread: Count
    notices: dict[Identifier, Notification]


class BellState(Struct, kw_only=True):
    """What the facts of a user's stream come to, so far as they are notices."""

    read: Count = 0
    notices: dict[Identifier, Notification] = field(default_factory=dict)

    @property
    def unread(self) -> int:
        """How many of the notices held were not read."""
        return sum(notice.n > self.read for notice in self.notices.values())

    @property
    def count(self) -> str:
        """How many are unread, short; empty for none. When all that fit are, there may be more."""
        unread = self.unread
        return f"{unread}+" if unread == NOTICES_MAX else str(unread or "")
