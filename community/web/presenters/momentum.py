"""Pressure minute by minute as bars around an axis; twin of presenters/momentum.js."""

from dataclasses import dataclass

from community.core.types import JsonObject
from community.matches.minutes import minute_label, slots
from community.web.presenters.names import Names
from community.web.presenters.timeline import counts, in_order

SLOT = 10  # width of a minute
GAP = 14  # between two periods
AXIS = 60  # y of the axis
REACH = 46  # height of the tallest bar
# A lone pass should not look like a siege: the scale is never finer than this much pressure.
PEAK_MIN = 6


@dataclass(frozen=True, kw_only=True)
class Bar:
    """Whose minute it was, and how much; x, y, height in the strip's own units."""

    key: str
    side: str
    x: int
    y: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A goal on the strip; place is its x in percent of the width, so that circles stay round."""

    key: str
    side: str
    place: str
    y: int


@dataclass(frozen=True, kw_only=True)
class Momentum:
    """The whole strip: its width, bars, goals, where periods part, and the same said in words."""

    width: int
    bars: list[Bar]
    goals: list[Mark]
    halves: list[int]
    words: str


def momentum(state: JsonObject, names: Names) -> Momentum:
    """Lay out the strip; home's bars rise from the axis, away's hang from it."""
    net = _net(state)
    starts, width = _places(state, net)
    peak = max([PEAK_MIN, *(abs(value) for value in net.values())])
    bars = [
        _bar(period, minute, value=value, x=starts[period] + minute * SLOT, peak=peak)
        for (period, minute), value in sorted(net.items())
        if value
    ]
    goals = [
        Mark(
            key=key,
            side=incident["side"],
            place=_percent(starts[incident["period"]] + _middle(incident["clock_ms"]), width),
            y=7 if incident["side"] == "home" else 2 * AXIS - 7,
        )
        for key, incident in in_order(state.get("incidents", {}))
        if counts(incident) and incident["period"] in starts
    ]
    halves = [start - GAP // 2 for period, start in sorted(starts.items()) if period > 1]
    words = _words(net, names)
    return Momentum(width=width, bars=bars, goals=goals, halves=halves, words=words)


def _net(state: JsonObject) -> dict[tuple[int, int], int]:
    net = {}
    for key, sides in state.get("momentum", {}).items():
        period, _, minute = key.partition(":")
        if slots(int(period)):
            net[int(period), int(minute)] = sides.get("home", 0) - sides.get("away", 0)
    return net


def _places(state: JsonObject, net: dict[tuple[int, int], int]) -> tuple[dict[int, int], int]:
    """Where each period starts, and the width of all; extra time only once it is reached."""
    reached = {1, 2} | {int(key) for key in state.get("stages", {}) if slots(int(key))}
    goals = [incident for incident in state.get("incidents", {}).values() if counts(incident)]
    starts, x = {}, 0
    for period in sorted(reached):
        starts[period] = x
        last = max(
            [slots(period) - 1]
            + [minute for p, minute in net if p == period]
            + [goal["clock_ms"] // 60_000 for goal in goals if goal["period"] == period]
        )
        x += (last + 1) * SLOT + GAP
    return starts, x - GAP


def _bar(period: int, minute: int, *, value: int, x: int, peak: int) -> Bar:
    height = max(2, (abs(value) * REACH + peak // 2) // peak)
    return Bar(
        key=f"{period}:{minute}",
        side="home" if value > 0 else "away",
        x=x + 1,
        y=AXIS - height if value > 0 else AXIS,
        height=height,
    )


def _middle(clock_ms: int) -> int:
    return clock_ms // 60_000 * SLOT + SLOT // 2


def _percent(x: int, width: int) -> str:
    """X as a percentage of the width, to a tenth."""
    tenths = (x * 1000 + width // 2) // width
    return f"{tenths // 10}.{tenths % 10}%"


def _words(net: dict[tuple[int, int], int], names: Names) -> str:
    home, away = names.home.name, names.away.name
    if not net:
        return "No pressure yet."
    ahead = sum(value > 0 for value in net.values())
    behind = sum(value < 0 for value in net.values())
    period, minute = max(net, key=lambda place: (abs(net[place]), place))
    top = home if net[period, minute] > 0 else away
    strongest = minute_label(period, minute * 60_000)
    return f"{home} on top in {ahead} minutes, {away} in {behind}. Strongest: {top}, {strongest}."
