"""What a fixture's row keeps of its facts: how many incidents, and where the last one stands."""

from django.db.models import F

from community.matches.errors import TooManyIncidentsError
from community.matches.models import Fixture
from community.matches.timeline import INCIDENTS_MAX


def count_incidents(*, match_id: str, count: int, limit: int = INCIDENTS_MAX) -> None:
    """Count incidents about to be appended: the board is bounded, so this is too.

    Belongs to the append's transaction. Locks the fixture. Raises TooManyIncidentsError.
    """
    counted = Fixture.objects.filter(pk=match_id, incidents__lte=limit - count).update(
        incidents=F("incidents") + count
    )
    if not counted:
        raise TooManyIncidentsError(limit=limit)


def mark_material(*, match_id: str, offset: int) -> None:
    """Say where the last fact stands that could change a market or a mind."""
    Fixture.objects.filter(pk=match_id).update(material_offset=offset)
