"""From a provider's event to our fact: canonical ids for events and players, millis for times."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from community.core.errors import Fault, InvalidError, OutsideDomainError
from community.core.ids import derived_id
from community.core.types import Identifier
from community.feeds.envelope import REQUESTS, WIRE_TYPES, CloudEvent, fact_type
from community.feeds.providers.protocol import Amendment, Retraction
from community.matches.facts import MatchAmended, MatchRetracted, MatchVarCheck, Told
from community.matches.history import telling
from community.streams import catalogue
from community.streams.facts import Fact, FactData, Provenance

EVENT_ID_PREFIX = "event_"
# Fields of match facts that hold a player, or players.
PLAYER_FIELDS = ("player", "off", "assist")
SQUAD_FIELDS = ("starting", "bench")


@dataclass(frozen=True, kw_only=True)
class Ingress:
    """What every fact of a batch shares: where it came from, and how its names are read."""

    match: Identifier
    source: Identifier
    trace: str | None
    simulated: bool
    players: Mapping[str, str]

    def event_id(self, provider_id: str) -> str:
        """The canonical id of this source's event; a canonical id stays as it is."""
        if provider_id.startswith(EVENT_ID_PREFIX):
            return provider_id
        return derived_id("event", self.match, self.source, provider_id)

    def fact(self, event: CloudEvent) -> Fact:
        """The fact an event states; what it takes back or amends is not looked up yet."""
        told = fact_type(event)
        return Fact(
            type=told,
            v=catalogue.latest(told).v,
            id=derived_id("event", self.match, self.source, event.id),
            at=int(event.time.timestamp() * 1000),
            prov=Provenance(
                source=self.source, id=event.id, trace=self.trace, simulated=self.simulated
            ),
            data=self.data(event.data),  # type: ignore[attr-defined]  # classes are made at run time
        )

    def data(self, told: FactData) -> FactData:
        """The same data with canonical ids."""
        match told:
            case Retraction():
                return MatchRetracted(
                    target=self.event_id(told.target), revision=1, before=UNREAD, reason=told.reason
                )
            case Amendment():
                after = self.data(_retold(told.after))
                return MatchAmended(
                    target=self.event_id(told.target),
                    revision=1,
                    before=UNREAD,
                    after=telling(after),
                    reason=told.reason,
                )
            case MatchVarCheck() if told.target is not None:
                return msgspec.structs.replace(told, target=self.event_id(told.target))
            case _:
                return self._renamed(told)

    def _renamed(self, told: FactData) -> FactData:
        changes: dict[str, Any] = {}
        for name in player_fields(type(told)):
            value = getattr(told, name)
            if isinstance(value, str):
                changes[name] = self.players[value]
            elif value is not None:
                changes[name] = [self.players[player] for player in value]
        return msgspec.structs.replace(told, **changes) if changes else told


def _retold(after: Told) -> FactData:
    """An amendment's data, as typed as any; raises InvalidError."""
    if after.type not in WIRE_TYPES or after.type in REQUESTS:
        raise InvalidError(Fault(pointer="/after/type", detail="not a type a provider may tell"))
    try:
        return catalogue.data_of(after.type, v=after.v, octets=msgspec.json.encode(after.data))
    except (msgspec.ValidationError, UnicodeEncodeError) as fault:
        raise InvalidError(Fault(pointer="/after/data", detail=str(fault))) from None
    except OutsideDomainError as fault:
        raise fault.below("/after") from None


# Stands for "before" until the log has been asked; never stored.
UNREAD = Told(type="match.clock", v=1, data={})

_player_fields: dict[type[FactData], tuple[str, ...]] = {}


def player_fields(data: type[FactData]) -> tuple[str, ...]:
    """The fields of a data class that name players."""
    known = _player_fields.get(data)
    if known is None:
        names = {field.name for field in msgspec.structs.fields(data)}
        known = tuple(name for name in (*PLAYER_FIELDS, *SQUAD_FIELDS) if name in names)
        _player_fields[data] = known
    return known


def players_in(told: FactData) -> list[str]:
    """Every player an event names, in the provider's ids."""
    if isinstance(told, Amendment):
        return [value for name, value in told.after.data.items() if name in PLAYER_FIELDS if value]
    named: list[str] = []
    for name in player_fields(type(told)):
        value = getattr(told, name)
        if isinstance(value, str):
            named.append(value)
        elif value is not None:
            named += value
    return named
