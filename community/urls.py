"""Every path the project answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views import defaults

from community.api import problems
from community.console.site import console
from community.core.errors import MalformedError, NotFoundError
from community.edge import doors, reference

urlpatterns: list[URLPattern | URLResolver] = [
    # First what is asked most often: a feed's batch would be held to fifty paths before its own.
    path("", include("community.api.urls")),
    path("", include("community.web.urls")),
    path("live/token/", doors.token, name="live-token"),
    path("api/asyncapi.json", reference.asyncapi_json, name="asyncapi"),
    path("api/live.schema.json", reference.schema_json, name="live-schema"),
    path("api/docs/live/", reference.page, name="live-reference"),
    path("admin/", console.urls),
]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to what no view was asked: a document for machines, a page for people."""
    if _is_for_machines(request):
        return problems.refusal(
            MalformedError("it was sent to another host, or holds what no request may")
        )
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a path that is not there."""
    if _is_for_machines(request):
        return problems.refusal(NotFoundError())
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to a fault of ours."""
    return problems.broken() if _is_for_machines(request) else defaults.server_error(request)


def _is_for_machines(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")


handler400, handler404, handler500 = bad_request, not_found, server_error
