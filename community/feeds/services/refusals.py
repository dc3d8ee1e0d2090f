"""Count what was refused of a source, for the operator's desk."""

from django.db import connection, transaction

from community.core import clock


@transaction.atomic
def count(*, source: str, code: str) -> None:
    """Add one refusal to a source's row for a code; an unknown source is nobody's row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO feeds_refusal (source_id, code, count, last_at)"
            " SELECT id, %s, 1, %s FROM feeds_source WHERE name = %s"
            " ON CONFLICT (source_id, code)"
            " DO UPDATE SET count = feeds_refusal.count + 1, last_at = EXCLUDED.last_at",
            [code, clock.now(), source],
        )
