"""What the API answers, as msgspec structs: the views build them and the schema describes them."""

from typing import Any

import msgspec
from msgspec import Struct

from community.core.types import Count, EpochMillis, Identifier
from community.matches.board import Board
from community.matches.scoreboard import Scoreboard
from community.streams.facts import Cause, Provenance, Scope


class Club(Struct, frozen=True, kw_only=True):
    """A side; code is what a scoreboard has room for."""

    id: Identifier
    name: str
    code: str


class MatchSummary(Struct, frozen=True, kw_only=True):
    """A match as a list shows it; kickoff_at is RFC 3339, UTC; venue is None when unknown."""

    match: Identifier
    stream: str
    competition: str
    season: str
    home: Club
    away: Club
    kickoff_at: str
    venue: str | None
    simulated: bool


class MatchPage(Struct, frozen=True, kw_only=True):
    """One page of matches by kick-off; next is the cursor to ask after, None on the last page."""

    matches: list[MatchSummary]
    next: Identifier | None


class MatchDetail(MatchSummary, frozen=True, kw_only=True):
    """A match at an offset of its stream: its public state, and the board read off it.

    names: what the player ids in the state stand for.
    """

    epoch: Count
    offset: Count
    state: Scoreboard
    names: dict[str, str]
    board: Board


class TopicAt(Struct, frozen=True, kw_only=True):
    """A topic's state at an offset of its stream, as a snapshot of the socket has it."""

    topic: str
    epoch: Count
    offset: Count
    state: dict[str, Any]


class MatchMoment(Struct, frozen=True, kw_only=True):
    """A match and its thread at an offset of the match; after: where operations go on from."""

    match: Identifier
    offset: Count
    head: Count
    after: str
    topics: list[TopicAt]


class Operation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What takes one topic from an offset to another (RFC 7396), as a frame of the socket has it.

    offset: the match's by then. wait_ms: match time since the operation before. notices: facts of
    the match that must each be told. digest: SHA-256 of the canonical state, on a topic's last.
    """

    topic: str
    epoch: Count
    from_: Count = msgspec.field(name="from")
    to: Count
    offset: Count
    wait_ms: Count
    patch: dict[str, Any]
    notices: list[dict[str, Any]] = []
    digest: str | None = None


class OperationPage(Struct, frozen=True, kw_only=True):
    """Operations of a match and its thread in one order; next: what to ask `after`, if more."""

    match: Identifier
    operations: list[Operation]
    next: str | None


class Done(Struct, frozen=True, kw_only=True):
    """Where the facts of a command stand: first to last of a stream in its epoch.

    0 to 0 for whoever watches behind live: the place would count what he cannot see yet.
    """

    stream: str
    epoch: Count
    first: Count
    last: Count


class FactAt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact and its offset. at: source time in ms since 1970; by: an actor id; data: by type."""

    offset: Count
    type: str
    v: Count
    id: Identifier
    at: EpochMillis
    by: str | None = None
    prov: Provenance | None = None
    cause: Cause | None = None
    op: str | None = None
    policy: str | None = None
    scope: Scope | None = None
    data: Any


class FactPage(Struct, frozen=True, kw_only=True):
    """Facts by offset; next is the offset to ask after, None when the page reaches the head."""

    stream: str
    epoch: Count
    head: Count
    facts: list[FactAt]
    next: Count | None


class Announced(Struct, frozen=True, kw_only=True):
    """The canonical id of an announced fixture."""

    match: Identifier


class FieldFault(Struct, frozen=True, kw_only=True):
    """Where (RFC 6901) and what."""

    pointer: str
    detail: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem document (RFC 9457); what a code needs said beside it is a member of its own.

    errors: with 422. limit, unit: with 413. retry_after_ms, limit (its name): with 429.
    expected, received: with a sequence gap. sequence, pointer: with a sequence told before
    otherwise. op, field: with an operation's id used for something else. current: with a change of
    what has moved since, as it stands now.
    """

    type: str
    title: str
    status: Count
    code: str | None = None
    detail: str | None = None
    reason: str | None = None
    errors: list[FieldFault] | None = None
    retry_after_ms: Count | None = None
    limit: Count | str | None = None
    unit: str | None = None
    expected: Count | None = None
    received: Count | None = None
    sequence: Count | None = None
    pointer: str | None = None
    op: str | None = None
    field: str | None = None
    current: dict[str, Any] | None = None
