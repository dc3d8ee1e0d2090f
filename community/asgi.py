"""The ASGI application: HTTP by Django, the live socket by the edge, one origin check for both."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read
django.setup(set_prefix=False)

from community.http import OneHop  # noqa: E402 -- Django must be ready first
from community.routing import application_for  # noqa: E402

application = application_for(OneHop())
