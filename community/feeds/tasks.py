"""Background work of the feeds."""

from celery import shared_task

from community.config import selectors as config
from community.feeds.services import silence


@shared_task(name="feeds.silences")
def silences() -> None:
    """Look for feeds that fell silent; bounded, and saying it again says nothing."""
    silence.state_silences(config.current())
