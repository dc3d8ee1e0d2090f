"""A match's state: all that the fold keeps, bounded; knows no page and no storage."""

from typing import Final, TypeAlias, TypeVar

from msgspec import Struct, field

from community.core.types import EpochMillis, Identifier
from community.matches.facts import (
    ClockMillis,
    Incident,
    MatchLineup,
    MatchScheduled,
    Period,
    Side,
)
from community.matches.tallies import STATS, Tally, minute_of
from community.matches.timeline import Timeline, TimelineIncident, enter
from community.matches.touches import TouchSlot

# Sources whose silence is told; a match has one or two, the bound only keeps the state small.
SOURCES_MAX: Final = 8
Counts: TypeAlias = dict[str, int]


class Clock(Struct, frozen=True, kw_only=True):
    """The latest moment any fact told; at is the earliest source time it was told with."""

    period: Period
    clock_ms: ClockMillis
    at: EpochMillis

    def precedes(self, other: "Clock") -> bool:
        """Whether other is later, or the same moment told earlier."""
        return (self.period, self.clock_ms, -self.at) < (other.period, other.clock_ms, -other.at)


class Dated(Struct, frozen=True, kw_only=True):
    """A value of which the newest telling holds, by (at, id): source time, then the fact's id."""

    at: EpochMillis
    id: Identifier


_Dated = TypeVar("_Dated", bound=Dated)


def newest(held: _Dated | None, told: _Dated) -> _Dated:
    """Whichever of two tellings holds."""
    return told if held is None or (told.at, told.id) > (held.at, held.id) else held


class DatedFixture(Dated, frozen=True, kw_only=True):
    """The fixture as last set down."""

    fixture: MatchScheduled


class DatedLineup(Dated, frozen=True, kw_only=True):
    """A side's players as last named."""

    lineup: MatchLineup


class Silence(Dated, frozen=True, kw_only=True):
    """Since when a source has been silent; None once it speaks again."""

    since: EpochMillis | None


def _both_sides() -> dict[Side, Counts]:
    return {"home": dict.fromkeys(STATS, 0), "away": dict.fromkeys(STATS, 0)}


class MatchState(Struct, kw_only=True):
    """What the facts of a match come to.

    counts, and pressure ("period:minute" to [home, away]), are sums; they stand below 0 while a
    retraction is folded before its target. After every fold touches is in order, in its bound.
    """

    clock: Clock | None = None
    counts: dict[Side, Counts] = field(default_factory=_both_sides)
    pressure: dict[str, list[int]] = field(default_factory=dict)
    timeline: Timeline = field(default_factory=dict)
    touches: list[TouchSlot] = field(default_factory=list)
    fixture: DatedFixture | None = None
    lineups: dict[Side, DatedLineup] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)

    def advance(self, told: Clock) -> None:
        """Move the clock to a later moment; an earlier one never rewinds it."""
        if self.clock is None or self.clock.precedes(told):
            self.clock = told

    def enter(self, event_id: str, told: TimelineIncident) -> None:
        """Enter an incident in the timeline; its moment moves the clock, struck or not."""
        self.advance(Clock(period=told.period, clock_ms=told.clock_ms, at=told.at))
        enter(self.timeline, event_id, told)

    def count(self, tally: Tally, data: Incident, *, times: int) -> None:
        """Add a touch's tally to its side and its minute: times is 1, or -1 to take it back."""
        names, weight = tally
        counts = self.counts[data.side]
        for name in names:
            counts[name] += times
        if weight:
            minute = minute_of(data.period, data.clock_ms)
            sides = self.pressure.get(minute)
            if sides is None:
                sides = self.pressure[minute] = [0, 0]
            sides[data.side == "away"] += times * weight
