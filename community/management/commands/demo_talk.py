"""Have the demo's fans talk about the demo's matches, until stopped."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.core import clock
from community.feeds.providers.simulator_chance import Chance
from community.management.voices.talker import Talker
from community.matches import selectors as matches
from community.streams.selectors import LIVE
from community.users.services.crowd import ensure_crowd

# Sixty posts an hour are all one may write: enough for the busiest hour, and a late winner.
FANS = 240
LOOK_S = 1.0
_FIRST = ("row", "late", "away", "north", "wet", "old", "quiet", "red", "early", "long", "left")
_SECOND = (
    "gull",
    "lantern",
    "scarf",
    "whistle",
    "corner",
    "ferry",
    "kettle",
    "drum",
    "post",
    "fox",
)


class Command(BaseCommand):
    """Invented fans, marked as such, who talk by the same services as everybody."""

    help = "Have the demo's fans talk about simulated matches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", type=float, default=1.0, help="times the usual; 0: none")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        talker = Talker(ensure_crowd(handles()), seed=str(clock.now_ms()), scale=options["scale"])
        last_ms = clock.now_ms()
        while True:
            clock.sleep(LOOK_S)
            now_ms = clock.now_ms()
            talker.look(_playing(), elapsed_ms=now_ms - last_ms)
            last_ms = now_ms


def handles() -> list[str]:
    """The crowd's handles, the same on every start."""
    chance = Chance("the demo's crowd")
    return [
        f"{chance.pick(_FIRST)}_{chance.pick(_SECOND)}_{number}" for number in range(1, FANS + 1)
    ]


def _playing() -> list[str]:
    """Simulated matches about to begin, being played, or over."""
    now = clock.now()
    around = matches.listed(
        after=now - timedelta(hours=8), before=now + timedelta(minutes=10), limit=20, as_of=LIVE
    )
    return [fixture.pk for fixture, _ in around if fixture.simulated]
