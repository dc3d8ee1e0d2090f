"""Fold every reputation from its awards, print any difference, exit 1 if there is one."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.core import canonical
from community.reputation.services.refold import Difference, refold


class Command(BaseCommand):
    """Holds running reputations to their awards, as every night does."""

    help = "Fold every reputation from its awards; print, count and mend what differed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        actors = awards = 0
        differences: list[Difference] = []
        for page in refold(again=True):
            actors, awards = actors + page.actors, awards + page.awards
            differences += page.differences
        if options["json"]:
            self.stdout.write(_json(actors, awards, differences))
        else:
            for each in differences:
                self.stdout.write(
                    f"{each.actor}: {each.running:.9f} running, {each.recomputed:.9f} by its awards"
                )
            self.stdout.write(f"{actors} people, {awards} awards, {len(differences)} differences")
        if differences:
            sys.exit(1)


def _json(actors: int, awards: int, differences: list[Difference]) -> str:
    """As one line; fractions as strings, as everywhere in canonical JSON."""
    told = [
        {
            "actor": each.actor,
            "running": f"{each.running:.9f}",
            "recomputed": f"{each.recomputed:.9f}",
        }
        for each in differences
    ]
    return canonical.dumps({"actors": actors, "awards": awards, "differences": told}).decode()
