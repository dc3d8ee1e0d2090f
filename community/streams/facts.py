"""What a fact is: the envelope every fact shares, the base of its data, where facts stand."""

from dataclasses import dataclass
from typing import Any

import msgspec

from community.core.types import CheckedIdentifier, Count, EpochMillis, Offset, StreamName


# gc=False throughout: facts hold no cycles, and a batch of a thousand tracked objects would have
# the collector walk all of Django several times a second.
class FactData(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """Base of every fact's data; a changed meaning is a new version with a lift."""


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Where a fact came from: the source, its own id for the fact, the trace of its ingress."""

    source: CheckedIdentifier
    id: str | None = None
    trace: str | None = None
    simulated: bool = False


class Cause(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The fact this one reacts to, by position."""

    stream: StreamName
    offset: Count


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What retention and jurisdiction ask of a fact: ids and class names only."""

    competition: str | None = None
    jurisdiction: str | None = None
    retention: str | None = None


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Something that happened; its offset is implied by its position in the stream.

    at: source time, milliseconds since 1970. by: actor id. op: the client's operation id.
    policy: the digest it was decided under.
    """

    type: str
    v: Count
    id: CheckedIdentifier
    at: EpochMillis
    by: str | None = None
    prov: Provenance | None = None
    cause: Cause | None = None
    op: str | None = None
    policy: str | None = None
    scope: Scope | None = None
    data: Any


@dataclass(frozen=True, kw_only=True)
class Appended:
    """Where facts came to stand: offsets first..last of a stream in its epoch."""

    stream: str
    epoch: int
    first: Offset
    last: Offset
