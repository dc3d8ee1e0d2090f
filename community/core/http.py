"""HTTP habits shared by every door: the sync innermost middleware and problem documents (RFC 9457)."""

import re
import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware

from community.core.limits import address_key


@sync_only_middleware
def sync_innermost(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Do nothing, synchronously: innermost, it spares every layer above two thread hops a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware


_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")


def trace_of(traceparent: str) -> str:
    """The trace id of a W3C `traceparent`, or a new one: 32 hexadecimal digits."""
    told = _TRACEPARENT.fullmatch(traceparent)
    return told[1] if told and int(told[1], 16) else secrets.token_hex(16)


def address_of(request: HttpRequest) -> str:
    """The limit key of the address a request came from, as the server in front tells it."""
    return address_key(request.META.get("REMOTE_ADDR") or "127.0.0.1")
