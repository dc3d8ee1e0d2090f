"""The policies there are: each number's unit, bounds and meaning; knows no storage and no file.

Values have no defaults here: they lie in policies/*.toml, and in force is what was applied.
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from community.config.edge import EdgePolicy
from community.config.moderation import ModerationPolicy
from community.config.numbers import MiB, Policy, number, switch
from community.config.publishing import PublishPolicy
from community.config.reputation import ReputationPolicy
from community.config.threads import ThreadsPolicy


class FeedsPolicy(Policy, frozen=True, kw_only=True):
    """The signed door: how much, how fast, how late, and when a source counts as silent."""

    batch_events_max: Annotated[
        int,
        number(
            "events", ge=1, le=10_000, means="Events in one batch; past it the batch is refused."
        ),
    ]
    batch_bytes_max: Annotated[
        int, number("bytes", ge=16 * 1024, le=4 * MiB, means="Size of one batch as sent.")
    ]
    timestamp_tolerance_s: Annotated[
        int,
        number(
            "s", ge=10, le=3_600, means="How far a signature's time may lie from ours, either way."
        ),
    ]
    clock_future_tolerance_ms: Annotated[
        int,
        number("ms", ge=0, le=600_000, means="How far an event's own time may lie ahead of ours."),
    ]
    feed_silence_s: Annotated[
        int,
        number(
            "s", ge=5, le=3_600, means="A live match unheard of for this long is told as silent."
        ),
    ]
    requests_per_minute: Annotated[
        int, number("requests/min", ge=1, le=600_000, means="Batches a source may send, lasting.")
    ]
    requests_burst: Annotated[
        int, number("requests", ge=1, le=60_000, means="Batches a source may send at once.")
    ]
    key_overlap_s: Annotated[
        int,
        number(
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
        number(
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
        number("items", ge=1, le=1_000, means="Items of a page when the caller names no size."),
    ]
    page_size_max: Annotated[
        int,
        number("items", ge=1, le=5_000, means="Items of the largest page a caller may ask for."),
    ]
    requests_per_minute: Annotated[
        int, number("requests/min", ge=1, le=60_000, means="Requests of one address, lasting.")
    ]
    requests_burst: Annotated[
        int, number("requests", ge=1, le=10_000, means="Requests of one address at once.")
    ]

    def __post_init__(self) -> None:
        if self.page_size > self.page_size_max:
            message = "page_size must not pass page_size_max"
            raise ValueError(message)


class CommandsPolicy(Policy, frozen=True, kw_only=True):
    """What people ask to be done, over HTTP and sockets alike: how fast, how much, how long."""

    is_enabled: Annotated[
        bool, switch("Whether commands are taken; false refuses all as unavailable.")
    ]
    per_minute: Annotated[
        int, number("commands/min", ge=1, le=6_000, means="Commands of one user, lasting.")
    ]
    burst: Annotated[int, number("commands", ge=1, le=1_000, means="Commands of one user at once.")]
    address_per_minute: Annotated[
        int, number("commands/min", ge=1, le=60_000, means="Commands of one address, lasting.")
    ]
    address_burst: Annotated[
        int, number("commands", ge=1, le=10_000, means="Commands of one address at once.")
    ]
    in_hand_max: Annotated[
        int,
        number("commands", ge=1, le=256, means="Commands of one socket not yet answered."),
    ]
    timeout_ms: Annotated[
        int,
        number("ms", ge=500, le=60_000, means="Time after which a socket's command is given up."),
    ]
    body_bytes_max: Annotated[
        int, number("bytes", ge=512, le=64 * 1024, means="Size of a command sent over HTTP.")
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
