"""The fan-out's baseline: a Channels consumer in a group, once on each of its Redis layers.

`/core/` joins on the core layer, `/pubsub/` on the pub/sub layer; any other path says that it runs.
"""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import channel_layers
from channels.routing import ProtocolTypeRouter, URLRouter
from channels_redis.core import RedisChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from django.conf import settings
from django.urls import path

GROUP = "bench"
READY = "ready"
LAYERS = {"core": RedisChannelLayer, "pubsub": RedisPubSubChannelLayer}


class Listener(AsyncWebsocketConsumer):  # type: ignore[misc]  # published without types
    """Joins the group and passes on what is sent to it."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()
        await self.send(text_data=f'{{"t":"{READY}"}}')

    async def disconnect(self, code: int) -> None:
        del code
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def group_told(self, event: dict[str, str]) -> None:
        await self.send(text_data=event["text"])


class CoreListener(Listener):
    """Of the core layer."""

    channel_layer_alias = "core"


class PubSubListener(Listener):
    """Of the pub/sub layer."""

    channel_layer_alias = "pubsub"


def layer(name: str) -> Any:
    """A layer of LAYERS on the bench's Redis."""
    return LAYERS[name](hosts=[settings.REDIS_URL])


async def _answer(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


for alias in LAYERS:
    channel_layers.set(alias, layer(alias))

application = ProtocolTypeRouter(
    {
        "http": _answer,
        "websocket": URLRouter(
            [path("core/", CoreListener.as_asgi()), path("pubsub/", PubSubListener.as_asgi())]
        ),
    }
)
