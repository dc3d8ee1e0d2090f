"""A session: one socket and the commands it sends; what it is owed lies in its outbox."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, assert_never

from django.db import Error as DatabaseError

from community.core import clock, metrics
from community.core.errors import MalformedError, UnsignedError
from community.core.limits import address_key
from community.edge import hub as hubs, protocol, tokens
from community.edge.aggregates import Aggregates
from community.edge.audience import may_follow
from community.edge.codes import Close, ErrorCode, RejectedCode
from community.edge.commands import Commands
from community.edge.lane import lane_of
from community.edge.outbox import Line, Outbox, Send
from community.edge.pace import Pace
from community.edge.topics import Topic
from community.streams.errors import UnknownStreamError
from community.users.commands import Asker

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

# A client that does not read is not waited for longer than this with its last messages.
LAST_WORDS_S = 2.0


class _GoneError(Exception):
    """The client left."""


class _ClosingError(Exception):
    """The session ends with a code."""

    def __init__(self, code: Close) -> None:
        super().__init__(code)
        self.code = code


class Session:
    """One socket, from its connect to its end."""

    def __init__(self, hub: hubs.Hub, server: tuple[Receive, Send], scope: Scope) -> None:
        self._hub = hub
        self._receive, self._send = server
        self._lane = lane = lane_of(scope)
        edge = hub.policies.edge
        line = Line(send=self._send, lane=lane, end=self.close)
        self._outbox = Outbox(line, hub.topic, edge)
        self._claims = tokens.Claims(key="")
        self._address = _address_of(scope)
        self._aggregates = Aggregates(self._topic)
        self._commands = Commands(self._outbox.say, self._aggregates)
        self._pace = Pace(per_minute=edge.messages_per_minute, burst=edge.messages_burst)
        self._refused = 0
        self._reading: asyncio.Task[None] | None = None
        self._closing: Close | None = None

    @property
    def claims(self) -> tokens.Claims:
        """Who it is; an empty key before its token was read."""
        return self._claims

    def dismiss(self, code: Close, *, reconnect_in_ms: int | None = None) -> None:
        """Say when to come back, if at all, and close; a session that closes already goes on so."""
        if self._closing is None and reconnect_in_ms is not None:
            self._outbox.say(protocol.Drain(reconnect_in_ms=reconnect_in_ms))
        self.close(code)

    def close(self, code: Close) -> None:
        """End this session from outside of it: it says what it owes, then closes with the code."""
        if self._closing is None:
            self._closing = code
            if self._reading is not None:
                self._reading.cancel()

    async def run(self) -> None:
        """Live until the client leaves or the session is closed."""
        writer = asyncio.create_task(self._outbox.run(), name="session.write")
        # A task of its own, so that `close` cancels the reading and nothing else.
        self._reading = asyncio.create_task(self._read(), name="session.read")
        self._hub.control.enter(self)
        try:
            await self._reading
        except _GoneError:
            pass
        except _ClosingError as closing:
            await self._end(writer, closing.code)
        except asyncio.CancelledError:
            if self._closing is None:
                raise  # the server stops us
            await self._end(writer, self._closing)
        finally:
            self._reading.cancel()
            writer.cancel()
            await asyncio.gather(writer, self._commands.close(), return_exceptions=True)
            self._hub.leave(self._outbox)
            self._hub.control.leave(self)

    async def _end(self, writer: asyncio.Task[None], code: Close) -> None:
        """Say what is still to be said, then close."""
        metrics.SOCKET_REFUSALS.labels(code=code.name.lower()).inc()
        writer.cancel()
        await asyncio.gather(writer, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_S):
                if code is not Close.SLOW:  # who does not read is told nothing more
                    await self._outbox.flush()
                if self._lane is None:
                    await self._close_by_server(code)
        if self._lane is not None:
            self._lane.close(int(code))

    async def _close_by_server(self, code: Close) -> None:
        reason = code.name.lower()
        await self._send({"type": "websocket.close", "code": int(code), "reason": reason})
        # Only a line that ended has taken what was said: a server that stops cuts off the rest.
        while (await self._receive())["type"] != "websocket.disconnect":
            continue

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(self._hub.policies.edge.connect_timeout_ms / 1000):
                connect = await self._message()
                while not isinstance(connect, protocol.Connect):
                    self._refuse("not_connected", "the first message is connect")
                    connect = await self._message()
        except TimeoutError:
            raise _ClosingError(Close.LOST) from None  # a slow line may come back
        await self._admit(connect)
        self._greet()
        while True:
            await self._obey(await self._message())

    async def _message(self) -> protocol.Inbound:
        """The next well-formed message within pace; others are refused, too many are the end."""
        while True:
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                raise _GoneError
            if self._outbox.is_full:
                raise _ClosingError(Close.SLOW)
            retry_after_ms = self._pace.take(asyncio.get_running_loop().time())
            if retry_after_ms:
                self._refuse("too_many", retry_after_ms=retry_after_ms)
                continue
            try:
                return self._decoded(event.get("text") or event.get("bytes") or "")
            except MalformedError as fault:
                self._refuse("malformed", fault.detail)

    def _decoded(self, text: str | bytes) -> protocol.Inbound:
        octets = text.encode(errors="surrogatepass") if isinstance(text, str) else text
        if len(octets) > self._hub.policies.edge.message_bytes_max:
            raise MalformedError("the message is too large")
        return protocol.decode(octets)

    def _refuse(self, code: ErrorCode, detail: str = "", *, retry_after_ms: int = 0) -> None:
        metrics.SOCKET_REFUSALS.labels(code=code).inc()
        self._outbox.say(protocol.Error(code=code, detail=detail, retry_after_ms=retry_after_ms))
        self._refused += 1
        if self._refused > self._hub.policies.edge.malformed_max:
            raise _ClosingError(Close.MALFORMED)

    async def _admit(self, connect: protocol.Connect) -> None:
        try:
            self._claims = tokens.read(connect.token)
        except UnsignedError as fault:
            is_expired = fault.facts["reason"] == "expired"
            raise _ClosingError(Close.EXPIRED if is_expired else Close.BAD_TOKEN) from None
        # From here on a revocation finds this session among the guests.
        if self._hub.control.is_revoked(self._claims):
            raise _ClosingError(Close.REVOKED)
        if self._hub.control.has_moved(self._claims):
            raise _ClosingError(Close.EXPIRED)
        edge = self._hub.policies.edge
        waits_ms = await self._hub.turnstile.user_waits_ms(self._claims.actor, edge)
        if waits_ms:
            self._outbox.say(protocol.Drain(reconnect_in_ms=waits_ms))
            raise _ClosingError(Close.CROWDED)
        self._outbox.delay_s = self._claims.delay_s
        self._aggregates.is_declined = not connect.measure

    def _greet(self) -> None:
        self._hub.enter(self._outbox)
        edge, commands = self._hub.policies.edge, self._hub.policies.commands
        issued = tokens.issue(self._claims, ttl_s=edge.token_ttl_s)
        self._outbox.say(
            protocol.Hello(
                session=tokens.pseudonym(self._claims),
                at=clock.now_ms(),
                delay_s=self._claims.delay_s,
                tick_ms=edge.tick_ms,
                heartbeat_ms=edge.heartbeat_ms,
                ack_ms=edge.ack_ms,
                token=issued.token,
                token_expires_at=issued.expires_at,
                budgets={
                    "topics_max": edge.topics_per_session_max,
                    "messages_per_minute": edge.messages_per_minute,
                    "message_bytes_max": edge.message_bytes_max,
                    "commands_per_minute": commands.per_minute,
                    "commands_in_hand_max": commands.in_hand_max,
                    "connects_per_minute": edge.connects_per_minute_user,
                },
            )
        )

    async def _obey(self, message: protocol.Inbound) -> None:
        self._outbox.hear(reports=isinstance(message, protocol.Ack))
        match message:
            case protocol.Subscribe():
                await self._subscribe(message)
            case protocol.Unsubscribe():
                self._leave(message.topic)
            case protocol.Ping():
                self._outbox.say(protocol.Pong(at=message.at, server_at=clock.now_ms()))
            case protocol.Renew():
                self._renew()
            case protocol.Ack():
                self._aggregates.acked(message)
            case protocol.Command():
                self._command(message)
            case protocol.Connect():
                self._refuse("malformed", "connected already")
            case _ as never:
                assert_never(never)

    def _command(self, message: protocol.Command) -> None:
        asker = Asker(actor=self._claims.actor, address=self._address, delay_s=self._claims.delay_s)
        self._aggregates.commanded(message, topics=self._outbox.topics)
        self._commands.take(message, asker=asker, policy=self._hub.policies.commands)

    def _topic(self, key: str) -> Topic | None:
        """A topic that this session follows."""
        follows = key in self._outbox.topics
        return self._hub.topic(key, self._outbox.delay_s) if follows else None

    def _leave(self, key: str) -> None:
        self._aggregates.left(key)
        if self._outbox.leave(key):
            self._hub.detach(key, self._outbox)

    def _renew(self) -> None:
        issued = tokens.issue(self._claims, ttl_s=self._hub.policies.edge.token_ttl_s)
        self._outbox.say(protocol.FreshToken(token=issued.token, expires_at=issued.expires_at))

    async def _subscribe(self, message: protocol.Subscribe) -> None:
        """Answer a subscribe with exactly one of resumed, snapshot, rejected."""
        key = message.topic
        edge = self._hub.policies.edge
        if (
            key not in self._outbox.topics
            and len(self._outbox.topics) >= edge.topics_per_session_max
        ):
            self._reject(key, "too_many_topics")
            return
        if not may_follow(key, self._claims.actor):
            self._reject(key, "unknown_topic")  # as of any name that is no topic
            return
        try:
            topic = await self._hub.attach(key, self._outbox)
        except UnknownStreamError:
            self._reject(key, "unknown_topic")
        except DatabaseError:
            self._reject(key, "unavailable")
        else:
            outcome = self._outbox.follow(topic, epoch=message.epoch, offset=message.offset)
            metrics.SUBSCRIBES.labels(outcome=outcome).inc()

    def _reject(self, key: str, code: RejectedCode) -> None:
        metrics.SUBSCRIBES.labels(outcome="rejected").inc()
        self._outbox.say(protocol.Rejected(topic=key, code=code))


def _address_of(scope: Scope) -> str:
    """The limit key of the address a socket came from, as the server in front tells it."""
    client = scope.get("client")
    return address_key(client[0] if client and client[0] else "127.0.0.1")
