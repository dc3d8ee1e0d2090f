"""Recompute folded state from facts, print any difference, exit 1 if there is one."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from community.streams import refold


class Command(BaseCommand):
    """Holds stored state to the facts it was folded from."""

    help = "Fold streams from their facts alone and compare with what is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("streams", nargs="*", help="names; every folded stream when none")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        checked = differing = 0
        for name in options["streams"] or refold.folded_streams():
            checked += 1
            for difference in refold.differences(name):
                differing += 1
                self.stdout.write(f"{name}: {difference}")
        self.stdout.write(f"{checked} streams, {differing} differences")
        if differing:
            sys.exit(1)
