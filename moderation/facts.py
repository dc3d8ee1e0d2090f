"""What moderation did, as facts on `moderation`: ids and closed sets, never a word of a text.

Hiding, restoring and slowing are facts of the thread, a standing one of the user: they stand there.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import Meta

from community.core.types import CheckedIdentifier, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData

ReasonCode: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{1,29}\Z")]

_HELD: dict[str, Any] = {"held": "held_7f0c", "match": "match_3c", "actor": "actor_5f2c"}


@states(
    "moderation.reported", report="report_1a", post="post_7f0c", match="match_3c", reason="abuse"
)
class ModerationReported(FactData, frozen=True, kw_only=True):
    """Somebody reported a post."""

    report: CheckedIdentifier
    post: CheckedIdentifier
    match: Identifier
    reason: ReasonCode


class OfHeld(FactData, frozen=True, kw_only=True):
    """Something that became of a text that waits, or waited."""

    held: CheckedIdentifier
    match: Identifier
    actor: Identifier


@states("moderation.held", **_HELD, rule="watched_words")
class ModerationHeld(OfHeld, frozen=True, kw_only=True):
    """A text waits for a moderator; rule: what it is held by."""

    rule: ReasonCode


@states("moderation.denied", **_HELD, reason="abuse")
class ModerationDenied(OfHeld, frozen=True, kw_only=True):
    """A moderator did not let it through; its author is told why."""

    reason: ReasonCode
