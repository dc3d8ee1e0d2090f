"""Correct a match's score by appending facts with a reason."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.core.errors import InvalidError, RefusedError
from community.matches.services.correct import Placed, Score, correct_score


class Command(BaseCommand):
    """An operator's correction, from the command line."""

    help = "Make a match's score what it was: missed goals are appended, wrong ones taken back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("match", help="the match's id")
        parser.add_argument("--home", type=int, required=True)
        parser.add_argument("--away", type=int, required=True)
        parser.add_argument("--reason", required=True)
        parser.add_argument("--period", type=int, choices=range(1, 5))
        parser.add_argument("--clock-ms", type=int, help="since the period began")
        parser.add_argument("--player", help="the scorer's id")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        placed = Placed(
            period=options["period"], clock_ms=options["clock_ms"], player=options["player"]
        )
        try:
            appended = correct_score(
                match_id=options["match"],
                score=Score(
                    home=options["home"],
                    away=options["away"],
                    reason=options["reason"],
                    placed=placed,
                ),
                by=None,
            )
        except InvalidError as refusal:
            told = "; ".join(f"{fault.pointer} {fault.detail}".strip() for fault in refusal.faults)
            raise CommandError(told) from refusal
        except RefusedError as refusal:
            raise CommandError(f"{refusal.code}: {refusal}") from refusal
        self.stdout.write(f"{appended.stream}: facts {appended.first} to {appended.last}")
