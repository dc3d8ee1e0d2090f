"""Drain web processes: each tells its clients when to come back, and stops in good order."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.core import directives


class Command(BaseCommand):
    """What SIGTERM does, told from anywhere; whoever supervises starts the processes again."""

    help = "Have every web process, or one, send its clients elsewhere and stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--process", metavar="HOST:PID", help="only this one")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        if not directives.send(directives.Drain(process=options["process"])):
            message = "Channels' layer took nothing: send the processes SIGTERM instead."
            raise CommandError(message)
        self.stdout.write(f"Told to drain: {options['process'] or 'every web process'}.")
