"""What happens on a match's thread, as facts on `thread.<match id>`: ids, numbers, salted digests.

Texts lie in a table of their own, where they can be erased; a fact holds the digest of one.
"""

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta

from community.core.types import CheckedIdentifier, Count, EpochMillis, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData

Kind: TypeAlias = Literal["comment", "insight"]
Source: TypeAlias = Literal["own", "model", "official", "report", "rumour"]
# As a scoreboard says it; before the kick-off a match has no period.
Stage: TypeAlias = Literal["PRE", "1H", "2H", "ET1", "ET2", "PEN"]
Language: TypeAlias = Annotated[
    str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}\Z", description="As BCP 47 has it.")
]
Digest: TypeAlias = Annotated[
    str,
    Meta(
        min_length=64,
        max_length=64,
        description="SHA-256 of a salt and the text.",
        extra_json_schema={"pattern": r"^[0-9a-f]{64}$"},
    ),
]
# Words about a post could name somebody: a closed set of codes, the moderators' policy says which.
ReasonCode: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z][a-z_]{1,29}\Z")]
Revision: TypeAlias = Annotated[int, Meta(ge=1, le=1_000)]

_DIGEST = "5f" * 32
_ANCHOR: dict[str, Any] = {"offset": 812, "period": "1H", "clock_ms": 754_200}


class Anchor(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The moment a post speaks of.

    event, revision: a canonical event as it stood; offset: where the match's log tells it, or else
    what the author had seen of it. period, clock_ms: the match's clock as the author had it.
    """

    event: CheckedIdentifier | None = None
    revision: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    offset: Count
    period: Stage
    clock_ms: Count


@states("thread.opened", match="match_7f0c")
class ThreadOpened(FactData, frozen=True, kw_only=True):
    """A match has its thread."""

    match: Identifier


@states(
    "thread.posted",
    kind="comment",
    anchor=Anchor(event="event_5f2c", revision=0, **_ANCHOR),
    seen=840,
    bytes=120,
    digest=_DIGEST,
    lang="en",
)
class ThreadPosted(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody wrote a post; the fact's id is the post's.

    seen: the offset of the match that the author had seen. bytes: what its text takes on the wire.
    source: where an insight comes from.
    """

    kind: Kind
    anchor: Anchor
    seen: Count
    reply: CheckedIdentifier | None = None
    mentions: list[CheckedIdentifier] = []
    lang: Language | None = None
    bytes: Count
    digest: Digest
    source: Source | None = None


class OfPost(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """Something that became of a post."""

    post: CheckedIdentifier


@states("thread.edited", post="post_7f0c", revision=2, bytes=118, digest=_DIGEST)
class ThreadEdited(OfPost, frozen=True, kw_only=True, omit_defaults=True):
    """Its author wrote it anew."""

    revision: Revision
    bytes: Count
    digest: Digest
    mentions: list[CheckedIdentifier] = []


@states("thread.deleted", post="post_7f0c")
class ThreadDeleted(OfPost, frozen=True, kw_only=True, omit_defaults=True):
    """Its author took it back, for good."""


@states("thread.hidden", post="post_7f0c", reason="abuse")
class ThreadHidden(OfPost, frozen=True, kw_only=True, omit_defaults=True):
    """A moderator took it from everybody's sight."""

    reason: ReasonCode


@states("thread.restored", post="post_7f0c", reason="mistake")
class ThreadRestored(OfPost, frozen=True, kw_only=True, omit_defaults=True):
    """A hidden post is seen again."""

    reason: ReasonCode


@states("thread.erased", post="post_7f0c")
class ThreadErased(OfPost, frozen=True, kw_only=True, omit_defaults=True):
    """Its author closed the account: its text is no more."""


class Reacted(FactData, frozen=True, kw_only=True):
    """How many gave one reaction."""

    reaction: CheckedIdentifier
    count: Count


class Tally(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """How a post is received: absolute counts, so telling them again changes nothing."""

    post: CheckedIdentifier
    up: Count = 0
    down: Count = 0
    reactions: list[Reacted] = []


@states(
    "thread.tallied",
    tallies=[Tally(post="post_7f0c", up=3, reactions=[Reacted(reaction="fire", count=2)])],
)
class ThreadTallied(FactData, frozen=True, kw_only=True):
    """Reactions of a window, counted."""

    tallies: list[Tally]


@states("thread.slowed", gap_ms=30_000, reason="surge", until=1_529_949_900_000)
class ThreadSlowed(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """From now on so long lies between two posts of one author; 0 ends it."""

    gap_ms: Annotated[int, Meta(ge=0, le=3_600_000)]
    reason: ReasonCode
    until: EpochMillis | None = None
