"""Background work of reputation: what was heard is settled, balances are folded at night."""

import logging

from celery import current_app, shared_task

from community.reputation.services import hear
from community.reputation.services.refold import refold as refold_all
from community.reputation.services.settle import settle as settle_one
from community.streams import pokes

logger = logging.getLogger(__name__)

# Authors settled by one task before it lets others to the queue.
ACTORS_SETTLED = 200


@shared_task(name=hear.SETTLE)
def settle(about: str = hear.ABOUT) -> None:
    """Settle whom something was heard of; come back while more is waiting."""
    pokes.forget(hear.SETTLE, about)
    waiting = hear.waiting(ACTORS_SETTLED)
    is_more = [is_more for actor in waiting if (is_more := _settled(actor)) is not None]
    if any(is_more) or (is_more and len(waiting) == ACTORS_SETTLED):
        current_app.send_task(hear.SETTLE, args=[about], queue="slow")


def _settled(actor: str) -> bool | None:
    """Settle an author; whether more of him waits, or None when it failed, which stops no other."""
    try:
        return settle_one(actor=actor)
    except Exception:
        logger.exception("reputation.settle_failed", extra={"actor": actor})
        return None


@shared_task(name="reputation.refold")
def refold() -> None:
    """Fold to last midnight whatever is not folded to it: by day there is nothing left to do."""
    for _ in refold_all():
        pass
