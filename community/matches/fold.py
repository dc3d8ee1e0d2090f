"""The match's fold: its facts, in any order and in any batches, to one state.

Counts are sums, the timeline holds the highest revision of each event, the clock the latest moment
and the rest the newest telling by source time; so no fact needs another before it.
"""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final, TypeAlias

import msgspec

from community.core import canonical
from community.core.types import JsonObject
from community.matches.corrections import amend, retract
from community.matches.scoreboard import Scoreboard, scoreboard
from community.matches.state import (
    SOURCES_MAX,
    Clock,
    DatedFixture,
    DatedLineup,
    MatchState,
    Silence,
    newest,
)
from community.matches.tallies import TALLIES
from community.matches.timeline import MATERIAL, incident_of
from community.matches.touches import latest_slots
from community.streams.facts import Fact
from community.streams.folds import EMPTY, Audience, Bare, Overlay

# Facts taken before the touches are brought back within their bound, so that memory stays flat.
_CHUNK_FACTS: Final = 1_024


class MatchFold(Bare):
    """Satisfies `community.streams.folds.Fold[MatchState]`."""

    kind = "match"
    version = 1
    audience: Audience = "everyone"
    shape = Scoreboard
    notices = MATERIAL | {
        "match.retracted",
        "match.amended",
        "match.feed_silent",
        "match.feed_resumed",
    }

    def empty(self) -> MatchState:
        """A match of which nothing was told."""
        return MatchState()

    def fold(self, state: MatchState, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take facts into the state; types of no concern to it are passed over."""
        told = iter(facts)
        while chunk := list(islice(told, _CHUNK_FACTS)):
            _settle(state, _take(state, chunk))

    def project(self, state: MatchState, overlay: Overlay = EMPTY) -> JsonObject:
        """The scoreboard as JSON, fresh at each call; nothing lies over it."""
        del overlay
        projected: JsonObject = msgspec.to_builtins(scoreboard(state))
        return projected

    def dump(self, state: MatchState) -> bytes:
        """The state as canonical bytes; equal states have equal bytes."""
        return canonical.encode_struct(state)

    def load(self, octets: bytes) -> MatchState:
        """Read what dump wrote; raises msgspec.DecodeError for anything else."""
        return _load(octets)


_load = msgspec.json.Decoder(MatchState).decode


def _take(state: MatchState, facts: Iterable[tuple[int, Fact]]) -> list[Fact]:
    """Take facts into all but the touches; returns the facts that are touches, to be settled.

    The one hot path of a match, so the clock stays in a local until the end.
    """
    touched: list[Fact] = []
    latest = (0, 0, 0)
    for _, fact in facts:
        tally = TALLIES.get(fact.type)
        if tally is None:
            if (take := _TAKES.get(fact.type)) is not None:
                take(state, fact)
            continue
        data = fact.data
        state.count(tally(data), data, times=1)
        touched.append(fact)
        moment = (data.period, data.clock_ms, -fact.at)
        if moment > latest:  # noqa: PLR1730 -- max() costs 0.13 us, a tenth of the whole
            latest = moment
    if touched:
        period, clock_ms, at = latest
        state.advance(Clock(period=period, clock_ms=clock_ms, at=-at))
    return touched


def _settle(state: MatchState, touched: list[Fact]) -> None:
    """Bring the touches to the last minute before the clock, in order and within their bound."""
    if state.clock is None:
        return
    state.touches = latest_slots(
        state.touches, touched, period=state.clock.period, clock_ms=state.clock.clock_ms
    )


def _incident(state: MatchState, fact: Fact) -> None:
    state.enter(fact.id, incident_of(fact.type, fact.data, at=fact.at))


def _clock(state: MatchState, fact: Fact) -> None:
    state.advance(Clock(period=fact.data.period, clock_ms=fact.data.clock_ms, at=fact.at))


def _scheduled(state: MatchState, fact: Fact) -> None:
    state.fixture = newest(state.fixture, DatedFixture(at=fact.at, id=fact.id, fixture=fact.data))


def _lineup(state: MatchState, fact: Fact) -> None:
    told = DatedLineup(at=fact.at, id=fact.id, lineup=fact.data)
    state.lineups[fact.data.side] = newest(state.lineups.get(fact.data.side), told)


def _silence(state: MatchState, fact: Fact) -> None:
    source = fact.data.source
    held = state.silences.get(source)
    if held is None and len(state.silences) >= SOURCES_MAX:
        return
    since = fact.data.since if fact.type == "match.feed_silent" else None
    state.silences[source] = newest(held, Silence(at=fact.at, id=fact.id, since=since))


_Take: TypeAlias = Callable[[MatchState, Fact], None]
_MATERIAL_TAKES: Final[dict[str, _Take]] = dict.fromkeys(MATERIAL, _incident)
_TAKES: Final[dict[str, _Take]] = _MATERIAL_TAKES | {
    "match.scheduled": _scheduled,
    "match.lineup": _lineup,
    "match.clock": _clock,
    "match.retracted": retract,
    "match.amended": amend,
    "match.feed_silent": _silence,
    "match.feed_resumed": _silence,
}
