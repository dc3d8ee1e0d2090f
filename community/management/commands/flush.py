"""Empty the tables, as the owner and past the append-only triggers; for tests, never for people."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import connections, transaction

# Made by migrations, the same for every test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


class Command(Flush):
    """Django's flush under another role; refuses outside the test profile."""

    def handle(self, **options: Any) -> None:  # noqa: ANN401 -- Django's own signature
        del options
        if settings.TERRACE_PROFILE != "test":
            message = "flush empties the log: test profile only. `make demo RESET=1` starts over."
            raise CommandError(message)
        owner = connections["owner"]
        tables = sorted(set(owner.introspection.table_names()) - KEPT)
        names = ", ".join(owner.ops.quote_name(table) for table in tables)
        with transaction.atomic(using="owner"), owner.cursor() as cursor:
            cursor.execute("SET LOCAL terrace.retention = 'on'")
            cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
