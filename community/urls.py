"""Every path the project answers."""

from django.urls import URLPattern, URLResolver, include, path

from community.console.site import console

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("community.web.urls")),
    path("", include("community.api.urls")),
    path("admin/", console.urls),
]
