"""Background reading of the log: drains on a poke, and a sweep for pokes that were lost."""

from celery import current_app, shared_task

from community.streams import subscriptions


@shared_task(name="streams.drain")
def drain(name: str) -> None:
    """Let one subscriber catch up; come back while more is waiting."""
    if subscriptions.drain(name):
        queue = subscriptions.registered()[name].queue
        current_app.send_task("streams.drain", args=[name], queue=queue)


@shared_task(name="streams.sweep")
def sweep() -> None:
    """Drain whoever has something recent left to read."""
    for name in subscriptions.sweep():
        queue = subscriptions.registered()[name].queue
        current_app.send_task("streams.drain", args=[name], queue=queue)
