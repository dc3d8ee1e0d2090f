"""The control plane of one process: who is in, who is let in, and what every process is told.

Directives come at once, over Channels' layer; what they said stands in PostgreSQL and is looked up
once a second, so a layer that is away delays them and loses none but a drain.
"""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, assert_never

import msgspec
import redis
from django.db import Error as DatabaseError

from community.config.edge import EdgePolicy
from community.config.schema import Policies
from community.core import clock, directives, metrics
from community.core.directives import Directive, Drain, Reread, Revoke
from community.edge import departure, log, tokens
from community.edge.codes import Close
from community.edge.tokens import Claims

logger = logging.getLogger(__name__)

# What stands is looked up this often, so a revocation holds within two seconds without the layer.
LOOK_S = 1.0
RETRY_S = 0.5
# The layer's Redis may forget its groups; joining again costs one write.
JOIN_S = 10.0
# What PostgreSQL tells no longer is forgotten; longer than it keeps it, by an hour of a slow clock.
REVOKED_KEPT_MS = 10_800_000


class Guest(Protocol):
    """A session, from its accept to its end."""

    @property
    def claims(self) -> Claims:
        """Who it is; an empty key before its token was read."""

    def dismiss(self, code: Close, *, reconnect_in_ms: int | None = None) -> None:
        """Say when to come back, if at all, and close."""


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Why nobody is let in now, and when to come back."""

    code: Close
    reconnect_in_ms: int


class Control:
    """Holds the guests of a process to what was directed; everything runs in its hub's loop.

    revoked: by subject, the milliseconds until which what was let in is ended.
    """

    def __init__(
        self,
        *,
        policies: Policies,
        revoked: Mapping[str, int],
        took: Callable[[Policies], None],
    ) -> None:
        self.joined = asyncio.Event()  # from here on directives are heard
        self.process = f"{socket.gethostname()}:{os.getpid()}"
        self._edge = policies.edge
        self._took = took
        self._revoked = dict(revoked)
        self._guests: set[Guest] = set()
        self._has_left = asyncio.Event()
        self._looks = asyncio.Event()
        self._is_draining = False
        self._departing: asyncio.Task[None] | None = None

    def enter(self, guest: Guest) -> None:
        """A socket was accepted."""
        self._guests.add(guest)

    def leave(self, guest: Guest) -> None:
        """A socket ended."""
        self._guests.discard(guest)
        self._has_left.set()

    def is_revoked(self, claims: Claims) -> bool:
        """Whether a token is of a session that was ended."""
        return any(claims.since <= self._revoked.get(name, -1) for name in tokens.names(claims))

    def has_moved(self, claims: Claims) -> bool:
        """Whether a token is from before its viewer chose another delay."""
        return any(
            claims.since <= self._revoked.get(name, -1) for name in tokens.moved_names(claims)
        )

    def refusal(self) -> Refusal | None:
        """Why no socket is let in now; None when all are."""
        if self._is_draining:
            return Refusal(code=Close.DRAIN, reconnect_in_ms=_within(self._edge.drain_window_ms))
        if not self._edge.live_enabled:
            return Refusal(code=Close.PAUSED, reconnect_in_ms=self._paused_ms())
        return None

    async def drain(self) -> None:
        """Tell every client when to come back, close its socket, and let nobody in any more.

        Returns when all are gone, or after the policy's grace.
        """
        self._is_draining = True
        logger.info("edge.draining", extra={"server": self.process, "sockets": len(self._guests)})
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._edge.drain_grace_ms / 1000):
                for guest in self._guests:
                    window_ms = self._edge.drain_window_ms
                    guest.dismiss(Close.DRAIN, reconnect_in_ms=_within(window_ms))
                while self._guests:
                    self._has_left.clear()
                    await self._has_left.wait()

    async def listen(self) -> None:
        """Obey directives until cancelled, over every loss of the layer."""
        while True:
            carrier = directives.layer()
            try:
                await self._listen(carrier)
            except (redis.RedisError, OSError) as fault:
                logger.warning("edge.directives_lost", extra={"fault": str(fault)})
            finally:
                with contextlib.suppress(redis.RedisError, OSError):
                    await carrier.close_pools()
            await asyncio.sleep(RETRY_S)

    async def _listen(self, carrier: Any) -> None:  # noqa: ANN401 -- Channels' layers have no common type
        address = await carrier.new_channel()
        while True:
            await carrier.group_add(directives.GROUP, address)
            self.joined.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(JOIN_S):
                    while True:
                        await self._take(await carrier.receive(address))

    async def _take(self, message: dict[str, bytes]) -> None:
        try:
            directive = directives.unpack(message)
        except (msgspec.DecodeError, KeyError):
            logger.warning("edge.directive_malformed")
            return
        metrics.DIRECTIVES_OBEYED.labels(directive=type(directive).__name__.lower()).inc()
        self.obey(directive)

    def obey(self, directive: Directive) -> None:
        """Do at once what every process is told."""
        match directive:
            case Revoke(subject=subject, at=at):
                self._revoke({subject: at})
            case Reread():
                self._looks.set()
            case Drain(process=process):
                if process in {None, self.process} and not departure.depart():
                    self._departing = asyncio.create_task(self.drain(), name="control.drain")
            case _ as never:
                assert_never(never)

    async def look(self) -> None:
        """Hold the process to what stands in PostgreSQL: now and then, and when told to."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_S):
                    await self._looks.wait()
            is_told = self._looks.is_set()
            self._looks.clear()
            try:
                policies = await log.policies(anew=is_told)
                revoked = await log.revocations()
            except DatabaseError as fault:
                logger.warning("edge.standing_unread", extra={"fault": str(fault).strip()})
                continue
            self._took(policies)
            self.hold(policies.edge)
            self._revoke(revoked)

    def hold(self, edge: EdgePolicy) -> None:
        """Let the sockets go when the live plane is switched off."""
        self._edge = edge
        if not edge.live_enabled:
            for guest in self._guests:
                guest.dismiss(Close.PAUSED, reconnect_in_ms=self._paused_ms())

    def _revoke(self, revoked: Mapping[str, int]) -> None:
        since = clock.now_ms() - REVOKED_KEPT_MS
        standing = {subject: at for subject, at in self._revoked.items() if at > since}
        news = {subject: at for subject, at in revoked.items() if at > standing.get(subject, -1)}
        self._revoked = standing | news
        if not news:
            return
        for guest in self._guests:
            if self.is_revoked(guest.claims):
                guest.dismiss(Close.REVOKED)
            elif self.has_moved(guest.claims):
                guest.dismiss(Close.EXPIRED)

    def _paused_ms(self) -> int:
        """Spread over as long again: all come back when it is over, and not at once."""
        return self._edge.paused_retry_ms + _within(self._edge.paused_retry_ms)


def _within(window_ms: int) -> int:
    """A moment of a window, every one as likely."""
    return secrets.randbelow(window_ms + 1)
