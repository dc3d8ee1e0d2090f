"""Tasks: a worker knows every one that the tree holds, and the beat asks for no other."""

import re

from django.conf import settings

from community.celery import TASKED, app
from tests.house.tree import SLICES, sources

NAMED = re.compile(r"@shared_task\(")


def rooms():
    """The packages that have a room of tasks."""
    return sorted(
        source.module.removesuffix(".tasks")
        for source in sources(*SLICES)
        if source.path.endswith("/tasks.py") and NAMED.search(source.text)
    )


def test_every_room_of_tasks_is_looked_into():
    assert len(rooms()) > 2
    assert sorted(TASKED) == rooms()


def test_the_beat_asks_for_tasks_that_a_worker_knows():
    app.loader.import_default_modules()

    asked = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert asked - app.tasks.keys() == set()
