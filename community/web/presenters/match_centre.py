"""The match page: everything its template shows, from one state; pure."""

from dataclasses import dataclass
from datetime import datetime

from community.core.types import JsonObject
from community.web.presenters.crests import Crest, crests
from community.web.presenters.lineups import Lineup, Note, Place, lineups
from community.web.presenters.momentum import Momentum, momentum
from community.web.presenters.names import Names
from community.web.presenters.pitch import Pitch, pitch
from community.web.presenters.scoreboard import (
    SIDES,
    Kick,
    half_time,
    kicks,
    penalties_scored,
    scorers,
    shootout_score,
    spoken_score,
    winner,
)
from community.web.presenters.stats import Pair, stat_pairs
from community.web.presenters.status import Status, match_status
from community.web.presenters.timeline import Row, timeline

BLANK_ROW = Row(
    key="",
    kind="event",
    side="",
    minute="",
    icon="",
    title="",
    who="",
    note="",
    score="",
    club="",
    mark="",
    struck=False,
)
BLANK_PAIR = Pair(key="", label="", home="", away="", home_share=0, away_share=0, leader="")
BLANK_PLACE = Place(key="", name="", shirt="", notes=[])
BLANK_NOTE = Note(key="", icon="", words="")


@dataclass(frozen=True, kw_only=True)
class Card:
    """What the catalogue says of a match; kickoff_at is aware, in UTC."""

    id: str
    topic: str
    competition: str
    round: str
    venue: str
    kickoff_at: datetime
    simulated: bool
    names: Names

    @property
    def crests(self) -> dict[str, Crest]:
        """Both crests, by side."""
        home, away = self.names.home, self.names.away
        return crests((home.code, home.colour), (away.code, away.colour))


@dataclass(frozen=True, kw_only=True)
class Board:
    """How a match stands: what a list's row and the score header both show.

    home_penalties, away_penalties: "(4)" once there was a shoot-out, else empty.
    """

    status: Status
    home_score: int
    away_score: int
    home_penalties: str
    away_penalties: str
    winner: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One side's line-up under its crest."""

    side: str
    name: str
    crest: Crest
    lineup: Lineup


@dataclass(frozen=True, kw_only=True)
class MatchCentre:
    """The match page."""

    card: Card
    board: Board
    spoken_score: str
    moment: str
    preview: str
    scorers: dict[str, list[str]]
    kicks: dict[str, list[Kick]]
    shootout: str
    half_time: str
    timeline: list[Row]
    newest_first: bool
    momentum: Momentum
    stats: list[Pair]
    pitch: Pitch
    sheets: list[Sheet]
    has_lineups: bool
    names_json: JsonObject
    blank_row: Row = BLANK_ROW
    blank_pair: Pair = BLANK_PAIR
    blank_place: Place = BLANK_PLACE
    blank_note: Note = BLANK_NOTE


def board_of(state: JsonObject) -> Board:
    """Read how a match stands."""
    score, penalties = state.get("score", {}), penalties_scored(state)
    return Board(
        status=match_status(state),
        home_score=score.get("home", 0),
        away_score=score.get("away", 0),
        home_penalties=penalties["home"],
        away_penalties=penalties["away"],
        winner=winner(state),
    )


def moment_of(board: Board, names: Names) -> str:
    """How it stands and when, as short as a title: "Harbour City 2-1 Hill Town, 63'"."""
    if board.status.phase == "scheduled":
        return f"{names.home.name} v {names.away.name}"
    score = f"{board.home_score}\N{EN DASH}{board.away_score}"
    return f"{names.home.name} {score} {names.away.name}, {board.status.label}"


def _preview(card: Card, rows: list[Row]) -> str:
    """What happened last, and in which competition; for whoever is sent the page's address."""
    told = [row for row in rows if row.kind == "event" and not row.struck]
    if not told:
        return f"{card.competition}. Timeline, pitch, numbers and the talk."
    last = told[-1]
    said = ", ".join(part for part in (last.title, last.who) if part)
    return f"{last.minute} {said}. {card.competition}."


def match_centre(card: Card, state: JsonObject) -> MatchCentre:
    """Lay out the whole page."""
    names, board = card.names, board_of(state)
    rows = timeline(state, names)
    newest_first = board.status.phase != "ended"
    named = lineups(state, names)
    return MatchCentre(
        card=card,
        board=board,
        spoken_score=spoken_score(state, names),
        moment=moment_of(board, names),
        preview=_preview(card, rows),
        scorers=scorers(state, names),
        kicks=kicks(state, names),
        shootout=shootout_score(state),
        half_time=half_time(state),
        timeline=rows[::-1] if newest_first else rows,
        newest_first=newest_first,
        momentum=momentum(state, names),
        stats=stat_pairs(state),
        pitch=pitch(state, names),
        sheets=[_sheet(side, card=card, lineup=named[side]) for side in SIDES],
        has_lineups=any(named[side].starting for side in SIDES),
        names_json=names.as_json(),
    )


def _sheet(side: str, *, card: Card, lineup: Lineup) -> Sheet:
    return Sheet(side=side, name=card.names.side(side).name, crest=card.crests[side], lineup=lineup)
