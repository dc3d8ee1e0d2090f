"""The last minute of touches with a place on the pitch: at most TOUCHES_MAX, whatever arrives in whatever order.

Every revision of a touch has a slot at its own moment; a slot taken back stays, empty, so that no older
touch moves up into its place and any order of arrival keeps the same slots.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from community.core.types import Identifier
from community.matches.facts import ClockMillis, Period, Revision, Side, Thousandth, Touch

# The pitch shows a minute; a dense provider tells about 42 touches in one, 81 at most.
TOUCHES_WINDOW_MS: Final = 60_000
TOUCHES_MAX: Final = 64


class PitchTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A touch as the pitch draws it; type is the fact's without "match."."""

    type: str
    period: Period
    clock_ms: ClockMillis
    side: Side
    x: Thousandth
    y: Thousandth
    to_x: Thousandth | None = None
    to_y: Thousandth | None = None
    player: Identifier | None = None


class TouchSlot(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One revision of one touch at its moment; touch is None when a later revision took it back."""

    period: Period
    clock_ms: ClockMillis
    id: Identifier
    revision: Revision | int = 0
    touch: PitchTouch | None = None

    @property
    def key(self) -> str:
        """The touch's key in the public state, never reused: the event's id, "@revision" once amended."""
        return f"{self.id}@{self.revision}" if self.revision else self.id

    @property
    def rank(self) -> tuple[int, str, int, bool]:
        """Slots of one period in order; of those at one moment of one event the last holds."""
        return (self.clock_ms, self.id, self.revision, self.touch is not None)


def slot_of(fact_type: str, data: Touch, *, event_id: str, revision: int) -> TouchSlot | None:
    """A touch's slot; None when it has no place on the pitch."""
    if data.x is None or data.y is None:
        return None
    return TouchSlot(
        period=data.period,
        clock_ms=data.clock_ms,
        id=event_id,
        revision=revision,
        touch=PitchTouch(
            type=fact_type.removeprefix("match."),
            period=data.period,
            clock_ms=data.clock_ms,
            side=data.side,
            x=data.x,
            y=data.y,
            to_x=data.to_x,
            to_y=data.to_y,
            player=data.player,
        ),
    )


def empty_slot(data: Touch, *, event_id: str, revision: int) -> TouchSlot:
    """The slot of a touch that this revision took back."""
    return TouchSlot(period=data.period, clock_ms=data.clock_ms, id=event_id, revision=revision)


def latest_slots(slots: Iterable[TouchSlot], *, period: int, clock_ms: int) -> list[TouchSlot]:
    """The slots of the minute before a moment, oldest first; the newest TOUCHES_MAX of them."""
    after_ms = clock_ms - TOUCHES_WINDOW_MS
    recent = [slot for slot in slots if slot.period == period and slot.clock_ms > after_ms]
    recent.sort(key=lambda slot: slot.rank)
    held = {(slot.clock_ms, slot.id): slot for slot in recent}
    return list(held.values())[-TOUCHES_MAX:]
