"""Celery: two queues, fast for what people wait for and slow for the rest."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read

app = Celery("terrace")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(
    ["community.streams", "community.feeds", "moderation"],
)
