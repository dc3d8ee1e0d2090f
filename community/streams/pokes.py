"""Pokes: a task of ours asked for now and then, once in a window however often."""

import logging

import redis
from celery import current_app
from kombu.exceptions import OperationalError

from community.streams import publish

logger = logging.getLogger(__name__)


def poke(task: str, about: str, *, window_ms: int, queue: str = "fast") -> None:
    """Have a task run about something at the end of a window, once for all who ask within it.

    A poke that is lost costs one sweep of whoever sweeps after it.
    """
    try:
        client = publish.client_for(about)
        # Kept twice as long: a worker that is late begins by forgetting it, and is not doubled.
        if client.set(_key(task, about), b"1", nx=True, px=2 * window_ms):
            current_app.send_task(task, args=[about], queue=queue, countdown=window_ms / 1000)
    except (redis.RedisError, OperationalError):
        logger.warning("streams.poke_failed", extra={"task": task})


def forget(task: str, about: str) -> None:
    """Let the next poke through; the task's first word, so that nothing after it is missed."""
    try:
        publish.client_for(about).delete(_key(task, about))
    except redis.RedisError:
        logger.warning("streams.poke_failed", extra={"task": task})


def _key(task: str, about: str) -> str:
    return f"{about}:poke:{task}"
