"""A match's state: everything the fold keeps, and the bound of every map; knows no page and no storage."""

from typing import Final, TypeAlias

from msgspec import Struct, field

from community.core.types import EpochMillis, Identifier
from community.matches.facts import ClockMillis, MatchLineup, MatchScheduled, Period, Side
from community.matches.tallies import STATS
from community.matches.timeline import TimelineIncident
from community.matches.touches import TouchSlot

# Sources whose silence is told; a match has a provider or two, the bound only keeps the state small.
SOURCES_MAX: Final = 8
# Players shown a side, starting ones first; the largest squads of a tournament hold 26.
LINEUP_MAX: Final = 30

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

    counts and pressure ("period:minute" to [home, away]) are sums and fall below 0 while a retraction is
    folded before its target. touches is sorted and within its bounds whenever a fold has returned.
    """

    clock: Clock | None = None
    counts: dict[Side, Counts] = field(default_factory=_both_sides)
    pressure: dict[str, list[int]] = field(default_factory=dict)
    timeline: dict[str, TimelineIncident] = field(default_factory=dict)
    touches: list[TouchSlot] = field(default_factory=list)
    fixture: DatedFixture | None = None
    lineups: dict[Side, DatedLineup] = field(default_factory=dict)
    silences: dict[str, Silence] = field(default_factory=dict)

    def advance(self, told: Clock) -> None:
        """Move the clock to a later moment; an earlier one never rewinds it."""
        if self.clock is None or self.clock.precedes(told):
            self.clock = told
