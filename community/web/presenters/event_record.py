"""The page of one event: what happened and every revision of it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from community.core.clock import from_ms
from community.matches.facts import MatchAmended, Told
from community.matches.history import History
from community.matches.minutes import minute_label
from community.streams.facts import Fact
from community.web.presenters.incidents import headline
from community.web.presenters.match_centre import Card
from community.web.presenters.names import Names

_PERIODS = {
    1: "First half",
    2: "Second half",
    3: "Extra time, first half",
    4: "Extra time, second half",
    5: "Shoot-out",
}
_LABELS = {
    "period": "Period",
    "clock": "Minute",
    "side": "Side",
    "player": "Player",
    "off": "Off",
    "assist": "Assist",
    "penalty": "Penalty",
    "colour": "Colour",
    "on_target": "On target",
    "origin": "From",
    "accurate": "Accurate",
    "won": "Won",
    "scored": "Scored",
    "subject": "Subject",
    "outcome": "Outcome",
    "kind": "Kind",
    "place": "Place",
    "to": "Ball went to",
    "reason": "Reason",
}
_PEOPLE = frozenset({"player", "off", "assist"})
_WORDS = {True: "Yes", False: "No"}
# By (amended, struck before): what a revision did to the event.
_TITLES = {
    (True, False): "Corrected",
    (True, True): "Reinstated",
    (False, False): "Struck",
    (False, True): "Struck again",
}


@dataclass(frozen=True, kw_only=True)
class Line:
    """A field of an event, in words."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field before and after a revision; empty where it was not."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Revision:
    """One telling of the event; verb is "told", "amended" or "retracted"."""

    verb: str
    title: str
    at: datetime
    reason: str
    source: str
    changes: list[Change]


@dataclass(frozen=True, kw_only=True)
class EventRecord:
    """The event's page; subtitle says who and for whom."""

    card: Card
    title: str
    subtitle: str
    minute: str
    struck: bool
    lines: list[Line]
    revisions: list[Revision]


def event_record(card: Card, past: History) -> EventRecord:
    """Lay out an event: as it stands, or, once struck, as it was last told."""
    told = past.stands or _last_told(past)
    event = {"type": told.type, **told.data}
    said = headline(event, card.names)
    return EventRecord(
        card=card,
        title=said.title,
        subtitle=_subtitle(said.who, event, card.names),
        minute=_minute(told.data),
        struck=past.stands is None,
        lines=[
            Line(label=_LABELS.get(key, key), value=value)
            for key, value in _fields(told.data, card.names).items()
        ],
        revisions=[_first(past.told), *(_revision(fact, card.names) for fact in past.revisions)],
    )


def _last_told(past: History) -> Told:
    """What a struck event meant before it was struck; only a revision strikes."""
    before: Told = past.revisions[-1].data.before
    return before


def _subtitle(who: str, event: Mapping[str, Any], names: Names) -> str:
    club = names.side(event["side"]).name if "side" in event else ""
    return ", ".join(part for part in (who, club) if part)


def _minute(told: Mapping[str, Any]) -> str:
    if "clock_ms" not in told:
        return ""
    return minute_label(told["period"], told["clock_ms"])


def _first(fact: Fact) -> Revision:
    return Revision(
        verb="told",
        title="Told",
        at=from_ms(fact.at),
        reason="",
        source=_source(fact),
        changes=[],
    )


def _revision(fact: Fact, names: Names) -> Revision:
    amended = isinstance(fact.data, MatchAmended)
    before = _fields(fact.data.before.data, names)
    after = _fields(fact.data.after.data, names) if amended else {}
    return Revision(
        verb="amended" if amended else "retracted",
        title=_TITLES[amended, fact.data.before.struck],
        at=from_ms(fact.at),
        reason=fact.data.reason,
        source=_source(fact),
        changes=_changes(before, after) if amended else [],
    )


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> list[Change]:
    return [
        Change(label=_LABELS.get(key, key), before=before.get(key, ""), after=after.get(key, ""))
        for key in dict.fromkeys([*before, *after])
        if before.get(key) != after.get(key)
    ]


def _source(fact: Fact) -> str:
    return fact.prov.source if fact.prov else "the desk"


def _fields(data: Mapping[str, Any] | msgspec.Struct, names: Names) -> dict[str, str]:
    """A telling's fields in words, places and clock joined, in a fixed order."""
    plain: Mapping[str, Any] = msgspec.to_builtins(data)
    said = {key: _value(key, plain, names) for key in _LABELS if key in plain}
    if "clock_ms" in plain:
        said["clock"] = minute_label(plain["period"], plain["clock_ms"])
    if "x" in plain and "y" in plain:
        said["place"] = _place(plain["x"], plain["y"])
    if "to_x" in plain and "to_y" in plain:
        said["to"] = _place(plain["to_x"], plain["to_y"])
    return {key: said[key] for key in _LABELS if key in said}


def _value(key: str, told: Mapping[str, Any], names: Names) -> str:
    value = told[key]
    if key == "period":
        return _PERIODS[value]
    if key == "side":
        return names.side(value).name
    if key in _PEOPLE:
        return names.player(value) or "Unknown player"
    if isinstance(value, bool):
        return _WORDS[value]
    return str(value).replace("_", " ").capitalize()


def _place(x: int, y: int) -> str:
    """Thousandths of the pitch as whole percents."""
    return f"{(x + 5) // 10} % up the pitch, {(y + 5) // 10} % from the left"
