"""The scoreboard: a match's public state, derived from the fold's; pages and the API read it.

A state for merge patches (RFC 7396): no nulls, and an object once shown stays or never returns.
"""

from itertools import chain, islice
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from community.core.types import Count, EpochMillis, Identifier
from community.matches.facts import ClockMillis, MatchScheduled, Period, Side
from community.matches.scores import (
    Sides,
    by_side,
    cards,
    counted,
    goals,
    not_below_zero,
    shootout,
    stages,
)
from community.matches.state import MatchState
from community.matches.tallies import STATS
from community.matches.timeline import Timeline
from community.matches.touches import PitchTouch

Status: TypeAlias = Literal["scheduled", "live", "break", "ended"]
Role: TypeAlias = Literal["starting", "bench"]

# Players shown a side, starting ones first; the largest squads of a tournament hold 26.
LINEUP_MAX: Final = 30

_COLOURS: Final = ("yellow", "second_yellow", "red")
_STARTS: Final = frozenset({"match.kicked_off", "match.period_started"})


class SideStats(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One side's statistics; possession is whole percent of all passes, once there is one."""

    passes: Count
    passes_accurate: Count
    shots: Count
    shots_on_target: Count
    corners: Count
    fouls: Count
    offsides: Count
    saves: Count
    duels_won: Count
    touches: Count
    yellow: Count
    second_yellow: Count
    red: Count
    possession: Count | None = None


class Stats(Struct, frozen=True, kw_only=True):
    """Both sides' statistics."""

    home: SideStats
    away: SideStats


class ShownClock(Struct, frozen=True, kw_only=True):
    """The latest moment told, and when (source time); running says whether time passes since."""

    period: Period
    clock_ms: ClockMillis
    at: EpochMillis
    running: bool


class Lineups(Struct, frozen=True, kw_only=True):
    """Each side's players, and where they were named."""

    home: dict[Identifier, Role]
    away: dict[Identifier, Role]


class Feed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Of the silent sources the one silent longest, and since when; empty while all speak."""

    silent_since: EpochMillis | None = None
    source: Identifier | None = None


class Scoreboard(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A match's public state; what is not known yet is absent.

    stages: goals by period reached, "1".."4". shootout: kicks scored, once it is reached.
    momentum: pressure by "period:minute". incidents by event id; touches too, or "id@revision".
    """

    status: Status
    score: Sides
    stages: dict[str, Sides]
    stats: Stats
    incidents: Timeline
    touches: dict[str, PitchTouch]
    momentum: dict[str, Sides]
    lineups: Lineups
    feed: Feed
    clock: ShownClock | None = None
    shootout: Sides | None = None
    fixture: MatchScheduled | None = None


def scoreboard(state: MatchState) -> Scoreboard:
    """Derive all of it."""
    status = _status(state)
    return Scoreboard(
        status=status,
        score=by_side(goals(state)),
        stages=stages(state),
        stats=_stats(state),
        incidents=state.timeline,
        touches={slot.key: slot.touch for slot in state.touches if slot.touch is not None},
        momentum={minute: not_below_zero(*sums) for minute, sums in state.pressure.items()},
        lineups=Lineups(home=_lineup(state, "home"), away=_lineup(state, "away")),
        feed=_feed(state),
        clock=_clock(state, running=status == "live"),
        shootout=shootout(state),
        fixture=state.fixture.fixture if state.fixture else None,
    )


def _status(state: MatchState) -> Status:
    """Where the match stands, by the clock's period and the markers that stand."""
    standing = {(told.type, told.period) for told in state.timeline.values() if not told.struck}
    if any(marker == "match.full_time" for marker, _ in standing):
        return "ended"
    if state.clock is None:
        return "scheduled"
    period = state.clock.period
    if _is_false_start(state):
        return "scheduled" if period == 1 else "break"
    return "break" if ("match.period_ended", period) in standing else "live"


def _is_false_start(state: MatchState) -> bool:
    """Whether all that was told of the clock's period is a start, since taken back."""
    assert state.clock is not None, "only a told moment can be a false start"
    if state.clock.clock_ms > 0:
        return False
    starts = [
        told.struck
        for told in state.timeline.values()
        if told.type in _STARTS and told.period == state.clock.period
    ]
    return bool(starts) and all(starts)


def _clock(state: MatchState, *, running: bool) -> ShownClock | None:
    if state.clock is None:
        return None
    return ShownClock(
        period=state.clock.period,
        clock_ms=state.clock.clock_ms,
        at=state.clock.at,
        running=running,
    )


def _stats(state: MatchState) -> Stats:
    told = {name: counted(state, name) for name in STATS}
    told |= {colour: cards(state, colour) for colour in _COLOURS}
    home = {name: sides.home for name, sides in told.items()}
    away = {name: sides.away for name, sides in told.items()}
    share = _possession(told["passes"])
    if share is None:
        return Stats(home=SideStats(**home), away=SideStats(**away))
    return Stats(
        home=SideStats(**home, possession=share),
        away=SideStats(**away, possession=100 - share),
    )


def _possession(passes: Sides) -> int | None:
    """Home's share of all passes in whole percent, halves up; None without a pass."""
    total = passes.home + passes.away
    return (200 * passes.home + total) // (2 * total) if total else None


def _lineup(state: MatchState, side: Side) -> dict[str, Role]:
    told = state.lineups.get(side)
    if told is None:
        return {}
    named = dict.fromkeys(chain(told.lineup.starting, told.lineup.bench))
    starting = frozenset(told.lineup.starting)
    return {
        player: "starting" if player in starting else "bench"
        for player in islice(named, LINEUP_MAX)
    }


def _feed(state: MatchState) -> Feed:
    silent = sorted(
        (told.since, source) for source, told in state.silences.items() if told.since is not None
    )
    return Feed(silent_since=silent[0][0], source=silent[0][1]) if silent else Feed()
