"""Every path the project answers."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from django.views.defaults import page_not_found

from community.api import problems
from community.console.site import console
from community.edge import doors, reference

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.web.urls")),
    path("", include("community.api.urls")),
    path("live/token/", doors.token, name="live-token"),
    path("api/asyncapi.json", reference.asyncapi_json, name="asyncapi"),
    path("api/live.schema.json", reference.schema_json, name="live-schema"),
    path("api/docs/live/", reference.page, name="live-reference"),
    path("admin/", console.urls),
]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer to a path that is not there: a document for machines, a page for people."""
    if request.path_info.startswith("/api/"):
        return problems.unknown_path()
    return page_not_found(request, exception)


handler404 = not_found
