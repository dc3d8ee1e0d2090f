"""The home page: matches by how they stand, grouped by competition; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from community.core.types import JsonObject
from community.web.presenters.match_centre import Board, Card, board_of

_PHASES = {"live": "live", "break": "live", "ended": "finished"}


@dataclass(frozen=True, kw_only=True)
class MatchLine:
    """One match in a list."""

    card: Card
    board: Board


@dataclass(frozen=True, kw_only=True)
class Group:
    """A competition's matches."""

    competition: str
    lines: list[MatchLine]


@dataclass(frozen=True, kw_only=True)
class MatchList:
    """One of the page's three lists; empty is said when it holds nothing."""

    key: str
    title: str
    empty: str
    groups: list[Group]


def match_lists(matches: Sequence[tuple[Card, JsonObject]]) -> list[MatchList]:
    """Live, coming (soonest first) and finished (latest first)."""
    lines = [MatchLine(card=card, board=board_of(state)) for card, state in matches]
    lines.sort(key=lambda line: (line.card.kickoff_at, line.card.id))
    named: dict[str, list[MatchLine]] = {"live": [], "coming": [], "finished": []}
    for line in lines:
        named[_PHASES.get(line.board.status.phase, "coming")].append(line)
    return [
        MatchList(
            key="live",
            title="Live now",
            empty="No match is being played right now.",
            groups=_grouped(named["live"]),
        ),
        MatchList(
            key="coming",
            title="Coming",
            empty="No match is set down yet.",
            groups=_grouped(named["coming"]),
        ),
        MatchList(
            key="finished",
            title="Finished",
            empty="No match has finished yet.",
            groups=_grouped(named["finished"][::-1]),
        ),
    ]


def _grouped(lines: Sequence[MatchLine]) -> list[Group]:
    """By competition, in the order their first match comes."""
    order = list(dict.fromkeys(line.card.competition for line in lines))
    ranked = sorted(lines, key=lambda line: order.index(line.card.competition))
    return [
        Group(competition=competition, lines=list(members))
        for competition, members in groupby(ranked, key=lambda line: line.card.competition)
    ]
