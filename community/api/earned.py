"""What the API answers of reputation: one's own with its reasons, and a match's leaderboard."""

from typing import Any

from msgspec import Struct

from community.core import clock
from community.core.types import Count, EpochMillis, Identifier, JsonObject, SafeInteger
from community.reputation.facts import DeedKind
from community.reputation.reasons import Place, Reason, Standing

_MICRO = 1_000_000


class OwnAward(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one award was for; amounts are micro-units, a million a point.

    amount: credited; left: what is left of it now; undoing: what undoing it would change, null when
    too much was voted on those days to work it out.
    weight: its giver's, who is not named, in millionths.
    """

    id: Identifier
    kind: DeedKind
    at: EpochMillis
    match: Identifier | None = None
    post: Identifier | None = None
    weight: Count
    amount: SafeInteger
    left: SafeInteger
    undoing: SafeInteger | None
    half_life_s: Count
    undone: bool = False


class OwnReputation(Struct, frozen=True, kw_only=True):
    """One's own reputation, and the newest awards it comes from.

    micro: a million a point. agreed, rated: votes that agreed with an outcome told after them.
    """

    micro: Count
    level: Count
    next_points: Count | None
    budget_percent: Count
    agreed: Count
    rated: Count
    awards: list[OwnAward]


class Leader(Struct, frozen=True, kw_only=True):
    """Somebody who earned something on a match; provisional: on little, by few, or long ago."""

    actor: Identifier
    micro: Count
    awards: Count
    provisional: bool


class Leaders(Struct, frozen=True, kw_only=True):
    """Who earned most on a match, the most first."""

    leaders: list[Leader]


def reputation_of(standing: Standing, reasons: list[Reason]) -> OwnReputation:
    """A reputation as its bearer is told it."""
    return OwnReputation(
        micro=round(standing.points * _MICRO),
        level=standing.level,
        next_points=standing.next_points,
        budget_percent=standing.rights.budget_percent,
        agreed=standing.accuracy.agreed,
        rated=standing.accuracy.rated,
        awards=[_award(reason) for reason in reasons],
    )


def _award(reason: Reason) -> OwnAward:
    return OwnAward(
        id=reason.id,
        kind=reason.kind,  # type: ignore[arg-type]  # a row holds any text, ours only kinds
        at=clock.to_ms(reason.at),
        match=reason.match or None,
        post=reason.post or None,
        weight=round(reason.weight * _MICRO),
        amount=round(reason.credited * _MICRO),
        left=round(reason.left * _MICRO),
        undoing=None if reason.undoing is None else round(reason.undoing * _MICRO),
        half_life_s=reason.half_life_s,
        undone=reason.is_undone,
    )


def leader_of(place: Place) -> Leader:
    """A place as everybody is told it."""
    return Leader(
        actor=place.actor,
        micro=round(place.points * _MICRO),
        awards=place.awards,
        provisional=place.is_provisional,
    )


def examples() -> dict[type[Any], JsonObject]:
    """An example of each, by its class."""
    award: JsonObject = {
        "id": "deed_5f2c",
        "kind": "insight_vote",
        "at": 1_772_896_360_000,
        "match": "match_3fa9c1",
        "post": "post_7b",
        "weight": 1_300_000,
        "amount": 6_500_000,
        "left": 4_800_000,
        "undoing": -4_800_000,
        "half_life_s": 7_776_000,
    }
    leader: JsonObject = {
        "actor": "actor_5f2c",
        "micro": 42_500_000,
        "awards": 9,
        "provisional": False,
    }
    return {
        OwnReputation: {
            "micro": 12_400_000,
            "level": 1,
            "next_points": 50,
            "budget_percent": 125,
            "agreed": 8,
            "rated": 11,
            "awards": [award],
        },
        Leaders: {"leaders": [leader]},
    }
