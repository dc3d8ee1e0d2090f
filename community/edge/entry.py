"""The entry: a socket is accepted, and told at once when it cannot come in."""

from urllib.parse import urlparse

from channels.security.websocket import OriginValidator
from django.db import Error as DatabaseError

from community.core import metrics
from community.edge import hub as hubs, protocol
from community.edge.codes import Close
from community.edge.outbox import Send
from community.edge.session import Receive, Scope, Session


class Origins(OriginValidator):  # type: ignore[misc]  # Channels has no types
    """Lets pages of this site in, and tells others to stop.

    A refused handshake is no more than a lost line to a browser, so a foreign page would come back
    for ever; a socket that is accepted and closed says why, and carries nothing else.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a page of ours on; close any other's socket."""
        origins = [text for name, text in scope["headers"] if name == b"origin"]
        if self._is_ours(origins[-1].decode("latin1") if origins else ""):
            await self.application(scope, receive, send)
        else:
            await receive()
            await _accept(scope, send)
            await _close(send, Close.ORIGIN)

    def _is_ours(self, origin: str) -> bool:
        try:
            return bool(self.valid_origin(urlparse(origin)))
        except ValueError:
            return False  # no address at all


async def live(scope: Scope, receive: Receive, send: Send) -> None:
    """The ASGI application of the live socket."""
    await receive()
    await _accept(scope, send)
    if protocol.SUBPROTOCOL not in scope.get("subprotocols", []):
        await _close(send, Close.UNSUPPORTED)
        return
    try:
        hub = await hubs.hub()
    except DatabaseError:
        await _close(send, Close.LOST)
        return
    address, _ = scope.get("client") or (None, None)
    waits_ms = await hub.turnstile.address_waits_ms(address, hub.policies.edge)
    # Nothing is awaited from here until the session is a guest of the hub: a drain misses nobody.
    if waits_ms:
        await _close(send, Close.CROWDED, reconnect_in_ms=waits_ms)
    elif (refusal := hub.control.refusal()) is not None:
        await _close(send, refusal.code, reconnect_in_ms=refusal.reconnect_in_ms)
    else:
        await Session(hub, (receive, send), scope).run()


async def _accept(scope: Scope, send: Send) -> None:
    offered = protocol.SUBPROTOCOL in scope.get("subprotocols", [])
    subprotocol = {"subprotocol": protocol.SUBPROTOCOL} if offered else {}
    await send({"type": "websocket.accept"} | subprotocol)


async def _close(send: Send, code: Close, *, reconnect_in_ms: int | None = None) -> None:
    metrics.SOCKET_REFUSALS.labels(code=code.name.lower()).inc()
    if reconnect_in_ms is not None:
        told = protocol.encode(protocol.Drain(reconnect_in_ms=reconnect_in_ms))
        await send({"type": "websocket.send", "text": told})
    await send({"type": "websocket.close", "code": int(code), "reason": code.name.lower()})
