"""The entry: a socket is accepted, and told at once when it cannot come in."""

from collections.abc import Mapping
from typing import Protocol, TypeAlias
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
            await _accept(scope, send, SPOKEN)
            await _close(send, Close.ORIGIN)

    def _is_ours(self, origin: str) -> bool:
        try:
            return bool(self.valid_origin(urlparse(origin)))
        except ValueError:
            return False  # no address at all


class Version(Protocol):
    """One socket served by one version of the wire, from its connect to its end."""

    def __init__(self, hub: hubs.Hub, server: tuple[Receive, Send], scope: Scope) -> None: ...

    async def run(self) -> None:
        """Live until the client leaves or the session is closed."""


Spoken: TypeAlias = Mapping[str, type[Version]]
# Every version this server speaks, by subprotocol: sessions of their own over the same topics.
SPOKEN: Spoken = {protocol.SUBPROTOCOL: Session}


class Live:
    """The ASGI application of the live socket, for the versions it is given."""

    def __init__(self, spoken: Spoken) -> None:
        self._spoken = spoken

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a socket by the first version offered that is spoken."""
        await receive()
        await _accept(scope, send, self._spoken)
        version = self._spoken.get(_answered(scope, self._spoken))
        if version is None:
            await _close(send, Close.UNSUPPORTED)
            return
        try:
            hub = await hubs.hub()
        except DatabaseError:
            await _close(send, Close.LOST)
            return
        address, _ = scope.get("client") or (None, None)
        waits_ms = await hub.turnstile.address_waits_ms(address, hub.policies.edge)
        # Nothing is awaited from here until the session is a guest of the hub: a drain misses
        # nobody.
        if waits_ms:
            await _close(send, Close.CROWDED, reconnect_in_ms=waits_ms)
        elif (refusal := hub.control.refusal()) is not None:
            await _close(send, refusal.code, reconnect_in_ms=refusal.reconnect_in_ms)
        else:
            await version(hub, (receive, send), scope).run()


live = Live(SPOKEN)


def _answered(scope: Scope, spoken: Spoken) -> str:
    """The subprotocol to answer with; empty when none was offered.

    A client offers what it likes best first (RFC 6455, 1.9). With none in common it is the
    client's own first: a browser hears why a socket is closed only on one it holds for open, and
    would come back for ever.
    """
    offered: list[str] = list(scope.get("subprotocols", []))
    return next((name for name in offered if name in spoken), "".join(offered[:1]))


async def _accept(scope: Scope, send: Send, spoken: Spoken) -> None:
    answered = _answered(scope, spoken)
    subprotocol = {"subprotocol": answered} if answered else {}
    await send({"type": "websocket.accept"} | subprotocol)


async def _close(send: Send, code: Close, *, reconnect_in_ms: int | None = None) -> None:
    metrics.SOCKET_REFUSALS.labels(code=code.name.lower()).inc()
    if reconnect_in_ms is not None:
        told = protocol.encode(protocol.Drain(reconnect_in_ms=reconnect_in_ms))
        await send({"type": "websocket.send", "text": told})
    await send({"type": "websocket.close", "code": int(code), "reason": code.name.lower()})
