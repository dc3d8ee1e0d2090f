"""Every path the project answers."""

from django.urls import URLPattern, URLResolver, include, path

from community.console.site import console
from community.edge import doors

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.web.urls")),
    path("", include("community.api.urls")),
    path("live/token/", doors.token, name="live-token"),
    path("admin/", console.urls),
]
