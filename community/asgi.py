"""The ASGI application: HTTP by Django, the live socket by the edge, one origin check for both."""

import gc
import os
from importlib import import_module

import django

gc.disable()  # nothing dies while all this is read: walking it then was a tenth of a start
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "community.settings")  # noqa: TID251 -- before anything is read
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402 -- Django must be ready first

from community.edge import hub  # noqa: E402 -- as above
from community.edge.departure import Departing  # noqa: E402 -- as above
from community.http import OneHop  # noqa: E402 -- as above
from community.routing import application_for  # noqa: E402 -- as above

import_module(settings.ROOT_URLCONF)  # now, not at the first request
application = Departing(application_for(OneHop()), drain=hub.drain)

# All this lives as long as the process: walking it again and again was a tenth of ingest.
gc.collect()
gc.freeze()
gc.enable()
# Two thousand sockets that come at once are walked at every 700th object, again and again as they
# grow: a sixth of a storm. Rarer, what a request or a tick leaves is gone before it is walked.
gc.set_threshold(25_000, 10, 10)
