"""Every message of the wire: when it is sent, one that could be, and what answers it.

The only place, beside a message's own docstring, where the wire is explained; the AsyncAPI
document, the reference page and the tests all read it. A message without an entry fails a test.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias
from uuid import UUID

import msgspec

from community.edge import protocol

MessageClass: TypeAlias = type[msgspec.Struct]

_AT = 1_529_949_602_102
_TOPIC = "match.match_7f0c"
_EPOCH = 1_529_946_000_000
_OP = UUID("5b0f4a5e-0a53-4a3b-9c1b-0a6a2f6c9a51")
_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
_DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_TOKEN = "WyJrZXkiLG51bGwsMV0:1xVCwd:OuJOOlg9JQa"  # noqa: S105 -- an example, signed by nobody


class Sent(NamedTuple):
    """When a message is sent, an example, and its answers: exactly one of them comes."""

    when: str
    example: msgspec.Struct
    answers: tuple[MessageClass, ...] = ()


Told: TypeAlias = Mapping[MessageClass, Sent]

FROM_CLIENT: Told = {
    protocol.Connect: Sent(
        when="Once, first of all, within connect_timeout_ms of opening the socket.",
        example=protocol.Connect(token=_TOKEN),
        answers=(protocol.Hello,),
    ),
    protocol.Subscribe: Sent(
        when="For each topic, after a connect or a gap; with a position to resume from it.",
        example=protocol.Subscribe(topic=_TOPIC, epoch=_EPOCH, offset=41),
        answers=(protocol.Resumed, protocol.Snapshot, protocol.Rejected),
    ),
    protocol.Unsubscribe: Sent(
        when="When nobody looks at the topic any more.",
        example=protocol.Unsubscribe(topic=_TOPIC),
    ),
    protocol.Ping: Sent(
        when="Now and then, to tell the server's clock.",
        example=protocol.Ping(at=171),
        answers=(protocol.Pong,),
    ),
    protocol.Ack: Sent(
        when="About every ack_ms while offsets move.",
        example=protocol.Ack(topic=_TOPIC, offset=44, visible=True),
    ),
    protocol.Renew: Sent(
        when="At half the token's life, so that a reconnect needs no request.",
        example=protocol.Renew(),
        answers=(protocol.FreshToken,),
    ),
    protocol.Command: Sent(
        when="When the viewer does something; with the same op again until it is answered.",
        example=protocol.Command(
            op=_OP,
            name="match.correct_score",
            data=msgspec.Raw(
                b'{"match":"match_7f0c","home":2,"away":1,"reason":"an own goal","seen":44}'
            ),
            trace=_TRACE,
        ),
        answers=(protocol.Confirmed, protocol.Refused),
    ),
}

FROM_SERVER: Told = {
    protocol.Hello: Sent(
        when="Once, in answer to a good connect.",
        example=protocol.Hello(
            session="19f04bc8a4f6ea31",
            at=_AT,
            delay_s=0,
            tick_ms=100,
            heartbeat_ms=1_000,
            ack_ms=1_000,
            token=_TOKEN,
            token_expires_at=_AT + 600_000,
            budgets={"topics_max": 32, "messages_per_minute": 600, "connects_per_minute": 60},
        ),
    ),
    protocol.Snapshot: Sent(
        when="In answer to a subscribe that cannot be resumed; later, to a client too far behind.",
        example=protocol.Snapshot(
            topic=_TOPIC,
            epoch=_EPOCH,
            offset=41,
            at=_AT,
            state={"status": "live", "score": {"home": 1, "away": 0}},
            digest=_DIGEST,
        ),
    ),
    protocol.Resumed: Sent(
        when="In answer to a subscribe whose position is good.",
        example=protocol.Resumed(topic=_TOPIC, epoch=_EPOCH, from_=41, to=44),
    ),
    protocol.Rejected: Sent(
        when="In answer to a subscribe that is refused.",
        example=protocol.Rejected(topic=_TOPIC, code="unknown_topic"),
    ),
    protocol.Frame: Sent(
        when="At most once a tick and topic, when it moved and the socket can take more.",
        example=protocol.Frame(
            topic=_TOPIC,
            epoch=_EPOCH,
            from_=41,
            to=44,
            at=_AT,
            patch={"score": {"home": 2}},
            notices=[
                protocol.Notice(
                    offset=43,
                    type="match.goal",
                    id="event_2ad5c086ed161b31b721e9d4",
                    at=_AT,
                    data={"period": 1, "clock_ms": 754_200, "side": "home"},
                )
            ],
            trace=_TRACE,
        ),
    ),
    protocol.Skip: Sent(
        when="In place of a frame that would change and tell nothing.",
        example=protocol.Skip(topic=_TOPIC, epoch=_EPOCH, from_=44, to=45),
    ),
    protocol.Confirmed: Sent(
        when="In answer to a command that was done, now or when its op was first sent.",
        example=protocol.Confirmed(op=_OP, topic=_TOPIC, epoch=_EPOCH, offset=45),
    ),
    protocol.Refused: Sent(
        when="In answer to a command that is not done.",
        example=protocol.Refused(
            op=_OP,
            code="stale",
            detail="the score was corrected meanwhile",
            current={"score": {"home": 1, "away": 0}},
        ),
    ),
    protocol.Presence: Sent(
        when="At most once a second and topic, when the number changed.",
        example=protocol.Presence(topic=_TOPIC, count=1_200, exact=False),
    ),
    protocol.Heartbeat: Sent(
        when="After heartbeat_ms in which nothing else was sent.",
        example=protocol.Heartbeat(at=_AT),
    ),
    protocol.Pong: Sent(
        when="In answer to a ping.",
        example=protocol.Pong(at=171, server_at=_AT),
    ),
    protocol.FreshToken: Sent(
        when="In answer to a renew.",
        example=protocol.FreshToken(token=_TOKEN, expires_at=_AT + 600_000),
    ),
    protocol.Drain: Sent(
        when="Before a close that asks the client back later: 4000, 4009, 4029.",
        example=protocol.Drain(reconnect_in_ms=1_700),
    ),
    protocol.Error: Sent(
        when="When a message could not be obeyed; the session goes on.",
        example=protocol.Error(code="too_many", retry_after_ms=250),
    ),
}


def example(sent: Sent) -> str:
    """An example as it goes over the wire."""
    return msgspec.json.encode(sent.example).decode()
