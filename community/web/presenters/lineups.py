"""Who started, who sat, and what became of them; twin of presenters/lineups.js."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.core.types import JsonObject
from community.matches.minutes import minute_label
from community.web.presenters.incidents import headline, kind
from community.web.presenters.names import Names
from community.web.presenters.scoreboard import SIDES
from community.web.presenters.timeline import in_order

_LAST = 1_000  # a shirt nobody wears: players without a number come last


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something that happened to a player: an icon, and the words for it."""

    key: str
    icon: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A player in a line-up; shirt is empty when unknown."""

    key: str
    name: str
    shirt: str
    notes: list[Note]


@dataclass(frozen=True, kw_only=True)
class Lineup:
    """One side's players, by shirt."""

    starting: list[Place]
    bench: list[Place]


def lineups(state: JsonObject, names: Names) -> dict[str, Lineup]:
    """Both sides' line-ups; empty lists while unnamed."""
    notes = _notes(state, names)
    named = state.get("lineups", {})
    return {side: _lineup(named.get(side, {}), names=names, notes=notes) for side in SIDES}


def _lineup(named: Mapping[str, str], *, names: Names, notes: Mapping[str, list[Note]]) -> Lineup:
    places = [
        (role, _place(player_id, names=names, notes=notes))
        for player_id, role in sorted(named.items(), key=lambda pair: _shirt(pair[0], names))
    ]
    return Lineup(
        starting=[place for role, place in places if role == "starting"],
        bench=[place for role, place in places if role == "bench"],
    )


def _shirt(player_id: str, names: Names) -> tuple[int, str, str]:
    known = names.players.get(player_id)
    if known is None:
        return _LAST, "", player_id
    return known.shirt or _LAST, known.name, player_id


def _place(player_id: str, *, names: Names, notes: Mapping[str, list[Note]]) -> Place:
    known = names.players.get(player_id)
    return Place(
        key=player_id,
        name=known.name if known else "Unknown player",
        shirt=str(known.shirt) if known and known.shirt else "",
        notes=notes.get(player_id, []),
    )


def _notes(state: JsonObject, names: Names) -> dict[str, list[Note]]:
    """Goals, cards and substitutions by player, in order; struck ones say nothing."""
    notes: dict[str, list[Note]] = {}
    for key, incident in in_order(state.get("incidents", {})):
        if incident.get("struck", False) or "player" not in incident:
            continue
        for player_id, note in _told(key, incident, names):
            notes.setdefault(player_id, []).append(note)
    return notes


def _told(key: str, incident: Mapping[str, Any], names: Names) -> list[tuple[str, Note]]:
    minute = minute_label(incident["period"], incident["clock_ms"])
    said = headline(incident, names)
    match kind(incident):
        case "substitution":
            on = (incident["player"], Note(key=key, icon="on", words=f"On {minute}"))
            off = (incident.get("off", ""), Note(key=key, icon="off", words=f"Off {minute}"))
            return [on, off]
        case "goal" | "own_goal" | "card":
            return [
                (incident["player"], Note(key=key, icon=said.icon, words=f"{said.title} {minute}"))
            ]
    return []
