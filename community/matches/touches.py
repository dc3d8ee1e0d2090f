"""The last minute of touches with a place on the pitch, at most TOUCHES_MAX.

Every revision of a touch has a slot at its own moment. A slot taken back stays, empty, so that no
older touch moves up into its place and any order of arrival keeps the same slots.
"""

from collections.abc import Iterable
from typing import Any, Final

from msgspec import Struct

from community.core.types import Count, Identifier
from community.matches.facts import ClockMillis, Period, Side, Thousandth, Touch
from community.streams.facts import Fact

# The pitch shows a minute; a dense provider tells about 42 touches in one, 81 at most.
TOUCHES_WINDOW_MS: Final = 60_000
TOUCHES_MAX: Final = 64


class PitchTouch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A touch as the pitch draws it."""

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
    revision: Count = 0
    touch: PitchTouch | None = None

    @property
    def key(self) -> str:
        """Its key in the public state, never reused: the event's id, "@revision" once amended."""
        return f"{self.id}@{self.revision}" if self.revision else self.id


def slot_of(fact_type: str, data: Touch, *, event_id: str, revision: int) -> TouchSlot | None:
    """A touch's slot; None when it has no place on the pitch."""
    if data.x is None or data.y is None:
        return None
    touch = PitchTouch(
        type=fact_type,
        period=data.period,
        clock_ms=data.clock_ms,
        side=data.side,
        x=data.x,
        y=data.y,
        to_x=data.to_x,
        to_y=data.to_y,
        player=data.player,
    )
    return TouchSlot(
        period=data.period, clock_ms=data.clock_ms, id=event_id, revision=revision, touch=touch
    )


def empty_slot(data: Touch, *, event_id: str, revision: int) -> TouchSlot:
    """The slot of a touch that this revision took back."""
    return TouchSlot(period=data.period, clock_ms=data.clock_ms, id=event_id, revision=revision)


def latest_slots(
    held: Iterable[TouchSlot], touched: Iterable[Fact], *, period: int, clock_ms: int
) -> list[TouchSlot]:
    """The slots of the minute up to a moment, oldest first, the newest TOUCHES_MAX of them.

    held: slots so far, in any order. touched: facts of touches as first told, not yet among them.
    """
    after_ms = clock_ms - TOUCHES_WINDOW_MS

    def is_recent(moment: Any) -> bool:  # noqa: ANN401 -- a slot or a touch's data
        return bool(moment.period == period and moment.clock_ms > after_ms)

    slots = [slot for slot in held if is_recent(slot)]
    slots += [
        slot
        for fact in touched
        if is_recent(fact.data)
        and (slot := slot_of(fact.type, fact.data, event_id=fact.id, revision=0)) is not None
    ]
    slots.sort(key=_rank)
    # Of one event's slots at one moment the last stands.
    return list({(slot.clock_ms, slot.id): slot for slot in slots}.values())[-TOUCHES_MAX:]


def _rank(slot: TouchSlot) -> tuple[int, str, int, bool]:
    """Slots of a period in order; of one event at one moment by revision, the empty one first."""
    return slot.clock_ms, slot.id, slot.revision, slot.touch is not None
