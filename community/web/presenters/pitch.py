"""The last minute of touches on a pitch seen from the main stand; twin of presenters/pitch.js.

The pitch is 1050 by 680; home attacks to the right, away to the left, in every period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.core.types import JsonObject
from community.web.presenters.incidents import headline, kind
from community.web.presenters.names import Names

LENGTH, WIDTH = 1050, 680
_FRESH_MS = 6_000
_RECENT_MS = 22_000
_THIRDS = ("own third", "middle third", "final third")
_LANES = ("left", "centre", "right")


@dataclass(frozen=True, kw_only=True)
class Touch:
    """A touch as drawn: from x, y to to_x, to_y (the same when the ball stayed); age fades it."""

    key: str
    side: str
    kind: str
    age: str
    x: int
    y: int
    to_x: int
    to_y: int


@dataclass(frozen=True, kw_only=True)
class Pitch:
    """What is drawn, oldest first, the ball's place, and the last touch in words."""

    touches: list[Touch]
    ball: tuple[int, int] | None
    words: str


def pitch(state: JsonObject, names: Names) -> Pitch:
    """Lay out the pitch."""
    ordered = sorted(state.get("touches", {}).items(), key=_moment)
    placed = [(key, touch) for key, touch in ordered if "x" in touch and "y" in touch]
    if not placed:
        return Pitch(touches=[], ball=None, words="No touch in the last minute.")
    last = placed[-1][1]
    touches = [_touch(key, touch, last=last) for key, touch in placed]
    ball = (touches[-1].to_x, touches[-1].to_y)
    return Pitch(touches=touches, ball=ball, words=_words(last, names))


def _moment(pair: tuple[str, Mapping[str, Any]]) -> tuple[int, int, str]:
    key, touch = pair
    return touch["period"], touch["clock_ms"], key


def _touch(key: str, touch: Mapping[str, Any], *, last: Mapping[str, Any]) -> Touch:
    x, y = _place(touch["side"], touch["x"], touch["y"])
    to_x, to_y = _place(touch["side"], touch.get("to_x", touch["x"]), touch.get("to_y", touch["y"]))
    return Touch(
        key=key,
        side=touch["side"],
        kind=kind(touch),
        age=_age(touch, last),
        x=x,
        y=y,
        to_x=to_x,
        to_y=to_y,
    )


def _place(side: str, x: int, y: int) -> tuple[int, int]:
    """Thousandths as the side sees them, to the stand's view."""
    if side == "away":
        x, y = 1000 - x, 1000 - y
    return (x * LENGTH + 500) // 1000, (y * WIDTH + 500) // 1000


def _age(touch: Mapping[str, Any], last: Mapping[str, Any]) -> str:
    if touch["period"] != last["period"]:
        return "old"
    age_ms = last["clock_ms"] - touch["clock_ms"]
    return "fresh" if age_ms <= _FRESH_MS else "recent" if age_ms <= _RECENT_MS else "old"


def _words(touch: Mapping[str, Any], names: Names) -> str:
    said = headline(touch, names)
    club = names.side(touch["side"]).name
    who = f"{said.who}, {club}" if said.who else club
    third = _THIRDS[min(2, touch["x"] * 3 // 1000)]
    lane = _LANES[min(2, touch["y"] * 3 // 1000)]
    return f"{said.title}: {who}, {third}, {lane}."
