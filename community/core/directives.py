"""Directives: the few things every web process must be told at once, over Channels' layer.

One that is lost costs a second: what stands is in PostgreSQL, and every process looks there too.
"""

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

import msgspec
import redis
from channels.exceptions import ChannelFull
from channels.layers import channel_layers

from community.core import metrics
from community.core.types import EpochMillis

logger = logging.getLogger(__name__)

# The group of Channels' layer that every web process is in.
GROUP = "web"
# A layer that takes longer is away: whoever told goes on, the processes find out by looking.
SEND_WAIT_S = 2.0


class Revoke(msgspec.Struct, frozen=True, kw_only=True, tag="revoke"):
    """Sockets of a subject let in until a moment end: an actor id, or a session's pseudonym."""

    subject: str
    at: EpochMillis


class Reread(msgspec.Struct, frozen=True, kw_only=True, tag="reread"):
    """Policies changed: read them again."""


class Drain(msgspec.Struct, frozen=True, kw_only=True, tag="drain"):
    """Stop in good order; process is `host:pid`, None means every one."""

    process: str | None = None


Directive: TypeAlias = Revoke | Reread | Drain
_encode = msgspec.json.Encoder().encode
_decoder: msgspec.json.Decoder[Directive] = msgspec.json.Decoder(Directive)


def layer() -> Any:  # noqa: ANN401 -- Channels' layers have no common type
    """A layer of its own for whoever asks: a layer must not be shared between event loops."""
    return channel_layers.make_backend("default")


def unpack(message: dict[str, bytes]) -> Directive:
    """Read what the layer brought; raises msgspec.DecodeError, KeyError."""
    return _decoder.decode(message["body"])


def send(directive: Directive) -> bool:
    """Tell every web process; False, counted and logged, when the layer did not take it.

    Call it after the commit. It waits SEND_WAIT_S at most.
    """
    # A thread and a loop of its own: the caller's thread may run a loop already, and
    # `async_to_sync` would leave connections behind in loops nobody closes.
    with ThreadPoolExecutor(1, thread_name_prefix="directive") as thread:
        try:
            thread.submit(asyncio.run, _send(directive)).result()
        except (redis.RedisError, OSError, ChannelFull) as fault:
            metrics.DIRECTIVES_UNSENT.inc()
            logger.warning(
                "core.directive_unsent",
                extra={"directive": type(directive).__name__, "fault": str(fault)},
            )
            return False
    return True


async def _send(directive: Directive) -> None:
    carrier = layer()
    try:
        async with asyncio.timeout(SEND_WAIT_S):
            await carrier.group_send(GROUP, {"type": "directive", "body": _encode(directive)})
    finally:
        await carrier.close_pools()
