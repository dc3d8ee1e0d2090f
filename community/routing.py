"""Which protocol goes where."""

from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path

from community.edge.session import live


def application_for(http: Any) -> Any:  # noqa: ANN401 -- an ASGI application has no narrower type
    """Join Django's HTTP application and the live socket."""
    sockets = URLRouter([path("live/", live)])
    return ProtocolTypeRouter({"http": http, "websocket": AllowedHostsOriginValidator(sockets)})
