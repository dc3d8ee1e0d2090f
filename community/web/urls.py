"""Paths of the pages."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.views.generic import TemplateView

from community.web import entrance_paths, talk_paths
from community.web.paths import IdConverter
from community.web.views import (
    icon,
    leaving,
    mail,
    matches,
    me,
    notifications,
    people,
    reputation,
    viewing,
)

register_converter(IdConverter, "id")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", matches.home, name="home"),
    path("matches/<id:match_id>/", matches.match, name="match"),
    path("matches/<id:match_id>/events/<id:event_id>/", matches.event, name="event"),
    *talk_paths.patterns(),
    *entrance_paths.patterns,
    path("mail/", mail.mail, name="mail"),
    path("me/notifications/", notifications.notifications, name="notifications"),
    path("me/notifications/read/", notifications.read, name="notifications-read"),
    path("me/reputation/", reputation.why, name="reputation"),
    path("viewing/", viewing.viewing, name="viewing"),
    path("me/", me.me, name="me"),
    path("me/devices/", me.devices, name="devices"),
    path("me/following/", me.following, name="following"),
    path("me/choices/", me.choices, name="choices"),
    path("me/data/", leaving.data, name="own-data"),
    path("me/close/", leaving.close, name="close"),
    path("people/<slug:handle>/", people.person, name="person"),
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
