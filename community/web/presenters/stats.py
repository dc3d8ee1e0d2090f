"""Paired numbers of two sides; twin of presenters/stats.js."""

from dataclasses import dataclass

from community.core.types import JsonObject

_SHOWN = (
    ("possession", "Possession"),
    ("shots", "Shots"),
    ("shots_on_target", "On target"),
    ("corners", "Corners"),
    ("passes", "Passes"),
    ("accuracy", "Pass accuracy"),
    ("duels_won", "Duels won"),
    ("saves", "Saves"),
    ("fouls", "Fouls"),
    ("offsides", "Offsides"),
    ("yellow", "Yellow cards"),
    ("red", "Red cards"),
)
_PERCENT = frozenset({"possession", "accuracy"})


@dataclass(frozen=True, kw_only=True)
class Pair:
    """One number of both sides; the shares are parts of the pair in whole percent, 0 of nothing."""

    key: str
    label: str
    home: str
    away: str
    home_share: int
    away_share: int
    leader: str

    @property
    def home_x(self) -> int:
        """Where home's bar starts: both bars meet at 100."""
        return 100 - self.home_share


def stat_pairs(state: JsonObject) -> list[Pair]:
    """Every pair a page shows, in its order; none before the first touch."""
    stats = state.get("stats", {})
    home, away = stats.get("home", {}), stats.get("away", {})
    if not home.get("touches", 0) + away.get("touches", 0):
        return []
    return [_pair(key, label, (_value(home, key), _value(away, key))) for key, label in _SHOWN]


def _value(side: JsonObject, key: str) -> int:
    if key == "accuracy":
        passes: int = side.get("passes", 0)
        return (100 * int(side.get("passes_accurate", 0)) + passes // 2) // passes if passes else 0
    if key == "red":
        return int(side.get("red", 0)) + int(side.get("second_yellow", 0))
    return int(side.get(key, 0))


def _pair(key: str, label: str, values: tuple[int, int]) -> Pair:
    home, away = values
    total = home + away
    unit = "%" if key in _PERCENT else ""
    home_share = (100 * home + total // 2) // total if total else 0
    return Pair(
        key=key,
        label=label,
        home=f"{home}{unit}",
        away=f"{away}{unit}",
        home_share=home_share,
        away_share=100 - home_share if total else 0,
        leader="" if home == away else "home" if home > away else "away",
    )
