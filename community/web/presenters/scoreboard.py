"""The score header: sides, scorers, shoot-out; twin of presenters/scoreboard.js."""

from dataclasses import dataclass

from community.core.types import JsonObject
from community.matches.minutes import minute_label
from community.web.presenters.incidents import kind
from community.web.presenters.names import Names
from community.web.presenters.timeline import Incident, counts, in_order

SIDES = ("home", "away")


@dataclass(frozen=True, kw_only=True)
class Kick:
    """A kick of the shoot-out; words says it whole."""

    key: str
    scored: bool
    words: str


def scorers(state: JsonObject, names: Names) -> dict[str, list[str]]:
    """Lines under each side's name: a scorer and his minutes, in the order of the first goals."""
    minutes: dict[str, dict[str, list[str]]] = {side: {} for side in SIDES}
    for _, incident in in_order(state.get("incidents", {})):
        if counts(incident):
            who = names.player(incident.get("player")) or "Goal"
            minutes[incident["side"]].setdefault(who, []).append(_minute(incident))
    return {
        side: [f"{who} {', '.join(told)}" for who, told in lines.items()]
        for side, lines in minutes.items()
    }


def _minute(incident: Incident) -> str:
    label = minute_label(incident["period"], incident["clock_ms"])
    if kind(incident) == "own_goal":
        return f"{label} (og)"
    return f"{label} (pen)" if incident.get("penalty", False) else label


def kicks(state: JsonObject, names: Names) -> dict[str, list[Kick]]:
    """The shoot-out's kicks by side, in order."""
    taken: dict[str, list[Kick]] = {side: [] for side in SIDES}
    for key, incident in in_order(state.get("incidents", {})):
        if kind(incident) == "shootout_kick" and not incident.get("struck", False):
            who = names.player(incident.get("player")) or names.side(incident["side"]).name
            said = "scored" if incident["scored"] else "missed"
            taken[incident["side"]].append(
                Kick(key=key, scored=incident["scored"], words=f"{who} {said}")
            )
    return taken


def half_time(state: JsonObject) -> str:
    """The half-time score once the first half is over; empty before."""
    first = state.get("stages", {}).get("1")
    if first is None or ("2" not in state["stages"] and state.get("status") == "live"):
        return ""
    return f"HT {first['home']}\N{EN DASH}{first['away']}"


def winner(state: JsonObject) -> str:
    """The side that won an ended match, penalties counted; empty for a draw or before."""
    if state.get("status") != "ended":
        return ""
    for board in (state.get("score", {}), state.get("shootout", {})):
        home, away = board.get("home", 0), board.get("away", 0)
        if home != away:
            return "home" if home > away else "away"
    return ""


def spoken_score(state: JsonObject, names: Names) -> str:
    """The score as a voice reads it: City 2, United 1."""
    if state.get("status", "scheduled") == "scheduled":
        return f"{names.home.name} v {names.away.name}, not started"
    score = state["score"]
    said = f"{names.home.name} {score['home']}, {names.away.name} {score['away']}"
    penalties = shootout_score(state)
    return f"{said}; penalties {penalties}" if penalties else said


def penalties_scored(state: JsonObject) -> dict[str, str]:
    """Each side's kicks scored, in brackets; empty when there was no shoot-out."""
    scored = state.get("shootout")
    return {side: f"({scored[side]})" if scored else "" for side in SIDES}


def shootout_score(state: JsonObject) -> str:
    """The shoot-out's score; empty when there was none."""
    scored = state.get("shootout")
    return f"{scored['home']}\N{EN DASH}{scored['away']}" if scored else ""
