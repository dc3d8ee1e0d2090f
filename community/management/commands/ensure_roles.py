"""Make the roles and their permissions; harmless to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from community.users.roles import PERMISSIONS
from community.users.services.roles import ensure_roles


class Command(BaseCommand):
    """Groups fan, moderator, product manager, operator."""

    help = "Make the roles, each with exactly its permissions."

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        del options
        ensure_roles()
        for role, codenames in PERMISSIONS.items():
            self.stdout.write(f"{role.value:<16} {len(codenames)} permissions")
