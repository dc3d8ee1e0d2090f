"""The wire, `terrace.v1`: every message either side may send; what codes mean is in codes.py."""

from typing import Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
from msgspec import Meta

from community.core.errors import MalformedError
from community.core.types import SAFE_INTEGER_MAX, Count
from community.edge.codes import ErrorCode, RefusedCode, RejectedCode

SUBPROTOCOL = "terrace.v1"

TopicKey: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]+\.[A-Za-z0-9_-]{1,64}\Z")]
Token: TypeAlias = Annotated[str, Meta(min_length=1, max_length=1_024)]
CommandName: TypeAlias = Annotated[str, Meta(pattern=r"^[a-z]+\.[a-z_]{1,40}\Z")]
Trace: TypeAlias = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]


class _In(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="t"):
    """Base of what a client sends."""


class Connect(_In, frozen=True, kw_only=True, tag="connect"):
    """The first message: who connects, by a token the page or the API gave.

    measure: false declines telemetry; nothing of this session is then aggregated.
    """

    token: Token
    measure: bool = True


class Subscribe(_In, frozen=True, kw_only=True, tag="subscribe"):
    """Follow a topic, from a position when the client holds one."""

    topic: TopicKey
    epoch: Count | None = None
    offset: Count | None = None


class Unsubscribe(_In, frozen=True, kw_only=True, tag="unsubscribe"):
    """Follow a topic no longer."""

    topic: TopicKey


class Ping(_In, frozen=True, kw_only=True, tag="ping"):
    """Ask for the server's time; at is the client's own, in milliseconds, given back."""

    at: Annotated[int, Meta(ge=-SAFE_INTEGER_MAX, le=SAFE_INTEGER_MAX)]


class Ack(_In, frozen=True, kw_only=True, tag="ack"):
    """What the client has applied, and whether somebody sees it."""

    topic: TopicKey
    offset: Count
    visible: bool


class Renew(_In, frozen=True, kw_only=True, tag="renew"):
    """Ask for a fresh connect token."""


class Command(_In, frozen=True, kw_only=True, tag="command"):
    """Do something, once for its op however often it is sent; data is the named command's own.

    trace: that of the frame it answers.
    """

    op: UUID
    name: CommandName
    data: msgspec.Raw
    trace: Trace | None = None


Inbound: TypeAlias = Connect | Subscribe | Unsubscribe | Ping | Ack | Renew | Command
_decoder: msgspec.json.Decoder[Inbound] = msgspec.json.Decoder(Inbound)


def decode(text: str | bytes) -> Inbound:
    """Read one message of a client; raises MalformedError."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise MalformedError(str(fault)[:200]) from None


class _Out(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="t"):
    """Base of what the server sends; times are its own, in milliseconds since 1970."""


class Hello(_Out, frozen=True, kw_only=True, tag="hello"):
    """You are in: the session's pseudonym, the pace, and the budgets in force.

    delay_s: how far behind live everything on this socket is, as the token says; 0 is live.
    """

    session: str
    at: int
    delay_s: int
    tick_ms: int
    heartbeat_ms: int
    ack_ms: int
    token: str
    token_expires_at: int
    budgets: dict[str, int]


class Snapshot(_Out, frozen=True, kw_only=True, tag="snapshot"):
    """The whole state of a topic at an offset."""

    topic: str
    epoch: int
    offset: int
    at: int
    state: dict[str, Any]
    digest: str


class Resumed(_Out, frozen=True, kw_only=True, tag="resumed"):
    """What the client holds at `from` is good; one frame to `to` follows when there is more."""

    topic: str
    epoch: int
    from_: int = msgspec.field(name="from")
    to: int


class Rejected(_Out, frozen=True, kw_only=True, tag="rejected"):
    """This topic is not to be had."""

    topic: str
    code: RejectedCode


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that must be told by itself; announced, never folded."""

    offset: int
    type: str
    id: str
    at: int
    data: Any


class Frame(_Out, frozen=True, kw_only=True, tag="frame"):
    """What takes a topic's state from one offset to another (RFC 7396), and what is to be told."""

    topic: str
    epoch: int
    from_: int = msgspec.field(name="from")
    to: int
    at: int
    patch: dict[str, Any]
    notices: list[Notice]
    trace: str | None = None
    digest: str | None = None


class Skip(_Out, frozen=True, kw_only=True, tag="skip"):
    """Offsets that hold nothing for viewers; the state stays as it is, only the position moves."""

    topic: str
    epoch: int
    from_: int = msgspec.field(name="from")
    to: int


class Confirmed(_Out, frozen=True, kw_only=True, tag="confirmed"):
    """A command is done; offset is where its last fact stands, when it stated any.

    due_ms: to who watches behind live, in its place: how long until its topic shows it.
    """

    op: UUID
    topic: str | None = None
    epoch: int | None = None
    offset: int | None = None
    result: dict[str, Any] | None = None
    due_ms: int = 0


class Refused(_Out, frozen=True, kw_only=True, tag="refused"):
    """A command is not done; current is what stands now, for one that was stale.

    limit: the name of the limit of pace it was past, with too_many.
    """

    op: UUID
    code: RefusedCode
    detail: str = ""
    retry_after_ms: int = 0
    limit: str = ""
    current: dict[str, Any] | None = None


class Presence(_Out, frozen=True, kw_only=True, tag="presence"):
    """How many sessions follow a topic; large numbers are rounded, and exact says so."""

    topic: str
    count: int
    exact: bool


class Heartbeat(_Out, frozen=True, kw_only=True, tag="heartbeat"):
    """Nothing happened, and we are here."""

    at: int


class Pong(_Out, frozen=True, kw_only=True, tag="pong"):
    """The server's time, and the client's given back."""

    at: int
    server_at: int


class FreshToken(_Out, frozen=True, kw_only=True, tag="token"):
    """A token for the next connect."""

    token: str
    expires_at: int


class Drain(_Out, frozen=True, kw_only=True, tag="drain"):
    """Come back after so long, here or elsewhere; the close that follows says why."""

    reconnect_in_ms: int


class Error(_Out, frozen=True, kw_only=True, tag="error"):
    """A message was refused; the session goes on."""

    code: ErrorCode
    detail: str = ""
    retry_after_ms: int = 0


_encoder = msgspec.json.Encoder()


def encode(message: _Out) -> str:
    """One message as text."""
    return _encoder.encode(message).decode()
