"""What the API answers of who asks: a profile, what is followed, and notices."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from community.core import clock
from community.core.types import Count, EpochMillis, Identifier, JsonObject
from community.notices.state import Notification
from community.users.standing import Standing


class OwnStanding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A sanction in force, and why; until: when it ends, absent when it is to be lifted.

    competition: where it holds, absent when everywhere.
    """

    kind: str
    reason: str | None = None
    until: EpochMillis | None = None
    competition: Identifier | None = None


class Followed(Struct, frozen=True, kw_only=True):
    """A match or a club that is followed, since when."""

    kind: Literal["match", "club"]
    id: Identifier
    since: EpochMillis


class Me(Struct, frozen=True, kw_only=True):
    """Who asks, as others see him, how he stands and what he follows, the newest first."""

    actor: Identifier
    name: str
    hue: Count
    bio: str
    standing: OwnStanding
    follows: list[Followed]


class Viewing(Struct, frozen=True, kw_only=True):
    """How far behind live one watches, in seconds, and what is offered; 0 is live."""

    delay_s: Count
    offered_s: list[Count]


class OwnNotice(Notification, frozen=True, kw_only=True, omit_defaults=True):
    """One notice by its id: its place in one's stream, when it happened, what it is about.

    by: who did it. struck: it did not happen after all.
    """

    id: Identifier


class NoticePage(Struct, frozen=True, kw_only=True):
    """Notices, the newest first. read: up to which n all are read; next: what to ask `before`."""

    read: Count
    unread: Count
    notices: list[OwnNotice]
    next: Count | None


def standing_of(standing: Standing) -> OwnStanding:
    """A standing as its bearer is told it."""
    return OwnStanding(
        kind=str(standing.kind),
        reason=str(standing.reason) if standing.reason else None,
        until=clock.to_ms(standing.until) if standing.until else None,
        competition=standing.competition,
    )


def notice_of(notice_id: str, told: Notification) -> OwnNotice:
    """A notice as its reader is told it."""
    return OwnNotice(id=notice_id, **msgspec.structs.asdict(told))


def examples() -> dict[type[Any], JsonObject]:
    """An example of each, by its class."""
    at = 1_772_896_360_000
    followed: JsonObject = {"kind": "club", "id": "club_11", "since": at}
    notice: JsonObject = {
        "id": "notice_3c",
        "n": 7,
        "at": at,
        "kind": "reply",
        "by": "actor_77",
        "match": "match_3fa9c1",
        "post": "post_7b",
    }
    return {
        Me: {
            "actor": "actor_5f2c",
            "name": "harbour_fan",
            "hue": 210,
            "bio": "Behind the goal since 1998.",
            "standing": {"kind": "none"},
            "follows": [followed],
        },
        Viewing: {"delay_s": 30, "offered_s": [0, 5, 10, 15, 20, 25, 30]},
        NoticePage: {"read": 5, "unread": 1, "notices": [notice], "next": None},
    }
