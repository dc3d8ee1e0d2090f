"""The timeline's rows, oldest first, from a match's incidents; twin of presenters/timeline.js."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from community.core.types import JsonObject
from community.matches.minutes import minute_label
from community.web.presenters.incidents import ENDINGS, GOALS, headline, kind
from community.web.presenters.names import Names

# Among incidents of one moment: what opens a period comes first, what closes it last.
_RANKS = {
    "kicked_off": 0,
    "period_started": 1,
    "period_ended": 8,
    "full_time": 9,
}
_RANK = 5
_OPENINGS = {
    2: "Second half",
    3: "Extra time",
    4: "Extra time, second half",
    5: "Penalty shoot-out",
}
_CLOSINGS = frozenset({"period_ended", "full_time"})

Incident = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One thing on the timeline; kind is "event" or "divider"; score is the one after it.

    mark says that an event was struck or corrected.
    """

    key: str
    kind: str
    side: str
    minute: str
    icon: str
    title: str
    who: str
    note: str
    score: str
    club: str
    mark: str
    struck: bool


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
        _RANKS.get(kind(incident), _RANK),
        incident.get("at", 0),
        key,
    )


def counts(incident: Incident) -> bool:
    """Whether an incident is a goal that stands."""
    return kind(incident) in GOALS and not incident.get("struck", False)


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
        if kind(incident) == "shootout_kick" and not incident.get("struck", False):
            self.kicks[incident["side"]] += incident["scored"]
            return _score(self.kicks)
        return ""

    def standing(self) -> str:
        """The score so far, the shoot-out's behind it."""
        kicks = f" ({_score(self.kicks)})" if any(self.kicks.values()) else ""
        return _score(self.goals) + kicks


def _score(score: Mapping[str, int]) -> str:
    return f"{score['home']}\N{EN DASH}{score['away']}"


def _is_shown(incident: Incident, ordered: list[tuple[str, Incident]]) -> bool:
    """Leave out markers another row says already: the first period's start, the last one's end."""
    if kind(incident) == "period_started":
        return incident["period"] in _OPENINGS
    if kind(incident) == "period_ended":
        return not any(
            kind(other) == "full_time"
            and other["period"] == incident["period"]
            and not other.get("struck", False)
            for _, other in ordered
        )
    return True


def _row(key: str, incident: Incident, *, board: _Running, names: Names) -> Row:
    score = board.take(incident)
    divider = _divider(incident)
    if divider:
        closing = board.standing() if kind(incident) in _CLOSINGS else ""
        return _row_of(key, incident, title=divider, score=closing)
    said = headline(incident, names)
    side = incident.get("side", "")
    return replace(
        _row_of(key, incident, title=said.title, score=score),
        kind="event",
        side=side,
        minute=minute_label(incident["period"], incident["clock_ms"]),
        icon=said.icon,
        who=said.who,
        note=said.note,
        club=names.side(side).name if side else "",
    )


def _row_of(key: str, incident: Incident, *, title: str, score: str) -> Row:
    return Row(
        key=key,
        kind="divider",
        side="",
        minute="",
        icon="",
        title=title,
        who="",
        note="",
        score=score,
        club="",
        mark=_mark(incident),
        struck=bool(incident.get("struck", False)),
    )


def _mark(incident: Incident) -> str:
    if incident.get("struck", False):
        return "Struck"
    if incident.get("revision", 0):
        return "Corrected"
    return "Entered by hand" if incident.get("by_hand", False) else ""


def _divider(incident: Incident) -> str:
    match kind(incident):
        case "kicked_off":
            return "Kick-off"
        case "period_started":
            return _OPENINGS.get(incident["period"], "Kick-off")
        case "period_ended":
            return ENDINGS.get(incident["period"], "End of the shoot-out")
        case "full_time":
            return "Full time"
    return ""
