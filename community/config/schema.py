"""The policies there are: each number's unit, bounds and meaning; knows no storage and no file.

Values have no defaults here: they lie in policies/*.toml, and in force is what was applied.
"""

from collections.abc import Mapping
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from community.config.moderation import ModerationPolicy
from community.config.numbers import MiB, Policy, number as _number, switch as _switch
from community.config.publishing import PublishPolicy
from community.config.reputation import ReputationPolicy
from community.config.threads import ThreadsPolicy

Delay: TypeAlias = Annotated[int, Meta(ge=0, le=600)]


class EdgePolicy(Policy, frozen=True, kw_only=True):
    """The live socket: its pace, its patience and its budgets."""

    tick_ms: Annotated[int, _number("ms", ge=50, le=200, means="Time between frames of a topic.")]
    heartbeat_ms: Annotated[
        int,
        _number(
            "ms", ge=500, le=10_000, means="Silence on a socket after which it is told we live."
        ),
    ]
    connect_timeout_ms: Annotated[
        int,
        _number(
            "ms", ge=1_000, le=30_000, means="Time a new socket has to show its connect token."
        ),
    ]
    token_ttl_s: Annotated[
        int, _number("s", ge=60, le=3_600, means="Life of a connect token; a session renews it.")
    ]
    ring_frames_max: Annotated[
        int,
        _number(
            "frames",
            ge=10,
            le=5_000,
            means="Frames a topic keeps for those who resume; past them, a snapshot.",
        ),
    ]
    replay_facts_max: Annotated[
        int,
        _number(
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
        _number(
            "bytes",
            ge=64 * 1024,
            le=256 * MiB,
            means="Bytes of a stream kept for delayed viewers; past them the log is read.",
        ),
    ]
    topics_per_session_max: Annotated[
        int, _number("topics", ge=1, le=200, means="Topics one socket may follow at once.")
    ]
    messages_per_minute: Annotated[
        int, _number("messages/min", ge=60, le=60_000, means="Messages a socket may send, lasting.")
    ]
    messages_burst: Annotated[
        int, _number("messages", ge=1, le=10_000, means="Messages a socket may send at once.")
    ]
    message_bytes_max: Annotated[
        int, _number("bytes", ge=512, le=64 * 1024, means="Size of one message from a socket.")
    ]
    malformed_max: Annotated[
        int,
        _number(
            "messages", ge=1, le=100, means="Malformed messages before a socket is told to stop."
        ),
    ]
    head_check_ms: Annotated[
        int,
        _number("ms", ge=200, le=10_000, means="Time between looks for facts whose hint was lost."),
    ]
    ack_ms: Annotated[
        int,
        _number(
            "ms", ge=200, le=10_000, means="Time between a client's reports of what it applied."
        ),
    ]
    slow_snapshots_after_ms: Annotated[
        int,
        _number(
            "ms",
            ge=500,
            le=60_000,
            means="Time a client may leave a write waiting before it gets snapshots alone.",
        ),
    ]
    slow_let_go_after_ms: Annotated[
        int,
        _number(
            "ms", ge=1_000, le=300_000, means="Time after which such a client is let go (4008)."
        ),
    ]
    session_buffer_bytes_max: Annotated[
        int,
        _number(
            "bytes",
            ge=64 * 1024,
            le=8 * MiB,
            means="Bytes of replies held for a client that does not read, before it is let go.",
        ),
    ]
    presence_ms: Annotated[
        int,
        _number("ms", ge=1_000, le=60_000, means="Time between counts of who follows a topic."),
    ]
    presence_exact_max: Annotated[
        int,
        _number(
            "sessions", ge=0, le=10_000, means="The largest count told exactly; past it, rounded."
        ),
    ]
    presence_digits: Annotated[
        int, _number("digits", ge=1, le=6, means="Digits that a rounded count keeps.")
    ]
    digest_every_frames: Annotated[
        int,
        _number(
            "frames",
            ge=1,
            le=10_000,
            means="Frames between digests by which a client finds its drift.",
        ),
    ]
    live_enabled: Annotated[
        bool, _switch("Whether sockets are let in; false closes all of them at once.")
    ]
    paused_retry_ms: Annotated[
        int,
        _number("ms", ge=1_000, le=600_000, means="Least time away while the live plane is off."),
    ]
    drain_window_ms: Annotated[
        int,
        _number("ms", ge=0, le=60_000, means="Time over which a drained server's clients return."),
    ]
    drain_grace_ms: Annotated[
        int, _number("ms", ge=100, le=5_000, means="Time a drain waits for its sockets to close.")
    ]
    connects_per_minute_address: Annotated[
        int,
        _number("sockets/min", ge=10, le=100_000, means="Sockets an address may open, lasting."),
    ]
    connects_burst_address: Annotated[
        int, _number("sockets", ge=1, le=100_000, means="Sockets an address may open at once.")
    ]
    connects_per_minute_user: Annotated[
        int, _number("sockets/min", ge=1, le=10_000, means="Sockets a user may open, lasting.")
    ]
    connects_burst_user: Annotated[
        int, _number("sockets", ge=1, le=10_000, means="Sockets a user may open at once.")
    ]

    def __post_init__(self) -> None:
        rising = sorted(set(self.delays_offered_s))
        if self.delays_offered_s != rising or rising[0] != 0:
            message = "delays_offered_s must rise from 0"
            raise ValueError(message)


class FeedsPolicy(Policy, frozen=True, kw_only=True):
    """The signed door: how much, how fast, how late, and when a source counts as silent."""

    batch_events_max: Annotated[
        int,
        _number(
            "events", ge=1, le=10_000, means="Events in one batch; past it the batch is refused."
        ),
    ]
    batch_bytes_max: Annotated[
        int, _number("bytes", ge=16 * 1024, le=4 * MiB, means="Size of one batch as sent.")
    ]
    timestamp_tolerance_s: Annotated[
        int,
        _number(
            "s", ge=10, le=3_600, means="How far a signature's time may lie from ours, either way."
        ),
    ]
    clock_future_tolerance_ms: Annotated[
        int,
        _number("ms", ge=0, le=600_000, means="How far an event's own time may lie ahead of ours."),
    ]
    feed_silence_s: Annotated[
        int,
        _number(
            "s", ge=5, le=3_600, means="A live match unheard of for this long is told as silent."
        ),
    ]
    requests_per_minute: Annotated[
        int, _number("requests/min", ge=1, le=600_000, means="Batches a source may send, lasting.")
    ]
    requests_burst: Annotated[
        int, _number("requests", ge=1, le=60_000, means="Batches a source may send at once.")
    ]
    key_overlap_s: Annotated[
        int,
        _number(
            "s",
            ge=0,
            le=2_592_000,
            means="How long a rotated key still signs beside its successor.",
        ),
    ]


class MatchesPolicy(Policy, frozen=True, kw_only=True):
    """What a match may hold."""

    incidents_max: Annotated[
        int,
        # The fold's state is bounded by the same number: a match may hold fewer, never more.
        _number(
            "incidents",
            ge=64,
            le=128,
            means="Material incidents of one match; past it a fact is refused.",
        ),
    ]


class ApiPolicy(Policy, frozen=True, kw_only=True):
    """The HTTP API for everybody."""

    page_size: Annotated[
        int,
        _number("items", ge=1, le=1_000, means="Items of a page when the caller names no size."),
    ]
    page_size_max: Annotated[
        int,
        _number("items", ge=1, le=5_000, means="Items of the largest page a caller may ask for."),
    ]
    requests_per_minute: Annotated[
        int, _number("requests/min", ge=1, le=60_000, means="Requests of one address, lasting.")
    ]
    requests_burst: Annotated[
        int, _number("requests", ge=1, le=10_000, means="Requests of one address at once.")
    ]

    def __post_init__(self) -> None:
        if self.page_size > self.page_size_max:
            message = "page_size must not pass page_size_max"
            raise ValueError(message)


class CommandsPolicy(Policy, frozen=True, kw_only=True):
    """What people ask to be done, over HTTP and sockets alike: how fast, how much, how long."""

    is_enabled: Annotated[
        bool, _switch("Whether commands are taken; false refuses all as unavailable.")
    ]
    per_minute: Annotated[
        int, _number("commands/min", ge=1, le=6_000, means="Commands of one user, lasting.")
    ]
    burst: Annotated[
        int, _number("commands", ge=1, le=1_000, means="Commands of one user at once.")
    ]
    address_per_minute: Annotated[
        int, _number("commands/min", ge=1, le=60_000, means="Commands of one address, lasting.")
    ]
    address_burst: Annotated[
        int, _number("commands", ge=1, le=10_000, means="Commands of one address at once.")
    ]
    in_hand_max: Annotated[
        int,
        _number("commands", ge=1, le=256, means="Commands of one socket not yet answered."),
    ]
    timeout_ms: Annotated[
        int,
        _number("ms", ge=500, le=60_000, means="Time after which a socket's command is given up."),
    ]
    body_bytes_max: Annotated[
        int, _number("bytes", ge=512, le=64 * 1024, means="Size of a command sent over HTTP.")
    ]


class Policies(msgspec.Struct, frozen=True, kw_only=True):
    """One consistent snapshot of every policy; a request or batch takes it once.

    digests: by name, worked out once, so that citing one costs nothing.
    """

    edge: EdgePolicy
    feeds: FeedsPolicy
    matches: MatchesPolicy
    api: ApiPolicy
    commands: CommandsPolicy
    publish: PublishPolicy
    reputation: ReputationPolicy
    moderation: ModerationPolicy
    threads: ThreadsPolicy
    digests: Mapping[str, str]

    def digest(self, name: str) -> str:
        """Digest of one policy by name; KeyError when there is no such policy."""
        return self.digests[name]


KINDS: Mapping[str, type[Policy]] = {
    "api": ApiPolicy,
    "commands": CommandsPolicy,
    "edge": EdgePolicy,
    "feeds": FeedsPolicy,
    "matches": MatchesPolicy,
    "moderation": ModerationPolicy,
    "publish": PublishPolicy,
    "reputation": ReputationPolicy,
    "threads": ThreadsPolicy,
}
