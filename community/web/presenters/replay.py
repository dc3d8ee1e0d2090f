"""The scrubber: a match's moments to go to, marks on its line, the steps to the next; pure.

presenters/replay.js is the twin that enters what a live page is told after it was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from community.matches.minutes import minute_label
from community.matches.reel import Reel
from community.web.presenters.incidents import ENDINGS, GOALS, headline, kind
from community.web.presenters.names import Names

# The line's own units, from the first offset to the last.
LINE = 1_000
_REVISED = {"retracted": "Taken back", "amended": "Corrected"}
# What a fan goes back for. The rest is reached step by step.
_SOUGHT = GOALS | {"kicked_off", "period_ended", "full_time", "retracted", "amended"}
_MARKED = GOALS | {"card", "retracted", "amended"}


@dataclass(frozen=True, kw_only=True)
class Stop:
    """A moment to go to: its offset, what happened, its place on the line (0 to LINE)."""

    offset: int
    kind: str
    icon: str
    minute: str
    words: str
    x: int


@dataclass(frozen=True, kw_only=True)
class Replay:
    """offset: where the page stands, of a line that ends at head; is_past: `at` was asked for.

    before, after: the incidents next to it, 0 for none. start: the kick-off. events: what the
    incidents are of, as far as told. minutes: [offset, label] of every minute's beginning.
    """

    offset: int
    head: int
    is_past: bool
    label: str
    start: int
    before: int
    after: int
    stops: list[Stop]
    marks: list[Stop]
    incidents: list[int]
    events: list[str]
    told: int
    minutes: list[list[int | str]]


def replay(
    reel: Reel, names: Names, *, offset: int, head: int, is_past: bool, label: str
) -> Replay:
    """Lay out a scrubber; the reel must end at what its viewer may see."""
    stops = [_stop(mark, names, head=head) for mark in reel.marks]
    incidents = sorted({stop.offset for stop in stops})
    start = next((stop.offset for stop in stops if stop.kind == "kicked_off"), 1)
    return Replay(
        offset=offset,
        head=head,
        is_past=is_past,
        label=label,
        start=start,
        before=max((each for each in incidents if each < offset), default=0),
        after=min((each for each in incidents if each > offset), default=0),
        stops=[stop for stop in stops if stop.kind in _SOUGHT],
        marks=[stop for stop in stops if stop.kind in _MARKED],
        incidents=incidents,
        events=sorted({mark["event"] for mark in reel.marks}),
        told=reel.offset,
        minutes=[
            [at, minute_label(period, minute * 60_000)] for at, period, minute in reel.minutes
        ],
    )


def _stop(mark: Mapping[str, Any], names: Names, *, head: int) -> Stop:
    told = mark["told"]
    words, icon = _said(told, names)
    return Stop(
        offset=mark["offset"],
        kind=kind(told),
        icon=icon,
        minute=minute_label(told.get("period", 1), told.get("clock_ms", 0)),
        words=words,
        x=(mark["offset"] - 1) * LINE // max(1, head - 1),
    )


def _said(told: Mapping[str, Any], names: Names) -> tuple[str, str]:
    """What a moment is called, and its icon."""
    match kind(told):
        case "period_ended":
            return ENDINGS.get(told["period"], "End of the period"), "whistle"
        case ("retracted" | "amended") as revised:
            return _REVISED[revised], "var"
    said = headline(told, names)
    side = told.get("side")
    who = said.who or (names.side(side).name if side else "")
    return ", ".join(part for part in (said.title, who) if part), said.icon
