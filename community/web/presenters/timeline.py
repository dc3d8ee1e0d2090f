"""The timeline's rows, oldest first, from a match's incidents; twin of presenters/timeline.js."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.core.types import JsonObject
from community.web.presenters.incidents import GOALS, headline
from community.web.presenters.minutes import minute_label
from community.web.presenters.names import Names

# Among incidents of one moment: what opens a period comes first, what closes it last.
_RANKS = {
    "match.kicked_off": 0,
    "match.period_started": 1,
    "match.period_ended": 8,
    "match.full_time": 9,
}
_RANK = 5
_OPENINGS = {
    2: "Second half",
    3: "Extra time",
    4: "Extra time, second half",
    5: "Penalty shoot-out",
}
_ENDINGS = {
    1: "Half time",
    2: "End of normal time",
    3: "Half time of extra time",
    4: "End of extra time",
}

Incident = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing on the timeline; kind is "event" or "divider"; score is the one after it."""

    key: str
    kind: str
    side: str
    minute: str
    icon: str
    title: str
    who: str
    note: str
    score: str
    struck: bool
    revised: bool


def timeline(state: JsonObject, names: Names) -> list[Row]:
    """Every row, oldest first."""
    ordered = in_order(state.get("incidents", {}))
    shown = [pair for pair in ordered if _is_shown(pair[1], ordered)]
    board = _Running()
    return [_row(key, incident, board=board, names=names) for key, incident in shown]


def in_order(incidents: Mapping[str, Incident]) -> list[tuple[str, Incident]]:
    """(event id, incident) by match clock; ties by source time, then id."""
    return sorted(incidents.items(), key=lambda pair: moment(*pair))


def moment(key: str, incident: Incident) -> tuple[int, int, int, int, str]:
    """Where an incident stands in the match's order."""
    return (
        incident.get("period", 1),
        incident.get("clock_ms", 0),
        _RANKS.get(incident["type"], _RANK),
        incident.get("at", 0),
        key,
    )


def counts(incident: Incident) -> bool:
    """Whether an incident is a goal that stands."""
    return incident["type"] in GOALS and not incident.get("struck", False)


class _Running:
    """The score so far, as the rows are read in order."""

    def __init__(self) -> None:
        self.goals = {"home": 0, "away": 0}
        self.kicks = {"home": 0, "away": 0}

    def take(self, incident: Incident) -> str:
        """Count an incident and say the score after it; empty when it moves none."""
        if counts(incident):
            self.goals[incident["side"]] += 1
            return _score(self.goals)
        if incident["type"] == "match.shootout_kick" and not incident.get("struck", False):
            self.kicks[incident["side"]] += incident["scored"]
            return _score(self.kicks)
        return ""


def _score(score: Mapping[str, int]) -> str:
    return f"{score['home']}\N{EN DASH}{score['away']}"


def _is_shown(incident: Incident, ordered: list[tuple[str, Incident]]) -> bool:
    """Leave out markers another row says already: the first period's start, the last one's end."""
    kind = incident["type"]
    if kind == "match.period_started":
        return incident["period"] in _OPENINGS
    if kind == "match.period_ended":
        return not any(
            other["type"] == "match.full_time"
            and other["period"] == incident["period"]
            and not other.get("struck", False)
            for _, other in ordered
        )
    return True


def _row(key: str, incident: Incident, *, board: _Running, names: Names) -> Row:
    divider = _divider(incident)
    score = board.take(incident)
    said = headline(incident, names)
    is_end = incident["type"] in {"match.period_ended", "match.full_time"}
    return Row(
        key=key,
        kind="divider" if divider else "event",
        side="" if divider else incident.get("side", ""),
        minute="" if divider else minute_label(incident["period"], incident["clock_ms"]),
        icon="" if divider else said.icon,
        title=divider or said.title,
        who="" if divider else said.who,
        note="" if divider else said.note,
        score=_score(board.goals) if is_end else score,
        struck=bool(incident.get("struck", False)),
        revised=incident.get("revision", 1) > 1 and not incident.get("struck", False),
    )


def _divider(incident: Incident) -> str:
    match incident["type"]:
        case "match.kicked_off":
            return "Kick-off"
        case "match.period_started":
            return _OPENINGS.get(incident["period"], "Kick-off")
        case "match.period_ended":
            return _ENDINGS.get(incident["period"], "End of the shoot-out")
        case "match.full_time":
            return "Full time"
    return ""
