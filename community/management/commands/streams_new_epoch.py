"""Begin a new epoch of every stream, after a restore the database cannot see by itself."""

from typing import Any

from django.core.management.base import BaseCommand

from community.streams import lineage


class Command(BaseCommand):
    """History may have changed: every viewer gets a snapshot."""

    help = "Begin a new epoch of every stream: clients throw their states away; docs/restore.md."

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        del options
        self.stdout.write(f"{lineage.begin_epochs()} streams begin a new epoch")
