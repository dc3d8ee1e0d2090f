"""Drop a stream whose retention ended, as the owner; its tombstone stays."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from community.streams import retention
from community.streams.errors import UnknownStreamError


class Command(BaseCommand):
    """The end of a stream."""

    help = "Remove a stream's facts for good; its size and Merkle root stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("stream")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        name = options["stream"]
        if not options["yes"] and input(f"Type {name} to remove it for good: ") != name:
            raise CommandError("nothing was removed")
        try:
            tombstone = retention.drop(name)
        except UnknownStreamError as refusal:
            raise CommandError(f"no stream {name}") from refusal
        self.stdout.write(
            f"{name}: {tombstone.size} facts removed, root {bytes(tombstone.root).hex()}"
        )
