"""Check the repository's policies against their schema; asks no database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from community.config import files
from community.config.errors import PolicyInvalidError


class Command(BaseCommand):
    """Exit 1 and every fault with its pointer, or 0."""

    help = "Check policies/*.toml against their schema, without a database."
    requires_system_checks = []

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        del options
        try:
            policies = files.read(files.FOLDER)
        except PolicyInvalidError as refused:
            lines = [f"{fault.pointer}: {fault.detail}" for fault in refused.faults]
            raise CommandError("\n".join(lines)) from refused
        for name, policy in policies.items():
            self.stdout.write(f"{name}  {policy.digest}")
