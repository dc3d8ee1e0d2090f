"""What happens to a user's standing in the house, as facts on `user.<actor id>`; actor ids only."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from community.core.types import Count, EpochMillis, Identifier
from community.streams.catalogue import states
from community.streams.facts import FactData
from community.users.roles import Role


@states("user.roles_set", user="actor_5f2c", roles=[Role.OPERATOR])
class UserRolesSet(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The roles a user has from now on, all of them."""

    user: Identifier
    roles: list[Role]


@states("user.sessions_ended", user="actor_5f2c")
class UserSessionsEnded(FactData, frozen=True, kw_only=True):
    """Every session a user had is over: he signs in again, everywhere."""

    user: Identifier


class StandingKind(StrEnum):
    """What is held back, from nothing to most."""

    NONE = "none"
    WARNED = "warned"
    SLOWED = "slowed"
    MUTED = "muted"
    SUSPENDED = "suspended"


class StandingReason(StrEnum):
    """Why somebody's standing was set; a closed set, since words might name somebody."""

    ABUSE = "abuse"
    HATE = "hate"
    SPAM = "spam"
    SPOILER = "spoiler"
    OFF_TOPIC = "off_topic"
    ILLEGAL = "illegal"
    EVASION = "evasion"
    APPEAL = "appeal"
    OTHER = "other"


@states("user.standing_set", user="actor_5f2c", kind=StandingKind.MUTED, reason=StandingReason.SPAM)
class UserStandingSet(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The sanction in force on a user from now on; `none` lifts it.

    until: when it ends by itself; absent: when it is lifted. competition: where it holds; absent:
    everywhere.
    """

    user: Identifier
    kind: StandingKind
    reason: StandingReason
    until: EpochMillis | None = None
    competition: Identifier | None = None


@states("user.competitions_set", user="actor_5f2c", competitions=["competition_1"])
class UserCompetitionsSet(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The competitions a moderator looks after from now on, all of them."""

    user: Identifier
    competitions: list[Identifier]


class Followed(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A match or a club, one of them."""

    match: Identifier | None = None
    club: Identifier | None = None


@states("user.followed", match="match_7f0c")
class UserFollowed(Followed, frozen=True, kw_only=True, omit_defaults=True):
    """The user follows a match or a club."""


@states("user.unfollowed", club="club_1")
class UserUnfollowed(Followed, frozen=True, kw_only=True, omit_defaults=True):
    """The user no longer follows it."""


class Other(FactData, frozen=True, kw_only=True):
    """Another user."""

    actor: Identifier


@states("user.blocked", actor="actor_9a01")
class UserBlocked(Other, frozen=True, kw_only=True):
    """The user and the other do not answer each other, and he sees no more of them."""


@states("user.unblocked", actor="actor_9a01")
class UserUnblocked(Other, frozen=True, kw_only=True):
    """The block is over."""


@states("user.muted", actor="actor_9a01")
class UserMuted(Other, frozen=True, kw_only=True):
    """The user sees no more of the other, who is not told."""


@states("user.unmuted", actor="actor_9a01")
class UserUnmuted(Other, frozen=True, kw_only=True):
    """The user sees the other again."""


@states("user.reacted", post="post_7f0c", reaction="up", on=True)
class UserReacted(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The user gave a post a reaction, or took it back.

    weight: what a vote weighed when it was given, in millionths; the fact cites the policy.
    """

    post: Identifier
    reaction: Annotated[str, Meta(pattern=r"^[a-z]{2,12}\Z")]
    on: bool
    weight: Annotated[int, Meta(ge=0, le=16_000_000)] = 1_000_000


@states("user.thread_read", match="match_7f0c", until=812)
class UserThreadRead(FactData, frozen=True, kw_only=True):
    """The user has read a match's thread up to an offset, on whatever device."""

    match: Identifier
    until: Count


@states("user.choices_set", off=["kickoff"])
class UserChoicesSet(FactData, frozen=True, kw_only=True):
    """The kinds of notice the user does not want from now on, all of them."""

    off: list[Identifier]


@states("user.delay_set", delay_s=30)
class UserDelaySet(FactData, frozen=True, kw_only=True):
    """How far behind live the user watches from now on, on every device; 0 is live."""

    delay_s: Count


@states("user.closed", user="actor_5f2c")
class UserClosed(FactData, frozen=True, kw_only=True):
    """The account is closed: nobody is behind the actor id any more."""

    user: Identifier
