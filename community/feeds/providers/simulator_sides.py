"""A side on the pitch: who plays where, who waits on the bench, who comes on when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import hypot

from community.feeds.providers.simulator_chance import Chance
from community.feeds.providers.simulator_league import club_of, club_sheet
from community.matches.sheet import ClubSheet, PlayerSheet

# Metres a thousandth of the pitch stands for: 105 by 68, the size of most international matches.
LENGTH_M, WIDTH_M = 0.105, 0.068
# Where each stands while the ball is in the middle, in thousandths, attacking towards x = 1000.
FORMATIONS = {
    "4-3-3": (
        (("DF", 290, 130), ("DF", 220, 370), ("DF", 220, 630), ("DF", 290, 870)),
        (("MF", 440, 290), ("MF", 390, 500), ("MF", 440, 710)),
        (("FW", 660, 160), ("FW", 700, 500), ("FW", 660, 840)),
    ),
    "4-2-3-1": (
        (("DF", 290, 130), ("DF", 220, 370), ("DF", 220, 630), ("DF", 290, 870)),
        (("MF", 380, 380), ("MF", 380, 620)),
        (("MF", 580, 180), ("MF", 570, 500), ("MF", 580, 820), ("FW", 710, 500)),
    ),
    "4-4-2": (
        (("DF", 280, 140), ("DF", 220, 370), ("DF", 220, 630), ("DF", 280, 860)),
        (("MF", 480, 150), ("MF", 400, 400), ("MF", 400, 600), ("MF", 480, 850)),
        (("FW", 670, 400), ("FW", 670, 600)),
    ),
    "3-5-2": (
        (("DF", 230, 270), ("DF", 210, 500), ("DF", 230, 730)),
        (("MF", 430, 110), ("MF", 420, 350), ("MF", 370, 500), ("MF", 420, 650), ("MF", 430, 890)),
        (("FW", 680, 400), ("FW", 680, 600)),
    ),
}
# How far further up a role goes when the ball is at the other end, in thousandths.
_JOINS_ATTACK = {"DF": 90, "MF": 190, "FW": 190}
_KEEPER_SPOT = (40, 500)
_BENCH_MAX = 9
# Two sent off in one side is rare, three all but unheard of.
_OUTFIELD_LEAST = 8
# Chosen: three to five changes, most past the hour; one side in sixteen is forced to one earlier.
_CHANGES = (3, 5)
_CHANGE_EARLIEST_MS, _CHANGE_LATEST_MS = 9 * 60_000, 43 * 60_000
_CHANGE_AT_HALF_TIME, _CHANGE_FORCED = 0.18, 0.06


@dataclass(kw_only=True)
class Slot:
    """A place in the formation and who fills it; nobody does after a sending-off."""

    role: str
    x: int
    y: int
    player: str | None


@dataclass(kw_only=True)
class Team:
    """One side during a match; the first slot is the keeper's."""

    sheet: ClubSheet
    strength: float
    slots: list[Slot]
    bench: list[PlayerSheet]
    changes_due: list[tuple[int, int]]
    booked: set[str] = field(default_factory=set)
    came_on: set[str] = field(default_factory=set)
    goals: int = 0

    @property
    def keeper(self) -> Slot:
        """The goalkeeper's slot; keepers are neither sent off nor changed here."""
        return self.slots[0]

    @property
    def outfield(self) -> list[Slot]:
        """The ten, or fewer, before the keeper."""
        return [slot for slot in self.slots[1:] if slot.player is not None]

    @property
    def starting(self) -> list[str]:
        """Ids of the players on the pitch."""
        return [slot.player for slot in self.slots if slot.player is not None]

    def nearest(self, x: float, y: float, *, chance: Chance) -> Slot:
        """Somebody of the ten, the nearer to a ball at (x, y) the likelier."""
        slots = self.outfield
        weights = [
            1 / (3 + distance_m(x, y, spot=spot_of(slot, ball=(x, y)))) ** 2 for slot in slots
        ]
        return chance.weighted(slots, weights)

    def of_roles(self, *roles: str) -> list[Slot]:
        """Those of the ten who play a role; all of them when none does."""
        return [slot for slot in self.outfield if slot.role in roles] or self.outfield

    def other_than(self, holder: Slot, *, ball: tuple[float, float], chance: Chance) -> Slot:
        """A team-mate of the holder near the ball."""
        while (slot := self.nearest(*ball, chance=chance)) is holder:
            pass
        return slot

    @property
    def may_lose_one(self) -> bool:
        """Whether a side stays believable after another sending-off."""
        return len(self.outfield) > _OUTFIELD_LEAST

    def change(self, chance: Chance) -> tuple[str, str]:
        """Bring somebody on: (who came, who went); like for like while the bench allows."""
        slot = chance.pick([slot for slot in self.outfield if slot.player not in self.came_on])
        like = [player for player in self.bench if player.role == slot.role]
        fresh = chance.pick(like or [player for player in self.bench if player.role != "GK"])
        self.bench.remove(fresh)
        self.came_on.add(fresh.id)
        gone, slot.player = slot.player, fresh.id
        assert gone is not None, "outfield slots are filled"
        return fresh.id, gone


def team_of(code: str, *, chance: Chance, advantage: float = 0) -> Team:
    """A club's side for a match: eleven in its formation, nine on the bench.

    advantage is added to its strength, for playing at home.
    """
    club, sheet = club_of(code), club_sheet(code)
    form = chance.near(0, 0.05)
    pools = {role: _shuffled(sheet.players, role, chance) for role in ("GK", "DF", "MF", "FW")}
    spots = [("GK", *_KEEPER_SPOT), *(spot for line in FORMATIONS[club.formation] for spot in line)]
    slots = [Slot(role=role, x=x, y=y, player=pools[role].pop(0).id) for role, x, y in spots]
    bench = [player for role in pools for player in pools[role]]
    return Team(
        sheet=sheet,
        strength=club.strength + form + advantage,
        slots=slots,
        bench=bench[:_BENCH_MAX],
        changes_due=_plan(chance),
    )


def spot_of(slot: Slot, *, ball: tuple[float, float]) -> tuple[float, float]:
    """Where a player stands while the ball is at a place: the shape moves with it."""
    x, y = ball
    if slot.role == "GK":
        return slot.x + x * 0.08, 500 + (y - 500) * 0.1
    forward = _JOINS_ATTACK[slot.role] * max(0.0, (x - 520) / 480)
    return (
        min(940.0, slot.x * 0.62 + x * 0.38 + forward),
        min(970.0, max(30.0, slot.y + (y - 500) * 0.22)),
    )


def distance_m(x: float, y: float, *, spot: tuple[float, float]) -> float:
    """Metres between two places of the pitch."""
    return hypot((spot[0] - x) * LENGTH_M, (spot[1] - y) * WIDTH_M)


def _shuffled(players: Sequence[PlayerSheet], role: str, chance: Chance) -> list[PlayerSheet]:
    """The players of a role in order of choice; lower numbers start more often."""
    pool = [player for player in players if player.role == role]
    return sorted(pool, key=lambda player: (player.shirt or 0) + chance.near(0, 2.5))


def _plan(chance: Chance) -> list[tuple[int, int]]:
    """When changes are wanted, as (period, clock_ms) in order."""
    wanted = []
    for _ in range(chance.whole(*_CHANGES)):
        late_ms = round(chance.between(_CHANGE_EARLIEST_MS, _CHANGE_LATEST_MS))
        wanted.append((2, 0 if chance.happens(_CHANGE_AT_HALF_TIME) else late_ms))
    if chance.happens(_CHANGE_FORCED):
        wanted[0] = (1, round(chance.between(_CHANGE_EARLIEST_MS, _CHANGE_LATEST_MS)))
    return sorted(wanted)
