"""Paths of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import URLPattern, path, register_converter
from django.views.generic import TemplateView

from community.web.paths import IdConverter
from community.web.views import icon, matches

register_converter(IdConverter, "id")

urlpatterns: list[URLPattern] = [
    path("", matches.home, name="home"),
    path("matches/<id:match_id>/", matches.match, name="match"),
    path("matches/<id:match_id>/events/<id:event_id>/", matches.event, name="event"),
    path(
        "login/",
        LoginView.as_view(template_name="pages/login.html", redirect_authenticated_user=True),
        name="login",
    ),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("favicon.ico", icon.favicon, name="favicon"),
    path(
        "robots.txt",
        TemplateView.as_view(template_name="robots.txt", content_type="text/plain"),
        name="robots",
    ),
    path(
        "manifest.webmanifest",
        TemplateView.as_view(
            template_name="manifest.webmanifest", content_type="application/manifest+json"
        ),
        name="manifest",
    ),
]
