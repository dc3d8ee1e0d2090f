"""Which protocol goes where."""

from typing import Any, cast

from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

from community.edge import hub
from community.edge.entry import Live, Origins, live


def application_for(http: Any, *, live: Live = live) -> Any:  # noqa: ANN401 -- an ASGI application has no narrower type
    """Join Django's HTTP application and the live socket."""
    # Channels routes ASGI applications where Django's type expects views.
    sockets = URLRouter([path("live/", cast("Any", live))])
    return ProtocolTypeRouter(
        {
            "http": http,
            "websocket": Origins(sockets, settings.ALLOWED_HOSTS),
            "lifespan": lifespan,
        }
    )


async def lifespan(_scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 -- ASGI's own shapes
    """Stop the hub with the server; it begins by itself, with the first socket."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await hub.close()
            await send({"type": "lifespan.shutdown.complete"})
            return
