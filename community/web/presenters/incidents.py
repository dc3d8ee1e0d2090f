"""What an incident is called: title, who, note, icon; twin of presenters/incidents.js."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.web.presenters.names import Names

GOALS = frozenset({"goal", "own_goal"})
# What the end of a period is called.
ENDINGS = {
    1: "Half time",
    2: "End of normal time",
    3: "Half time of extra time",
    4: "End of extra time",
}
_CARDS = {
    "yellow": ("Yellow card", "card-yellow"),
    "second_yellow": ("Second yellow card", "card-second"),
    "red": ("Red card", "card-red"),
}
_SUBJECTS = {"goal": "goal", "penalty": "penalty", "red_card": "red card", "identity": "identity"}
_OUTCOMES = {"checking": "being checked", "stands": "stands", "overturned": "overturned"}
_PLAIN = {
    "kicked_off": ("Kick-off", "whistle"),
    "period_started": ("Start of the period", "whistle"),
    "period_ended": ("End of the period", "whistle"),
    "full_time": ("Full time", "whistle"),
    "penalty": ("Penalty awarded", "penalty"),
    "pass": ("Pass", "touch"),
    "shot": ("Shot", "touch"),
    "foul": ("Foul", "touch"),
    "duel": ("Duel", "touch"),
    "touch": ("Touch", "touch"),
    "save": ("Save", "touch"),
    "offside": ("Offside", "touch"),
    "corner": ("Corner", "touch"),
    "lineup": ("Line-up", "touch"),
    "scheduled": ("Fixture", "whistle"),
    "clock": ("Clock", "whistle"),
}


@dataclass(frozen=True, kw_only=True)
class Headline:
    """An incident in words: what, who, and a note; any but title may be empty."""

    title: str
    who: str
    note: str
    icon: str


def kind(incident: Mapping[str, Any]) -> str:
    """A fact's type without its slice: "goal" of "match.goal"."""
    told: str = incident["type"]
    return told.removeprefix("match.")


def headline(incident: Mapping[str, Any], names: Names) -> Headline:
    """Name an incident of a state, or a fact's type and data laid out as one."""
    who = names.player(incident.get("player"))
    title, note, icon = _told(incident, names)
    return Headline(title=title, who=who, note=note, icon=icon)


def _told(incident: Mapping[str, Any], names: Names) -> tuple[str, str, str]:
    told = ("Event", "", "touch")
    match kind(incident):
        case "goal":
            told = ("Goal", _goal_note(incident, names), "goal")
        case "own_goal":
            told = ("Own goal", "", "own-goal")
        case "shootout_kick":
            told = ("Scored", "", "kick-in") if incident["scored"] else ("Missed", "", "kick-out")
        case "card":
            title, icon = _CARDS[incident["colour"]]
            told = (title, "", icon)
        case "substitution":
            off = names.player(incident.get("off"))
            told = ("Substitution", f"for {off}" if off else "", "substitution")
        case "var_check":
            subject, outcome = _SUBJECTS[incident["subject"]], _OUTCOMES[incident["outcome"]]
            told = (f"VAR: {subject} {outcome}", "", "var")
        case plain if plain in _PLAIN:
            title, icon = _PLAIN[plain]
            told = (title, "", icon)
    return told


def _goal_note(incident: Mapping[str, Any], names: Names) -> str:
    if incident.get("penalty", False):
        return "Penalty"
    assist = names.player(incident.get("assist"))
    return f"Assist: {assist}" if assist else ""
