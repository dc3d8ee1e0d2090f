"""Where a match stands, short for a board, whole for a voice; twin of presenters/status.js."""

from dataclasses import dataclass

from community.core.types import JsonObject
from community.matches.minutes import SHOOTOUT, minute_label

_PLAYING = {
    1: "First half",
    2: "Second half",
    3: "Extra time, first half",
    4: "Extra time, second half",
    5: "Penalty shoot-out",
}
_BREAKS = {
    1: ("HT", "Half time"),
    2: ("90'", "Break before extra time"),
    3: ("ET HT", "Half time of extra time"),
    4: ("120'", "Break before the shoot-out"),
}
_BEFORE = ("", "Not started")


@dataclass(frozen=True, kw_only=True)
class Status:
    """phase is the state's own word; label fits a board, words read aloud."""

    phase: str
    label: str
    words: str


def match_status(state: JsonObject) -> Status:
    """Say where a match stands."""
    phase = state.get("status", "scheduled")
    label, words = _said(phase, state)
    return Status(phase=phase, label=label, words=words)


def _said(phase: str, state: JsonObject) -> tuple[str, str]:
    clock = state.get("clock", {"period": 1, "clock_ms": 0})
    match phase:
        case "live":
            label = minute_label(clock["period"], clock["clock_ms"])
            return label, _PLAYING[clock["period"]]
        case "break":
            return _BREAKS.get(clock["period"], _BREAKS[1])
        case "ended":
            return _ending(state, clock["period"])
    return _BEFORE


def _ending(state: JsonObject, period: int) -> tuple[str, str]:
    stages = state.get("stages", {})
    if "shootout" in state or period == SHOOTOUT:
        return "Pens", "After penalties"
    if "3" in stages or "4" in stages:
        return "AET", "After extra time"
    return "FT", "Full time"
