"""What a fixture's row keeps of its facts: how many incidents, and where the last one stands."""

from community.core import sql
from community.matches.errors import TooManyIncidentsError
from community.matches.timeline import INCIDENTS_MAX

_COUNT = """\
UPDATE "matches_fixture" SET incidents = incidents + %s WHERE id = %s AND incidents <= %s
RETURNING id"""
_MARK = 'UPDATE "matches_fixture" SET material_offset = %s WHERE id = %s'


def count_incidents(*, match_id: str, count: int, limit: int = INCIDENTS_MAX) -> None:
    """Count incidents about to be appended: the board is bounded, so this is too.

    Belongs to the append's transaction. Locks the fixture. Raises TooManyIncidentsError.
    """
    if sql.row(_COUNT, count, match_id, limit - count) is None:
        raise TooManyIncidentsError(limit=limit)


def mark_material(*, match_id: str, offset: int) -> None:
    """Say where the last fact stands that could change a market or a mind."""
    sql.run(_MARK, offset, match_id)
