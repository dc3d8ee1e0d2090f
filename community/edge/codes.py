"""Every code the socket may answer with: what it means, and whether to come back."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Literal, NamedTuple, TypeAlias


class Close(IntEnum):
    """4000-4499: come back. 4500-4999: stop, the same will be refused again."""

    DRAIN = 4000
    LOST = 4001
    SLOW = 4008
    PAUSED = 4009
    CROWDED = 4029
    EXPIRED = 4100
    MALFORMED = 4500
    BAD_TOKEN = 4501
    UNSUPPORTED = 4502
    ORIGIN = 4503
    REVOKED = 4504


RejectedCode: TypeAlias = Literal["unknown_topic", "too_many_topics", "unavailable"]
ErrorCode: TypeAlias = Literal["malformed", "too_many", "not_connected"]
RefusedCode: TypeAlias = Literal[
    "stale",
    "conflict",
    "forbidden",
    "invalid",
    "not_found",
    "unknown_command",
    "too_many",
    "unavailable",
    "failed",
]


class Retry(StrEnum):
    """What to do about a refusal."""

    AGAIN = "again"  # the same, after a wait; a command with the same op
    CHANGED = "changed"  # another message, or the same made against the present state
    NEVER = "never"  # nothing this client can send will do


class Meaning(NamedTuple):
    """What a code says, and whether to try again."""

    means: str
    retry: Retry


REJECTED: Mapping[RejectedCode, Meaning] = {
    "unknown_topic": Meaning("No topic has this name, for this viewer.", Retry.NEVER),
    "too_many_topics": Meaning(
        "The session follows as many topics as it may; leave one first.", Retry.CHANGED
    ),
    "unavailable": Meaning("The log does not answer now.", Retry.AGAIN),
}
ERRORS: Mapping[ErrorCode, Meaning] = {
    "malformed": Meaning(
        "The message is not one of this wire's; repeated, the socket is closed.", Retry.CHANGED
    ),
    "too_many": Meaning("Sent too fast; it was not read.", Retry.AGAIN),
    "not_connected": Meaning("The first message is connect.", Retry.CHANGED),
}
REFUSED: Mapping[RefusedCode, Meaning] = {
    "stale": Meaning(
        "What the command changes has moved since it was seen; current says how it stands.",
        Retry.CHANGED,
    ),
    "conflict": Meaning(
        "The command does not fit the present state, or its op was used with another body.",
        Retry.CHANGED,
    ),
    "forbidden": Meaning("This viewer may not do this.", Retry.NEVER),
    "invalid": Meaning("Some fields are wrong; the detail points at them.", Retry.CHANGED),
    "not_found": Meaning("What the command names does not exist.", Retry.NEVER),
    "unknown_command": Meaning("No command has this name.", Retry.NEVER),
    "too_many": Meaning("Commanded too fast, or too many are under way.", Retry.AGAIN),
    "unavailable": Meaning(
        "A part this needs does not answer; whether it was done is not known.", Retry.AGAIN
    ),
    "failed": Meaning("A fault of ours, and written down; nothing is done twice.", Retry.AGAIN),
}
CLOSES: Mapping[Close, Meaning] = {
    Close.DRAIN: Meaning("This server stops; another goes on.", Retry.AGAIN),
    Close.LOST: Meaning("Nothing was heard in time, or a part did not answer.", Retry.AGAIN),
    Close.SLOW: Meaning("The socket took less than it was sent.", Retry.AGAIN),
    Close.PAUSED: Meaning("The live plane is switched off for now.", Retry.AGAIN),
    Close.CROWDED: Meaning(
        "Too many sockets were opened from this address or by this user.", Retry.AGAIN
    ),
    Close.EXPIRED: Meaning(
        "The connect token has ended, or its viewer chose another delay; get another.",
        Retry.CHANGED,
    ),
    Close.MALFORMED: Meaning("Too many messages could not be read.", Retry.NEVER),
    Close.BAD_TOKEN: Meaning("The connect token is none of ours.", Retry.NEVER),
    Close.UNSUPPORTED: Meaning("No version of the wire in common.", Retry.NEVER),
    Close.ORIGIN: Meaning("A page of another site.", Retry.NEVER),
    Close.REVOKED: Meaning("The session was ended.", Retry.NEVER),
}
