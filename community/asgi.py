"""The ASGI application: HTTP by Django, the live socket by the edge, behind one origin check."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read
_http = get_asgi_application()

from community.routing import application_for  # noqa: E402 -- Django must be ready first

application = application_for(_http)
