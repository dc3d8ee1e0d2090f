"""HTTP habits shared by every door: the sync innermost middleware, traces and addresses."""

import logging
import re
import secrets
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from community.core.limits import address_key

logger = logging.getLogger(__name__)


class Innermost:
    """The middleware next to the view. Sync-only, so that every layer above runs in one thread hop.

    Answers 503 with a page when the database does not answer: nothing is wrong with the request.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A page for a database that is away; any other fault is a bug and stays one."""
        if not isinstance(fault, InterfaceError | OperationalError):
            return None
        logger.warning("http.database_unavailable", extra={"path": request.path})
        page = render_to_string("503.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "2"})


_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def trace_of(traceparent: str) -> str:
    """The trace id of a W3C `traceparent`, or a new one: 32 hexadecimal digits."""
    told = _TRACEPARENT.fullmatch(traceparent)
    return told[1] if told and int(told[1], 16) else secrets.token_hex(16)


def address_of(request: HttpRequest) -> str:
    """The limit key of the address a request came from, as the server in front tells it."""
    return address_key(request.META.get("REMOTE_ADDR") or "127.0.0.1")
