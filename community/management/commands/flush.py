"""Empty the tables, as the owner and past the append-only triggers; for tests, never for people."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as Flush
from django.db import OperationalError, connections, transaction
from psycopg.errors import DeadlockDetected

# Made by migrations, the same for every test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}
# A server that runs beside the tests may hold one table and ask for the next: one of the two is
# told of the deadlock, and by the next try it has let go.
TRIES = 5


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
        for left in reversed(range(TRIES)):
            try:
                _truncate(names)
            except OperationalError as fault:
                if left == 0 or not isinstance(fault.__cause__, DeadlockDetected):
                    raise
            else:
                return


def _truncate(names: str) -> None:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL terrace.retention = 'on'")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
