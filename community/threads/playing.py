"""Match time: when what a match and its thread told is due, for whoever plays it again; pure.

A match's own clock says it, not when facts were recorded: a match may have been told in seconds.
What was said between two of its facts lies between them as it was recorded.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from community.matches.facts import MatchAmended, MatchKickedOff, MatchPeriodStarted, MatchRetracted
from community.streams.facts import Fact

Clock: TypeAlias = tuple[int, int]  # period, ms since it began
Told: TypeAlias = Literal["match", "thread"]

# Before the kick-off and between periods no clock runs: long enough to read some of the talk.
BREAK_MS: Final = 30_000
# A correction after the end would else come with it, unseen.
CORRECTION_MS: Final = 3_000


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A fact of the match or its thread; recorded in ms since 1970."""

    told: Told
    offset: int
    fact: Fact
    recorded: int


@dataclass(frozen=True, kw_only=True)
class Start:
    """Where playing begins: the match's clock there, when that was recorded, and the talk there."""

    clock: Clock | None
    recorded: int
    talk_recorded: int


def due(
    match: Iterable[Entry], thread: Sequence[Entry], start: Start
) -> Iterator[tuple[float, Entry]]:
    """(ms of match time since the start, entry), in the one order: talk before what followed it.

    Talk that no fact of the match follows yet is not due.
    """
    clock, recorded = start.clock, start.recorded
    before_ms, base_ms, said = 0.0, None, 0
    for entry in match:
        clock, gap_ms = _advanced(clock, entry.fact)
        if base_ms is None:
            base_ms = gap_ms * _share(start.talk_recorded, recorded, entry.recorded)
        while said < len(thread) and thread[said].recorded <= entry.recorded:
            share = _share(thread[said].recorded, recorded, entry.recorded)
            yield max(0.0, before_ms + gap_ms * share - base_ms), thread[said]
            said += 1
        before_ms, recorded = before_ms + gap_ms, entry.recorded
        yield max(0.0, before_ms - base_ms), entry


def _share(at: int, begins: int, ends: int) -> float:
    """Where a moment lies between two, 0 to 1."""
    if ends <= begins:
        return 0.0
    return min(1.0, max(0.0, (at - begins) / (ends - begins)))


def _advanced(clock: Clock | None, fact: Fact) -> tuple[Clock | None, float]:
    """The clock after a fact, and the match time that passed; it never runs backwards."""
    told = clock_of(fact)
    if told is None:
        is_revision = isinstance(fact.data, MatchRetracted | MatchAmended)
        return clock, CORRECTION_MS if is_revision else 0
    if clock is None or told[0] > clock[0]:
        return told, BREAK_MS
    if told <= clock:
        return clock, 0
    return told, told[1] - clock[1]


def clock_of(fact: Fact) -> Clock | None:
    """The moment a fact tells, if it tells one."""
    match fact.data:
        case MatchKickedOff():
            return 1, 0
        case MatchPeriodStarted(period=period):
            return period, 0
        case data:
            clock_ms = getattr(data, "clock_ms", None)
            return None if clock_ms is None else (data.period, clock_ms)
