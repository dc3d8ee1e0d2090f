"""The envelope of the feed's wire: CloudEvents 1.0, one class per type a provider may tell.

Decoding a batch is one call into msgspec: envelope and data are checked together. What it refuses
is explained by faults.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal, Union

import msgspec
from msgspec import Meta

from community.core.errors import MalformedError
from community.core.ids import are_identifiers
from community.core.types import SAFE_INTEGER_MAX, CheckedIdentifier, Identifier
from community.feeds import faults
from community.feeds.providers.protocol import Amendment, Retraction
from community.streams import catalogue
from community.streams.facts import FactData

CONTENT_TYPE = "application/cloudevents-batch+json"
# Told by us, not by providers.
OURS = frozenset({"match.scheduled", "match.feed_silent", "match.feed_resumed"})
REQUESTS: dict[str, type[FactData]] = {"match.retracted": Retraction, "match.amended": Amendment}

Ordinal = Annotated[int, Meta(ge=1, le=SAFE_INTEGER_MAX)]


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", gc=False):
    """One event as a provider sends it; attributes we do not know are theirs and ignored.

    subject: our match id or the provider's. sequence: from 1, contiguous per source, match, epoch.
    """

    specversion: Literal["1.0"]
    id: CheckedIdentifier
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    subject: CheckedIdentifier
    time: Annotated[datetime, Meta(tz=True)]
    sequence: Ordinal
    epoch: Ordinal = 1
    dataversion: Ordinal | None = None
    datacontenttype: Literal["application/json"] = "application/json"


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The same with its data unread, for explaining a fault."""

    specversion: Literal["1.0"]
    id: Identifier
    type: str
    source: Annotated[str, Meta(min_length=1, max_length=200)]
    subject: Identifier
    time: Annotated[datetime, Meta(tz=True)]
    sequence: Ordinal
    data: Any
    epoch: Ordinal = 1
    dataversion: Ordinal | None = None
    datacontenttype: Literal["application/json"] = "application/json"


def wire_types() -> dict[str, type[FactData]]:
    """The data each type a provider may tell carries."""
    return {
        entry.type: REQUESTS.get(entry.type, entry.data)
        for entry in catalogue.entries()
        if entry.type.startswith("match.") and entry.type not in OURS
        if entry is catalogue.latest(entry.type)
    }


def _event_class(fact_type: str, data: type[FactData]) -> type[CloudEvent]:
    name = "".join(word.title() for word in fact_type.replace(".", "_").split("_"))
    made = msgspec.defstruct(
        f"{name}Event",
        [("data", data)],
        bases=(CloudEvent,),
        tag=fact_type,
        frozen=True,
        kw_only=True,
    )
    assert issubclass(made, CloudEvent), "its base was just named"
    return made


WIRE_TYPES = wire_types()
EVENT_CLASSES = {name: _event_class(name, data) for name, data in WIRE_TYPES.items()}
_CHECKED_FIELDS = {
    made: faults.checked_fields(WIRE_TYPES[name]) for name, made in EVENT_CLASSES.items()
}
# Of a thousand events all but a few have one such field at most, and this one.
_CHECK_A_PLAYER = frozenset(made for made, names in _CHECKED_FIELDS.items() if names == ("player",))
_decoder: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(
    list[Union[tuple(EVENT_CLASSES.values())]]  # type: ignore[misc]  # noqa: UP007 -- made at run time
)


def decode(body: bytes) -> list[Any]:
    """A batch's events, in order; each an EVENT_CLASSES instance.

    Raises MalformedError for what is no batch of CloudEvents, InvalidError with its faults.
    """
    try:
        events = _decoder.decode(body)
        is_sound = not events or are_identifiers(_checked_texts(events))
    except (msgspec.DecodeError, UnicodeDecodeError):
        is_sound = False
    if not is_sound:
        faults.explain(body, envelope=Envelope, types=WIRE_TYPES)
        raise MalformedError("not a batch of CloudEvents")
    if not events:
        raise MalformedError("an empty batch")
    return events


def _checked_texts(events: Sequence[Any]) -> list[str]:
    """Every text of a batch whose form the types leave to be checked, repeated ones once."""
    named = {event.data.player for event in events if type(event) in _CHECK_A_PLAYER}
    for event in [event for event in events if type(event) not in _CHECK_A_PLAYER]:
        named.update(getattr(event.data, name) for name in _CHECKED_FIELDS[type(event)])
    named.update([event.subject for event in events])
    named.discard(None)
    return [event.id for event in events] + list(named)


def fact_type(event: CloudEvent) -> str:
    """The type an event was tagged with."""
    return str(event.__struct_config__.tag)
