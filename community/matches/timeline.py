"""The timeline: a match's material incidents, each at its last revision.

Every revision says by itself what its event means from then on, so the highest one holds,
whichever came first.
"""

from typing import Any, Final, Literal, TypeAlias

import msgspec
from msgspec import Struct

from community.core import canonical
from community.core.types import Count, EpochMillis, Identifier
from community.matches.facts import ClockMillis, MatchAmended, MatchRetracted, Period, Side
from community.streams.catalogue import entry_of
from community.streams.facts import FactData

# A long cup tie with its shoot-out stays under 100; 128 at their longest fill half the state.
INCIDENTS_MAX: Final = 128

IncidentType: TypeAlias = Literal[
    "match.kicked_off",
    "match.period_started",
    "match.period_ended",
    "match.full_time",
    "match.goal",
    "match.own_goal",
    "match.penalty",
    "match.shootout_kick",
    "match.card",
    "match.substitution",
    "match.var_check",
]
MATERIAL: Final = frozenset(IncidentType.__args__)  # type: ignore[attr-defined]  # typing hides it


# What may change the timeline: of a thousand facts all but a few are not among these.
BOARD: Final = MATERIAL | {"match.retracted", "match.amended"}


def is_material(fact_type: str) -> bool:
    """Whether facts of a type enter the timeline."""
    return fact_type in MATERIAL


def changes_board(fact: FactData) -> bool:
    """Whether a fact enters the timeline, or revises what is in it."""
    match fact:
        case MatchRetracted():
            return is_material(fact.before.type)
        case MatchAmended():
            return is_material(fact.before.type) or is_material(fact.after.type)
        case _:
            return is_material(entry_of(fact).type)


def adds_incident(fact: FactData) -> bool:
    """Whether a fact makes the timeline longer by one."""
    match fact:
        case MatchRetracted():
            return False
        case MatchAmended():
            return is_material(fact.after.type) and not is_material(fact.before.type)
        case _:
            return is_material(entry_of(fact).type)


class TimelineIncident(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An incident as the timeline shows it: its fact's fields, and what became of them.

    at: the earliest source time it was told with. revision: 0 as first told. by_hand: an operator
    set it. struck: it did not happen after all, and counts for nothing.
    """

    type: IncidentType
    period: Period
    clock_ms: ClockMillis
    at: EpochMillis
    revision: Count = 0
    struck: bool = False
    by_hand: bool = False
    side: Side | None = None
    player: Identifier | None = None
    assist: Identifier | None = None
    penalty: bool = False
    scored: bool | None = None
    colour: Literal["yellow", "second_yellow", "red"] | None = None
    off: Identifier | None = None
    subject: Literal["goal", "penalty", "red_card", "identity"] | None = None
    outcome: Literal["checking", "stands", "overturned"] | None = None
    target: Identifier | None = None


Timeline: TypeAlias = dict[str, TimelineIncident]

_SHOWN: Final = frozenset(TimelineIncident.__struct_fields__)
# A start has no clock of its own, and the kick-off starts the first period.
_START: Final = {"period": 1, "clock_ms": 0}


def incident_of(fact_type: str, data: FactData, *, at: int) -> TimelineIncident:
    """A material fact's data as first told; at is its source time in ms."""
    told: dict[str, Any] = msgspec.structs.asdict(data)
    shown = {name: value for name, value in told.items() if name in _SHOWN}
    by_hand = told.get("reason") is not None
    return msgspec.convert(
        _START | shown | {"type": fact_type, "at": at, "by_hand": by_hand}, TimelineIncident
    )


def enter(timeline: Timeline, event_id: str, told: TimelineIncident) -> None:
    """Hold what was told of an event unless a higher revision is held.

    Past INCIDENTS_MAX events an unknown one is left out; services refuse the fact before that.
    """
    held = timeline.get(event_id)
    if held is not None:
        last = max(held, told, key=_rank)
        timeline[event_id] = msgspec.structs.replace(last, at=min(held.at, told.at))
    elif len(timeline) < INCIDENTS_MAX:
        timeline[event_id] = told


def _rank(told: TimelineIncident) -> tuple[int, bool, bytes]:
    """Two tellings at one revision cannot be, but would have an order: struck, then by bytes."""
    timeless = msgspec.structs.replace(told, at=0)
    return told.revision, told.struck, canonical.encode_struct(timeless)
