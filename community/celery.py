"""Celery: two queues, fast for what people wait for and slow for the rest."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read

# Every slice that has a room of tasks: a house test holds that none is forgotten.
TASKED = [
    "community.feeds",
    "community.reputation",
    "community.streams",
    "community.threads",
    "moderation",
]

app = Celery("terrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(TASKED)
