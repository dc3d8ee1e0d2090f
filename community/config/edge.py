"""The policy of the live socket: its pace, its patience and its budgets."""

from typing import Annotated, TypeAlias

from msgspec import Meta

from community.config.numbers import MiB, Policy, number, switch

Delay: TypeAlias = Annotated[int, Meta(ge=0, le=600)]


class EdgePolicy(Policy, frozen=True, kw_only=True):
    """The live socket: its pace, its patience and its budgets."""

    tick_ms: Annotated[int, number("ms", ge=50, le=200, means="Time between frames of a topic.")]
    heartbeat_ms: Annotated[
        int,
        number(
            "ms", ge=500, le=10_000, means="Silence on a socket after which it is told we live."
        ),
    ]
    connect_timeout_ms: Annotated[
        int,
        number("ms", ge=1_000, le=30_000, means="Time a new socket has to show its connect token."),
    ]
    token_ttl_s: Annotated[
        int, number("s", ge=60, le=3_600, means="Life of a connect token; a session renews it.")
    ]
    ring_frames_max: Annotated[
        int,
        number(
            "frames",
            ge=10,
            le=5_000,
            means="Frames a topic keeps for those who resume; past them, a snapshot.",
        ),
    ]
    replay_facts_max: Annotated[
        int,
        number(
            "facts",
            ge=0,
            le=5_000,
            means="Facts a topic keeps to resume who stands between frames; past them, a snapshot.",
        ),
    ]
    delays_offered_s: Annotated[
        list[Delay],
        Meta(
            min_length=1,
            max_length=64,
            description="Delays a viewer may choose behind live, rising from 0.",
            extra={"unit": "s"},
        ),
    ]
    heard_bytes_max: Annotated[
        int,
        number(
            "bytes",
            ge=64 * 1024,
            le=256 * MiB,
            means="Bytes of a stream kept for delayed viewers; past them the log is read.",
        ),
    ]
    topics_per_session_max: Annotated[
        int, number("topics", ge=1, le=200, means="Topics one socket may follow at once.")
    ]
    messages_per_minute: Annotated[
        int, number("messages/min", ge=60, le=60_000, means="Messages a socket may send, lasting.")
    ]
    messages_burst: Annotated[
        int, number("messages", ge=1, le=10_000, means="Messages a socket may send at once.")
    ]
    message_bytes_max: Annotated[
        int, number("bytes", ge=512, le=64 * 1024, means="Size of one message from a socket.")
    ]
    malformed_max: Annotated[
        int,
        number(
            "messages", ge=1, le=100, means="Malformed messages before a socket is told to stop."
        ),
    ]
    head_check_ms: Annotated[
        int,
        number("ms", ge=200, le=10_000, means="Time between looks for facts whose hint was lost."),
    ]
    ack_ms: Annotated[
        int,
        number(
            "ms", ge=200, le=10_000, means="Time between a client's reports of what it applied."
        ),
    ]
    slow_snapshots_after_ms: Annotated[
        int,
        number(
            "ms",
            ge=500,
            le=60_000,
            means="Time a client may leave a write waiting before it gets snapshots alone.",
        ),
    ]
    slow_let_go_after_ms: Annotated[
        int,
        number(
            "ms", ge=1_000, le=300_000, means="Time after which such a client is let go (4008)."
        ),
    ]
    session_buffer_bytes_max: Annotated[
        int,
        number(
            "bytes",
            ge=64 * 1024,
            le=8 * MiB,
            means="Bytes of replies held for a client that does not read, before it is let go.",
        ),
    ]
    presence_ms: Annotated[
        int,
        number("ms", ge=1_000, le=60_000, means="Time between counts of who follows a topic."),
    ]
    presence_exact_max: Annotated[
        int,
        number(
            "sessions", ge=0, le=10_000, means="The largest count told exactly; past it, rounded."
        ),
    ]
    presence_digits: Annotated[
        int, number("digits", ge=1, le=6, means="Digits that a rounded count keeps.")
    ]
    digest_every_frames: Annotated[
        int,
        number(
            "frames",
            ge=1,
            le=10_000,
            means="Frames between digests by which a client finds its drift.",
        ),
    ]
    live_enabled: Annotated[
        bool, switch("Whether sockets are let in; false closes all of them at once.")
    ]
    paused_retry_ms: Annotated[
        int,
        number("ms", ge=1_000, le=600_000, means="Least time away while the live plane is off."),
    ]
    drain_window_ms: Annotated[
        int,
        number("ms", ge=0, le=60_000, means="Time over which a drained server's clients return."),
    ]
    drain_grace_ms: Annotated[
        int, number("ms", ge=100, le=5_000, means="Time a drain waits for its sockets to close.")
    ]
    connects_per_minute_address: Annotated[
        int,
        number("sockets/min", ge=10, le=100_000, means="Sockets an address may open, lasting."),
    ]
    connects_burst_address: Annotated[
        int, number("sockets", ge=1, le=100_000, means="Sockets an address may open at once.")
    ]
    connects_per_minute_user: Annotated[
        int, number("sockets/min", ge=1, le=10_000, means="Sockets a user may open, lasting.")
    ]
    connects_burst_user: Annotated[
        int, number("sockets", ge=1, le=10_000, means="Sockets a user may open at once.")
    ]

    def __post_init__(self) -> None:
        rising = sorted(set(self.delays_offered_s))
        if self.delays_offered_s != rising or rising[0] != 0:
            message = "delays_offered_s must rise from 0"
            raise ValueError(message)
