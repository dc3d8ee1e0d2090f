"""From a provider's event to our fact: canonical ids for events and players, millis for times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from community.core.errors import Fault
from community.core.ids import derived_id
from community.core.types import Identifier
from community.feeds import faults
from community.feeds.envelope import REQUESTS, WIRE_TYPES, CloudEvent, fact_type
from community.feeds.providers.protocol import Amendment, Retraction
from community.matches.facts import MatchAmended, MatchRetracted, MatchVarCheck, Told
from community.matches.history import telling
from community.streams import catalogue
from community.streams.facts import Fact, FactData, Provenance

# A canonical id as derived_id and random_id make it; "event_7" is a provider's own.
_CANONICAL_ID = re.compile(r"event_[0-9a-f]{24}")
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
        if _CANONICAL_ID.fullmatch(provider_id):
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
        """The same object with our players' ids.

        It was decoded for this fact alone; copying every touch would cost as much as decoding it.
        """
        for name in player_fields(type(told)):
            value = getattr(told, name)
            if isinstance(value, str):
                msgspec.structs.force_setattr(told, name, self.players[value])
            elif value is not None:
                renamed = [self.players[player] for player in value]
                msgspec.structs.force_setattr(told, name, renamed)
        return told


def telling_faults(after: Told, pointer: str) -> list[Fault]:
    """What is wrong with what an amendment tells, each fault below a pointer."""
    if after.type not in WIRE_TYPES or after.type in REQUESTS:
        return [Fault(pointer=f"{pointer}/type", detail="not a type a provider may tell")]
    if after.v != catalogue.latest(after.type).v:
        return [Fault(pointer=f"{pointer}/v", detail="unknown version")]
    return faults.data_faults(after.data, WIRE_TYPES[after.type], f"{pointer}/data")


def _retold(after: Told) -> FactData:
    """An amendment's data, as typed as any; telling_faults found nothing wrong with it."""
    return msgspec.convert(after.data, WIRE_TYPES[after.type])


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
        told = _retold(told.after)
    named: list[str] = []
    for name in player_fields(type(told)):
        value = getattr(told, name)
        if isinstance(value, str):
            named.append(value)
        elif value is not None:
            named += value
    return named
