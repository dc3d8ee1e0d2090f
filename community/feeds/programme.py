"""The demo's programme: which simulated matches there are, and when each kicks off; pure."""

from dataclasses import dataclass
from itertools import count

from community.feeds.providers import simulator
from community.feeds.providers.protocol import Recording

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
# When a match ends the next kicks off: long enough to find its page, short enough to wait for.
BREATH_MS = 2 * MINUTE_MS
# Pairs of the league's clubs by a showing's number; no club of the opening plays twice in a day.
PAIRS = (
    ("BRA", "KES"),
    ("DUN", "PEL"),
    ("CAL", "SAL"),
    ("GLA", "CAL"),
    ("EAS", "HIG"),
    ("FEN", "NVA"),
    ("ALD", "GLA"),
)


@dataclass(frozen=True, kw_only=True)
class Showing:
    """One match of the programme; its seed and kick-off make it the same on every start."""

    number: int
    kickoff_at: int

    @property
    def id(self) -> str:
        """The provider's id of the fixture."""
        return simulator.match_id_of(self._seed)

    @property
    def _seed(self) -> str:
        return f"demo-{self.number}"

    def recording(self) -> Recording:
        """The whole match."""
        home, away = PAIRS[(self.number - 1) % len(PAIRS)]
        return simulator.simulate(self._seed, kickoff_at=self.kickoff_at, home=home, away=away)


def opening(now_ms: int) -> list[Showing]:
    """A world in the middle of something: one match in its 60th minute, others around it.

    One kicks off in three minutes, two are finished, three to come.
    """
    hour = now_ms - now_ms % HOUR_MS
    return [
        Showing(number=1, kickoff_at=now_ms - played_ms(1, period=2, clock_ms=15 * MINUTE_MS)),
        Showing(number=5, kickoff_at=now_ms + 3 * MINUTE_MS),
        Showing(number=6, kickoff_at=hour - 3 * HOUR_MS),
        Showing(number=3, kickoff_at=hour - 5 * HOUR_MS),
        Showing(number=7, kickoff_at=hour + 3 * HOUR_MS),
        Showing(number=2, kickoff_at=hour + 5 * HOUR_MS),
        Showing(number=4, kickoff_at=hour + 26 * HOUR_MS),
    ]


def played_ms(number: int, *, period: int, clock_ms: int) -> int:
    """How long after kick-off a match of the programme reaches a moment, half-time and all."""
    recording = Showing(number=number, kickoff_at=HOUR_MS).recording()
    return next(
        event.at - HOUR_MS
        for event in recording.events
        if (getattr(event.data, "period", 0), getattr(event.data, "clock_ms", 0))
        >= (period, clock_ms)
    )


def following(numbers: set[int], *, now_ms: int) -> Showing:
    """The match that starts because another ended."""
    number = next(number for number in count(1) if number not in numbers)
    return Showing(number=number, kickoff_at=now_ms + BREATH_MS)


def number_of(external_id: str) -> int | None:
    """The number of a showing by its fixture's provider id; None for another simulated match."""
    prefix, _, number = external_id.rpartition("-")
    return int(number) if prefix == "sim-demo" and number.isdigit() else None
