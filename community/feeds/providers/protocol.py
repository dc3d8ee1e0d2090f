"""What every adapter gives: a fixture sheet and a recording of events, in the provider's ids."""

from typing import Annotated

from msgspec import Meta, Struct

from community.core.types import EpochMillis, Identifier
from community.matches.facts import Reason, Told
from community.matches.sheet import FixtureSheet
from community.streams.facts import FactData


class Retraction(FactData, frozen=True, kw_only=True):
    """A provider takes an event back; target is its own id for it, or a canonical event id."""

    target: Identifier
    reason: Reason


class Amendment(FactData, frozen=True, kw_only=True):
    """A provider tells an event anew, whole; target as in a retraction, player ids its own."""

    target: Identifier
    after: Told
    reason: Reason


class FeedEvent(Struct, frozen=True, kw_only=True):
    """One event of a recording: the provider's id, a type of the catalogue, source time, data.

    due_ms: when to send it at 1x, in milliseconds after the recording begins; it never falls.
    """

    id: Identifier
    type: str
    at: EpochMillis
    due_ms: Annotated[int, Meta(ge=0)]
    data: FactData


class Recording(Struct, frozen=True, kw_only=True):
    """A whole match as one provider tells it, in the order it would send it."""

    source: Identifier
    sheet: FixtureSheet
    events: list[FeedEvent]
