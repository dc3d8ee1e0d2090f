"""Background work of threads: reactions are counted a window at a time, slow modes end."""

from celery import current_app, shared_task

from community.streams import pokes
from community.threads import selectors
from community.threads.services import reactions
from community.threads.services.opening import end_slow


@shared_task(name=reactions.TASK)
def tally(match_id: str) -> None:
    """Count a thread's reactions; come back while more is waiting."""
    pokes.forget(reactions.TASK, match_id)
    if reactions.tally(match_id=match_id):
        current_app.send_task(reactions.TASK, args=[match_id], queue="fast")


@shared_task(name="threads.sweep")
def sweep() -> None:
    """Count what a lost poke left uncounted; end the slow modes whose time is over."""
    for match_id in reactions.untallied():
        reactions.tally(match_id=match_id)
    for match_id in selectors.slow_and_over():
        end_slow(match_id=match_id)
