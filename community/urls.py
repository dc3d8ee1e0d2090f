"""Every path the project answers."""

from django.urls import URLPattern, URLResolver, include, path

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
