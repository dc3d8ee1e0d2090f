"""Stop hearing a source, and hear it again; its keys stay as they are."""

from django.db import transaction

from community.core import clock
from community.core.errors import NotFoundError
from community.core.ids import random_id
from community.feeds.facts import SourcePaused, SourceResumed
from community.feeds.models import Source
from community.streams import catalogue, services as streams
from community.streams.facts import Fact


@transaction.atomic
def set_source_active(*, source_id: int, active: bool, by: str | None) -> Source:
    """Hear a source, or refuse all it sends; what is so already changes nothing.

    Locks the source, then its stream. Raises NotFoundError.
    """
    source = Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()
    if source is None:
        raise NotFoundError(source=source_id)
    if source.is_active == active:
        return source
    source.is_active = active
    source.save(update_fields=["is_active"])
    data = SourceResumed(source=source.name) if active else SourcePaused(source=source.name)
    entry = catalogue.entry_of(data)
    fact = Fact(
        type=entry.type, v=entry.v, id=random_id("fact"), at=clock.now_ms(), by=by, data=data
    )
    streams.append(f"feed.{source.name}", [fact])
    return source
