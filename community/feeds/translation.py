"""From a provider's event to our fact: canonical ids for events and players, millis for times."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from community.core.clock import to_ms_each
from community.core.errors import Fault
from community.core.ids import derived_id, derived_ids
from community.core.types import Identifier
from community.feeds import faults
from community.feeds.envelope import EVENT_CLASSES, REQUESTS, WIRE_TYPES
from community.feeds.providers.protocol import Amendment, Retraction
from community.matches.facts import (
    MatchAmended,
    MatchLineup,
    MatchRetracted,
    MatchVarCheck,
    Told,
)
from community.matches.history import telling
from community.streams import catalogue
from community.streams.facts import Fact, FactData, Provenance

# A canonical id as derived_id and random_id make it; "event_7" is a provider's own.
_CANONICAL_ID = re.compile(r"event_[0-9a-f]{24}")
# Fields of match facts that hold a player.
PLAYER_FIELDS = ("player", "off", "assist")
_PLAYER_FIELDS = {
    data: tuple(name for name in data.__struct_fields__ if name in PLAYER_FIELDS)
    for data in WIRE_TYPES.values()
}
# Of a thousand events all but a few name one player or none, in this field.
_NAME_A_PLAYER = frozenset(data for data, names in _PLAYER_FIELDS.items() if names == ("player",))
# Data that names events or whole squads; all the rest names single players at most.
_NAMES_MORE = frozenset({Retraction, Amendment, MatchVarCheck, MatchLineup})
# The type and version each class of event tells.
_TELLINGS = {made: (name, catalogue.latest(name).v) for name, made in EVENT_CLASSES.items()}
# Stands for "before" until the log has been asked; never stored.
UNREAD = Told(type="match.clock", v=1, data={})


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

    def facts(self, events: Sequence[Any]) -> list[Fact]:
        """The fact each event states; what it takes back or amends is not looked up yet.

        A column at a time, because a call for each part of each event costs as much as the parts.
        """
        source, trace, simulated = self.source, self.trace, self.simulated
        provider_ids = [event.id for event in events]
        return [
            Fact(
                type=told,
                v=v,
                id=event_id,
                at=at,
                prov=Provenance(source=source, id=provider_id, trace=trace, simulated=simulated),
                data=data,
            )
            for (told, v), event_id, at, provider_id, data in zip(
                [_TELLINGS[type(event)] for event in events],
                derived_ids("event", self.match, source, lasts=provider_ids),
                to_ms_each([event.time for event in events]),
                provider_ids,
                self._canonical([event.data for event in events]),
                strict=True,
            )
        ]

    def _canonical(self, tellings: Sequence[Any]) -> list[Any]:
        """`data` of each; a call is made for those alone that name more than a player."""
        players, name_anew = self.players, msgspec.structs.force_setattr
        canonical = []
        for told in tellings:
            if type(told) not in _NAME_A_PLAYER:
                canonical.append(self.data(told))
                continue
            if (player := told.player) is not None:
                name_anew(told, "player", players[player])
            canonical.append(told)
        return canonical

    def data(self, told: FactData) -> FactData:
        """The same data with canonical ids.

        Mostly the same object, which was decoded for this fact alone: copying every touch would
        cost as much as decoding it.
        """
        if type(told) in _NAMES_MORE:
            return self._translated(told)
        for name in _PLAYER_FIELDS[type(told)]:
            if (player := getattr(told, name)) is not None:
                msgspec.structs.force_setattr(told, name, self.players[player])
        return told

    def _translated(self, told: FactData) -> FactData:
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
            case MatchLineup():
                return msgspec.structs.replace(
                    told,
                    starting=[self.players[name] for name in told.starting],
                    bench=[self.players[name] for name in told.bench],
                )
            case MatchVarCheck() if told.target is not None:
                return msgspec.structs.replace(told, target=self.event_id(told.target))
            case _:
                return told


def players_in(events: Iterable[Any]) -> set[str]:
    """Every player that events name, in the provider's ids."""
    tellings = [event.data for event in events]
    tellings += [_retold(told.after) for told in tellings if type(told) is Amendment]
    named = {told.player for told in tellings if type(told) in _NAME_A_PLAYER}
    for told in [told for told in tellings if type(told) not in _NAME_A_PLAYER]:
        named.update(getattr(told, name) for name in _PLAYER_FIELDS[type(told)])
        if type(told) is MatchLineup:
            named.update(told.starting, told.bench)
    named.discard(None)
    return named


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
