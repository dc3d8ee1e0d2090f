"""One state as every presenter of a match page shows it, in plain values; the twin of pages.mjs."""

from dataclasses import asdict

from community.web.presenters.lineups import lineups
from community.web.presenters.match_centre import board_of, moment_of
from community.web.presenters.momentum import momentum
from community.web.presenters.names import Names, PlayerName, SideName
from community.web.presenters.pitch import pitch
from community.web.presenters.scoreboard import (
    half_time,
    kicks,
    penalties_scored,
    scorers,
    shootout_score,
    spoken_score,
    winner,
)
from community.web.presenters.stats import stat_pairs
from community.web.presenters.status import match_status
from community.web.presenters.timeline import timeline


def shown(state, names):
    """Everything a match page shows of a state."""
    drawn = pitch(state, names)
    return {
        "status": asdict(match_status(state)),
        "timeline": [asdict(row) for row in timeline(state, names)],
        "scorers": scorers(state, names),
        "kicks": {
            side: [asdict(kick) for kick in all_] for side, all_ in kicks(state, names).items()
        },
        "penalties": penalties_scored(state),
        "shootout": shootout_score(state),
        "half_time": half_time(state),
        "winner": winner(state),
        "spoken": spoken_score(state, names),
        "moment": moment_of(board_of(state), names),
        "stats": [asdict(pair) for pair in stat_pairs(state)],
        "momentum": asdict(momentum(state, names)),
        "pitch": asdict(drawn) | {"ball": list(drawn.ball) if drawn.ball else None},
        "lineups": {side: asdict(lineup) for side, lineup in lineups(state, names).items()},
    }


def names_of(block):
    """Names from the data block a page carries."""
    sides = {side: SideName(**told) for side, told in block["sides"].items()}
    players = {key: PlayerName(**told) for key, told in block["players"].items()}
    return Names(**sides, players=players)
