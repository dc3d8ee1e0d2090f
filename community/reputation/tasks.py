"""Background work of reputation: what was heard is settled, balances are folded at night."""

from celery import current_app, shared_task

from community.reputation.services import hear
from community.reputation.services.refold import refold as refold_all
from community.reputation.services.settle import settle as settle_one
from community.streams import pokes

# Authors settled by one task before it lets others to the queue.
ACTORS_SETTLED = 200


@shared_task(name=hear.SETTLE)
def settle(about: str = hear.ABOUT) -> None:
    """Settle whom something was heard of; come back while more is waiting."""
    pokes.forget(hear.SETTLE, about)
    waiting = hear.waiting(ACTORS_SETTLED)
    is_more = [settle_one(actor=actor) for actor in waiting]
    if any(is_more) or len(waiting) == ACTORS_SETTLED:
        current_app.send_task(hear.SETTLE, args=[about], queue="slow")


@shared_task(name="reputation.refold")
def refold() -> None:
    """Fold to last midnight whatever is not folded to it: by day there is nothing left to do."""
    for _ in refold_all():
        pass
