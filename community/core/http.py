"""HTTP habits shared by every door: the sync innermost middleware and problem documents (RFC 9457)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware


@sync_only_middleware
def sync_innermost(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Do nothing, synchronously: innermost, it spares every layer above two thread hops a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    return middleware
