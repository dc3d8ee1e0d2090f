"""Moments: what of a match somebody who had seen an offset of it could know.

A process keeps the clock of the matches it is asked about, and reads only what was told since.
"""

import threading
from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from community.matches.facts import MatchAmended, MatchRetracted
from community.streams import selectors
from community.streams.errors import UnknownStreamError
from community.streams.facts import Fact
from community.streams.selectors import Head

# Matches kept at once: an evening's. One takes up to about 3 MB at full time.
TRACKS_MAX: Final = 16
# Facts read back before the first question: who is two minutes behind asks about these.
KEPT_FACTS: Final = 2_000
_READ_FACTS: Final = 5_000

Clock = tuple[int, int]  # period, ms since it began


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Where a match stood at an offset; clock is None before its kick-off."""

    offset: int
    clock: Clock | None


@dataclass(frozen=True, kw_only=True)
class ToldEvent:
    """Where a canonical event is told, and how often it had been revised by an offset."""

    offset: int
    revision: int


@dataclass(kw_only=True)
class _Track:
    """A match's clock by offset, and where events are told and revised, after `begins`."""

    epoch: int
    begins: int
    head: int
    clock: Clock | None
    base: Clock | None
    moved: list[int] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    told: dict[str, int] = field(default_factory=dict)
    revised: dict[str, list[int]] = field(default_factory=dict)
    sought: set[str] = field(default_factory=set)

    def take(self, offset: int, fact: Fact) -> None:
        """Note what a fact says of the clock, of an event, or of its revision."""
        self.head = offset
        if isinstance(fact.data, MatchAmended | MatchRetracted):
            self.revised.setdefault(fact.data.target, []).append(offset)
            return
        self.told[fact.id] = offset
        clock = _clock_of(fact)
        if clock is not None and (self.clock is None or clock > self.clock):
            self.clock = clock
            self.moved.append(offset)
            self.clocks.append(clock)

    def clock_at(self, offset: int) -> Clock | None:
        """The latest moment told up to an offset after `begins`."""
        place = bisect_right(self.moved, offset)
        return self.clocks[place - 1] if place else self.base


_tracks: OrderedDict[str, _Track] = OrderedDict()
_reading = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was told of a match by the moment it was asked for."""

    stream: str
    track: _Track | None

    def moment(self, offset: int) -> Moment | None:
        """Where the match stood at an offset; None when it has no such offset."""
        with _reading:
            if offset > (self.track.head if self.track else 0):
                return None
            if self.track is None or offset == 0:
                return Moment(offset=offset, clock=None)
            if offset >= self.track.begins:
                return Moment(offset=offset, clock=self.track.clock_at(offset))
        # From before what is kept: a page that lay open for long.
        return Moment(offset=offset, clock=_folded_clock(self.stream, offset)[1])

    def event(self, event_id: str, *, seen: int) -> ToldEvent | None:
        """A canonical event as it stood at an offset; None when it was not told by then."""
        with _reading:
            track = self.track
            if track is None:
                return None
            if event_id not in track.told and event_id not in track.sought:
                _seek(track, self.stream, event_id)
            offset = track.told.get(event_id)
            if offset is None or offset > seen:
                return None
            revisions = bisect_right(track.revised.get(event_id, []), seen)
            return ToldEvent(offset=offset, revision=revisions)


def told(match_id: str) -> Told:
    """A match as it is told by now; one query, and what was told since it was last asked for."""
    stream = f"match.{match_id}"
    with _reading:
        return Told(stream=stream, track=_track(stream))


def _track(stream: str) -> _Track | None:
    """A match's track up to the log's head; None when nothing of it was told."""
    head = selectors.head_of(stream)
    if head is None:
        return None
    track = _tracks.get(stream)
    if track is None or track.epoch != head.epoch or track.head > head.offset:
        track = _tracks[stream] = _begun(stream, head)
        if len(_tracks) > TRACKS_MAX:
            _tracks.popitem(last=False)
    _tracks.move_to_end(stream)
    while track.head < head.offset:
        for offset, fact in selectors.facts_after(stream, after=track.head, limit=_READ_FACTS):
            track.take(offset, fact)
    return track


def _begun(stream: str, head: Head) -> _Track:
    begins, clock = _folded_clock(stream, max(0, head.offset - KEPT_FACTS))
    return _Track(epoch=head.epoch, begins=begins, head=begins, clock=clock, base=clock)


def _folded_clock(stream: str, offset: int) -> tuple[int, Clock | None]:
    try:
        folded = selectors.folded(stream, at=offset)
    except UnknownStreamError:  # nothing was appended yet
        return 0, None
    clock = folded.state.clock
    return folded.offset, (clock.period, clock.clock_ms) if clock else None


def _seek(track: _Track, stream: str, event_id: str) -> None:
    """Look for an event before what is kept, once: what comes later is read anyway."""
    for offset, fact in selectors.facts_naming(stream, event_id):
        if offset > track.head:
            continue
        if isinstance(fact.data, MatchAmended | MatchRetracted):
            known = track.revised.setdefault(event_id, [])
            if fact.data.target == event_id and offset not in known:
                known.append(offset)
                known.sort()
        elif fact.id == event_id:
            track.told[event_id] = offset
    track.sought.add(event_id)


def _clock_of(fact: Fact) -> Clock | None:
    if fact.type == "match.kicked_off":
        return 1, 0
    period = getattr(fact.data, "period", None)
    return None if period is None else (period, getattr(fact.data, "clock_ms", 0))
