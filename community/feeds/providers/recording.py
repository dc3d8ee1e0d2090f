"""Recordings: marks on the match clock, put in order and given source time and pace."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypedDict

from community.feeds.providers.protocol import Amendment, FeedEvent, Retraction
from community.matches.facts import Side
from community.streams import catalogue
from community.streams.facts import FactData

# Real time from the end of a period to the start of the next, by the next one's number. Half-time
# is 15 minutes (Laws of the Game, law 7); before and amid extra time and before the shoot-out
# about 5, 2 and 5 are taken.
BREAK_MS = {2: 900_000, 3: 300_000, 4: 120_000, 5: 300_000}
_REVISIONS: dict[type[FactData], str] = {
    Retraction: "match.retracted",
    Amendment: "match.amended",
}


class Moment(TypedDict):
    """A place on the match clock, as the fields of a fact."""

    period: int
    clock_ms: int


class Deed(Moment):
    """A moment and who acted."""

    side: Side
    player: str | None


class Place(Deed):
    """A deed, where it began and where the ball went, in thousandths of the pitch."""

    x: int | None
    y: int | None
    to_x: int | None
    to_y: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One thing told at a moment of the match clock; marks of one moment keep their order.

    lead_ms: how long before that moment the source told it, for what is known ahead (line-ups).
    """

    id: str
    period: int
    clock_ms: int
    data: FactData
    lead_ms: int = 0


def feed_events(marks: Iterable[Mark], *, kickoff_at: int) -> list[FeedEvent]:
    """Order marks by (period, clock, arrival) and place them in real time; nothing falls.

    kickoff_at: milliseconds since 1970. What was told before kick-off is due at 0, with it.
    """
    ordered = sorted(marks, key=_moment)
    starts = _period_starts(ordered)
    events = []
    for mark in ordered:
        since_ms = starts[mark.period] + mark.clock_ms - mark.lead_ms
        events.append(
            FeedEvent(
                id=mark.id,
                type=type_of(mark.data),
                at=max(0, kickoff_at + since_ms),
                due_ms=max(0, since_ms),
                data=mark.data,
            )
        )
    return events


def type_of(data: FactData) -> str:
    """The fact type an event's data is sent under."""
    return _REVISIONS.get(type(data)) or catalogue.entry_of(data).type


def _moment(mark: Mark) -> tuple[int, int]:
    return mark.period, mark.clock_ms - mark.lead_ms


def _period_starts(ordered: list[Mark]) -> dict[int, int]:
    """When each period began, in real milliseconds after kick-off; it lasts until its last mark."""
    ends = {mark.period: mark.clock_ms for mark in ordered}
    starts: dict[int, int] = {}
    elapsed_ms = 0
    for period in sorted(ends):
        if starts:
            elapsed_ms += BREAK_MS[period]
        starts[period] = elapsed_ms
        elapsed_ms += ends[period]
    return starts
