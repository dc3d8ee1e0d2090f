"""What retractions and amendments do to a match's state: exactly minus before, plus after."""

from msgspec.structs import replace

from community.core import canonical
from community.matches.facts import MatchAmended, MatchRetracted, Told, Touch
from community.matches.state import Clock, MatchState
from community.matches.tallies import TALLIES
from community.matches.timeline import incident_of, is_material
from community.matches.touches import empty_slot, slot_of
from community.streams import catalogue
from community.streams.facts import Fact, FactData


def retract(state: MatchState, fact: Fact) -> None:
    """Take a retraction into the state; its target may be folded later.

    A fixture and a line-up are mended by telling them anew, not by revisions.
    Raises OutsideDomainError for a telling outside the catalogue; services refuse it before.
    """
    data: MatchRetracted = fact.data
    _take_back(state, fact, data.before)
    _strike(state, fact, data.before)


def amend(state: MatchState, fact: Fact) -> None:
    """Take an amendment into the state, as a retraction; what it made immaterial is struck."""
    data: MatchAmended = fact.data
    _take_back(state, fact, data.before)
    if is_material(data.after.type):
        told = incident_of(data.after.type, _read(data.after), at=fact.at)
        state.enter(data.target, replace(told, revision=data.revision))
    else:
        _strike(state, fact, data.before)
        _add(state, fact, data.after)


def _read(told: Told) -> FactData:
    return catalogue.data_of(told.type, v=told.v, octets=canonical.dumps(told.data))


def _touch(told: Told) -> Touch | None:
    """The touch a telling tells; None when it tells something else."""
    data = _read(told)
    return data if isinstance(data, Touch) else None


def _strike(state: MatchState, fact: Fact, before: Told) -> None:
    if is_material(before.type):
        told = incident_of(before.type, _read(before), at=fact.at)
        state.enter(fact.data.target, replace(told, revision=fact.data.revision, struck=True))


def _take_back(state: MatchState, fact: Fact, before: Told) -> None:
    touch = _touch(before)
    if touch is None:
        return
    if not before.struck:
        state.count(TALLIES[before.type](touch), touch, times=-1)
    state.advance(Clock(period=touch.period, clock_ms=touch.clock_ms, at=fact.at))
    slot = empty_slot(touch, event_id=fact.data.target, revision=fact.data.revision)
    state.touches.append(slot)


def _add(state: MatchState, fact: Fact, after: Told) -> None:
    touch = _touch(after)
    if touch is None:
        return
    state.count(TALLIES[after.type](touch), touch, times=1)
    state.advance(Clock(period=touch.period, clock_ms=touch.clock_ms, at=fact.at))
    slot = slot_of(after.type, touch, event_id=fact.data.target, revision=fact.data.revision)
    if slot is not None:
        state.touches.append(slot)
