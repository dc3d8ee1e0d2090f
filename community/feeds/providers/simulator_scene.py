"""The scene of a simulated match: the clock, the ball, the sides, and the pen that writes marks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from community.feeds.providers.recording import Deed, Mark, Moment, Place
from community.feeds.providers.simulator_chance import Chance
from community.feeds.providers.simulator_rates import CLOCK_TOLD_MS, GAPS_MS
from community.feeds.providers.simulator_sides import Slot, Team, distance_m
from community.matches import facts
from community.matches.facts import Side
from community.streams.facts import FactData

Next: TypeAlias = Literal[
    "open", "throw_in", "goal_kick", "free_kick", "corner", "penalty", "kick_off"
]
_EDGE = 1000


@dataclass(kw_only=True)
class Scene:
    """What is so at this moment; x and y are the ball's, seen by the side that has it.

    later: what a source will tell at a moment of this period, by when; the nearest first.
    """

    match_id: str
    chance: Chance
    teams: dict[Side, Team]
    side: Side
    holder: Slot
    period: int = 1
    clock_ms: int = 0
    x: float = 500
    y: float = 500
    passer: str | None = None
    in_air: bool = False
    marks: list[Mark] = field(default_factory=list)
    later: list[tuple[int, FactData]] = field(default_factory=list)
    told_ms: int = 0

    @property
    def other(self) -> Side:
        """The side without the ball."""
        return "away" if self.side == "home" else "home"

    @property
    def team(self) -> Team:
        """The side with the ball."""
        return self.teams[self.side]

    @property
    def opponents(self) -> Team:
        """The side without it."""
        return self.teams[self.other]

    @property
    def goal_m(self) -> float:
        """Metres from the ball to the middle of the goal it is played at."""
        return distance_m(self.x, self.y, spot=(_EDGE, _EDGE / 2))

    @property
    def moment(self) -> Moment:
        """Now, on the match clock."""
        return {"period": self.period, "clock_ms": self.clock_ms}

    def deed(self, side: Side, slot: Slot) -> Deed:
        """Somebody acting now."""
        return {**self.moment, "side": side, "player": slot.player}

    def place(self, *, to: tuple[float, float] | None = None) -> Place:
        """The holder acting where the ball is; to: where it goes."""
        to_x, to_y = (None, None) if to is None else (on_pitch(to[0]), on_pitch(to[1]))
        return {
            **self.deed(self.side, self.holder),
            "x": on_pitch(self.x),
            "y": on_pitch(self.y),
            "to_x": to_x,
            "to_y": to_y,
        }

    def place_of(self, slot: Slot) -> Place:
        """An opponent acting where the ball is, seen by his own side."""
        return {
            **self.deed(self.other, slot),
            "x": on_pitch(_EDGE - self.x),
            "y": on_pitch(_EDGE - self.y),
            "to_x": None,
            "to_y": None,
        }

    def tell(self, data: FactData) -> str:
        """Write down what happens now; returns the id it got."""
        mark_id = f"{self.match_id}.{len(self.marks) + 1}"
        self.marks.append(Mark(id=mark_id, period=self.period, clock_ms=self.clock_ms, data=data))
        self.told_ms = self.clock_ms
        return mark_id

    def wait(self, gap: str) -> None:
        """Let a drawn time of a kind of gap pass."""
        self.pass_time(self.chance.lapse_ms(*GAPS_MS[gap]))

    def pass_time(self, lapse_ms: int) -> None:
        """Let time pass; what is due is told at its moment, the time itself in long silences."""
        end_ms = self.clock_ms + lapse_ms
        while True:
            tick_ms = self.told_ms + CLOCK_TOLD_MS
            due_ms = min(self.later[0][0] if self.later else tick_ms, tick_ms)
            if due_ms > end_ms:
                break
            self.clock_ms = max(self.clock_ms, due_ms)
            if self.later and self.later[0][0] <= due_ms:
                self.tell(self.later.pop(0)[1])
            else:
                self.tell(facts.MatchClock(**self.moment))
        self.clock_ms = end_ms

    def tell_the_rest(self) -> None:
        """Tell now what was still due, because the period ends."""
        while self.later:
            self.tell(self.later.pop(0)[1])

    def begin(self, period: int) -> None:
        """Set the clock back to 0 for a new period."""
        self.period, self.clock_ms, self.told_ms = period, 0, 0

    def tell_later(self, gap: str, data: FactData) -> None:
        """Have something told after a drawn time."""
        self.later.append((self.clock_ms + self.chance.lapse_ms(*GAPS_MS[gap]), data))
        self.later.sort(key=lambda due: due[0])

    def turn_over(self, slot: Slot | None = None) -> None:
        """Give the ball to the other side where it lies: to a slot, or to whoever is near."""
        self.side = self.other
        self.x, self.y = _EDGE - self.x, _EDGE - self.y
        self.passer, self.in_air = None, False
        self.holder = slot or self.team.nearest(self.x, self.y, chance=self.chance)

    def move(self, to: tuple[float, float]) -> None:
        """Take the ball to a place of the pitch."""
        self.x, self.y = min(max(to[0], 0), _EDGE), min(max(to[1], 0), _EDGE)

    def set_piece(self, to: tuple[float, float], taker: Slot | None = None) -> None:
        """Lay the ball down for the side that has it, before one of its players."""
        self.move(to)
        self.passer, self.in_air = None, False
        self.holder = taker or self.team.nearest(self.x, self.y, chance=self.chance)


Move: TypeAlias = Callable[[Scene], Next]


def on_pitch(place: float) -> int:
    """A coordinate in whole thousandths within the pitch."""
    return round(min(max(place, 0), _EDGE))
