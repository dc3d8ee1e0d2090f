"""One socket (being built)."""


async def live(scope, receive, send):
    await send({"type": "websocket.close", "code": 4000})
