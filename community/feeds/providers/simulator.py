"""A simulated match: seeded, told touch by touch like a real one, and said to be simulated.

The same seed, kick-off and clubs give the same bytes. Nothing here is real: clubs and players are
those of the invented league, the pace and the counts of things those of simulator_rates.
"""

import hashlib
import re
from collections.abc import Iterator

from community.core.errors import Fault, InvalidError
from community.feeds.providers.protocol import FeedEvent, Recording
from community.feeds.providers.recording import Mark, feed_events
from community.feeds.providers.simulator_chance import Chance
from community.feeds.providers.simulator_league import (
    CLUBS,
    COMPETITION,
    SEASON,
    club_of,
    club_sheet,
)
from community.feeds.providers.simulator_open import play_on
from community.feeds.providers.simulator_rates import HALF_MS, HOME_STRENGTH, added_ms
from community.feeds.providers.simulator_restarts import (
    corner,
    free_kick,
    goal_kick,
    kick_off,
    throw_in,
)
from community.feeds.providers.simulator_scene import Move, Next, Scene
from community.feeds.providers.simulator_shots import penalty
from community.feeds.providers.simulator_sides import Team, team_of
from community.feeds.providers.simulator_stoppages import make_changes
from community.matches import facts
from community.matches.facts import Side
from community.matches.sheet import FixtureSheet

SOURCE = "simulator"
# How long before kick-off line-ups are told; a live page shows them while it counts down.
LINEUP_LEAD_MS = 5 * 60_000
# The referee lets an attack end: past the added time he waits at most this long for it.
_ATTACK_X, _ATTACK_MS = 650, 30_000
_SIDES: tuple[Side, Side] = ("home", "away")
# Of the measuring stream: how often it tells, how long its periods last, after how many it repeats.
_TOUCH_GAP_MS, _PERIOD_MS_MAX, _PLACES = 10, 4 * 3_600_000, 997

_MOVES: dict[Next, Move] = {
    "open": play_on,
    "throw_in": throw_in,
    "goal_kick": goal_kick,
    "free_kick": free_kick,
    "corner": corner,
    "penalty": penalty,
    "kick_off": kick_off,
}


def simulate(
    seed: str | int,
    *,
    kickoff_at: int,
    home: str | None = None,
    away: str | None = None,
    name: str | None = None,
) -> Recording:
    """Play a whole match.

    kickoff_at: milliseconds since 1970. home, away: codes of clubs of the league, drawn when None.
    name: makes the fixture another one that is played the same; the seed when None.
    Raises NotFoundError for a code the league does not have.
    """
    chance = Chance(f"match {seed}")
    codes = _codes(chance, home, away)
    teams: dict[Side, Team] = {
        "home": team_of(codes[0], chance=chance, advantage=HOME_STRENGTH),
        "away": team_of(codes[1], chance=chance),
    }
    sheet = _sheet(match_id_of(name or seed), codes=codes, kickoff_at=kickoff_at)
    marks = [*_lineups(sheet.id, teams), *_play(sheet.id, teams=teams, chance=chance)]
    return Recording(source=SOURCE, sheet=sheet, events=feed_events(marks, kickoff_at=kickoff_at))


def touches(seed: str | int, count: int) -> Iterator[FeedEvent]:
    """A cheap stream of passes for measuring, 100 a second of source time; no match comes of it.

    The clock stays within a period: past four hours the next period begins.
    """
    chance = Chance(f"touches {seed}")
    places = [
        (chance.whole(0, 1000), chance.whole(0, 1000), chance.happens(0.8)) for _ in range(_PLACES)
    ]
    home, away = (team_of(code, chance=chance).starting for code in _codes(chance, None, None))
    match_id = match_id_of(seed)
    for number in range(count):
        x, y, accurate = places[number % _PLACES]
        to_x, to_y, at_home = places[(number + 1) % _PLACES]
        elapsed_ms = number * _TOUCH_GAP_MS
        yield FeedEvent(
            id=f"{match_id}.{number + 1}",
            type="match.pass",
            at=elapsed_ms,
            due_ms=elapsed_ms,
            data=facts.MatchPass(
                period=1 + elapsed_ms // _PERIOD_MS_MAX % 4,
                clock_ms=elapsed_ms % _PERIOD_MS_MAX,
                side="home" if at_home else "away",
                player=(home if at_home else away)[number % 11],
                x=x,
                y=y,
                to_x=to_x,
                to_y=to_y,
                accurate=accurate,
            ),
        )


def match_id_of(seed: str | int) -> str:
    """The fixture's id of a seed: readable when the seed is, else a digest of it."""
    text = str(seed)
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        text = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return f"sim-{text}"


def _codes(chance: Chance, home: str | None, away: str | None) -> tuple[str, str]:
    """Two different clubs; those asked for, the others drawn."""
    for code in (home, away):
        if code is not None:
            club_of(code)
    if home is not None and home == away:
        raise InvalidError(Fault(pointer="/away", detail="Expected another club than at home"))
    drawn = chance.drawn([club.code for club in CLUBS], len(CLUBS))
    free = [code for code in drawn if code not in {home, away}]
    return home or free[0], away or free[1]


def _sheet(match_id: str, *, codes: tuple[str, str], kickoff_at: int) -> FixtureSheet:
    home, away = (club_sheet(code) for code in codes)
    return FixtureSheet(
        id=match_id,
        competition=COMPETITION,
        season=SEASON,
        home=home,
        away=away,
        kickoff_at=kickoff_at,
        venue=club_of(codes[0]).venue,
        simulated=True,
    )


def _lineups(match_id: str, teams: dict[Side, Team]) -> Iterator[Mark]:
    for side, team in teams.items():
        lineup = facts.MatchLineup(
            side=side,
            starting=team.starting,
            bench=[player.id for player in team.bench],
        )
        yield Mark(
            id=f"{match_id}.lineup.{side}",
            period=1,
            clock_ms=0,
            data=lineup,
            lead_ms=LINEUP_LEAD_MS,
        )


def _play(match_id: str, *, teams: dict[Side, Team], chance: Chance) -> list[Mark]:
    """Both halves, told from kick-off to full time."""
    first: Side = chance.pick(_SIDES)
    scene = Scene(
        match_id=match_id, chance=chance, teams=teams, side=first, holder=teams[first].keeper
    )
    scene.tell(facts.MatchKickedOff())
    _play_half(scene, opener=first)
    scene.begin(2)
    _play_half(scene, opener="away" if first == "home" else "home")
    scene.tell(facts.MatchFullTime(**scene.moment))
    return scene.marks


def _play_half(scene: Scene, *, opener: Side) -> None:
    scene.side = opener
    scene.tell(facts.MatchPeriodStarted(period=scene.period))
    make_changes(scene)
    end_ms = HALF_MS + added_ms(scene.chance, scene.period)
    turn: Next = "kick_off"
    while not _is_over(scene, turn, end_ms):
        turn = _MOVES[turn](scene)
    scene.tell_the_rest()
    scene.tell(facts.MatchPeriodEnded(**scene.moment))


def _is_over(scene: Scene, turn: Next, end_ms: int) -> bool:
    """Time is up, save for a penalty to be taken or an attack under way."""
    if scene.clock_ms < end_ms or turn == "penalty":
        return False
    attack = turn in {"open", "corner", "free_kick"} and scene.x > _ATTACK_X
    return not attack or scene.clock_ms > end_ms + _ATTACK_MS
