"""Names for the ids a state holds; facts carry none."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from community.core.types import JsonObject


@dataclass(frozen=True, kw_only=True)
class SideName:
    """A club as a page calls it; colour is its shirt, #rrggbb or empty."""

    name: str
    code: str
    colour: str = ""


@dataclass(frozen=True, kw_only=True)
class PlayerName:
    """A player as a page calls him; shirt is 0 when unknown."""

    name: str
    side: str
    shirt: int = 0


@dataclass(frozen=True, kw_only=True)
class Names:
    """Everybody a match's facts can speak of."""

    home: SideName
    away: SideName
    players: Mapping[str, PlayerName] = field(default_factory=dict)

    def side(self, side: str) -> SideName:
        """The club of a side."""
        return self.home if side == "home" else self.away

    def player(self, player_id: str | None) -> str:
        """A player's name; empty when nobody, or nobody known, is meant."""
        known = self.players.get(player_id or "")
        return known.name if known else ""

    def as_json(self) -> JsonObject:
        """What the page hands its elements, as a data block."""
        return {
            "sides": {"home": asdict(self.home), "away": asdict(self.away)},
            "players": {player_id: asdict(player) for player_id, player in self.players.items()},
        }
