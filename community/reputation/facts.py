"""What votes come to and what they earn, as facts on `user.<actor id>`; ids and numbers only."""

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from community.core.types import CheckedIdentifier, Count, EpochMillis, SafeInteger
from community.streams.catalogue import states
from community.streams.facts import FactData

DeedKind: TypeAlias = Literal[
    "comment_vote", "insight_vote", "down_vote", "upheld", "refuted", "hidden", "sanction"
]
HalfLife: TypeAlias = Annotated[int, Meta(ge=1, le=400_000_000, description="Seconds.")]


@states(
    "user.awarded",
    deed="deed_5f2c",
    kind="insight_vote",
    amount=6_500_000,
    half_life_s=7_776_000,
    since=1_529_949_900_000,
    post="post_7f0c",
    match="match_7f0c",
)
class UserAwarded(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The user earned an amount, or lost it; the fact's id is the award's, its cause tells why.

    amount: micro-units, a million a point; it fades from `since` on by its half-life.
    """

    deed: CheckedIdentifier
    kind: DeedKind
    amount: SafeInteger
    half_life_s: HalfLife
    since: EpochMillis
    post: CheckedIdentifier | None = None
    match: CheckedIdentifier | None = None


@states(
    "user.insight_judged",
    post="post_7f0c",
    match="match_7f0c",
    outcome="upheld",
    votes=12,
    up=14_500_000,
    down=2_000_000,
)
class UserInsightJudged(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The stand's votes on an insight of the user's came to an outcome, told once.

    up, down: sums of the votes' weights then, in millionths. Votes cast later agree with nothing.
    """

    post: CheckedIdentifier
    match: CheckedIdentifier
    outcome: Literal["upheld", "refuted"]
    votes: Count
    up: Count
    down: Count


@states("user.award_reversed", award="award_7f0c", deed="deed_5f2c", turn=1)
class UserAwardReversed(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """An award counts no longer, as if it never had.

    Its cause was undone, or what came before it changed.
    """

    award: CheckedIdentifier
    deed: CheckedIdentifier
    turn: Count
