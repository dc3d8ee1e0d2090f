"""Hints over Redis of what was committed; PostgreSQL is the truth, so a lost one loses nothing."""

import logging
from dataclasses import dataclass
from functools import cache

import msgspec
import redis
from django.conf import settings

from community.core import metrics
from community.core.types import Count, EpochMillis, StreamName

logger = logging.getLogger(__name__)

# Past this a hint carries positions only: a reader that wants the facts reads the log once for all.
HINT_BODY_BYTES_MAX = 16 * 1024


class Hint(msgspec.Struct, frozen=True, kw_only=True):
    """Where a stream now stands; at is recorded_at in milliseconds, rounded up."""

    stream: StreamName
    epoch: int
    first: Count
    last: Count
    at: EpochMillis


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A hint as it arrived; body is None when the facts must be read."""

    hint: Hint
    body: bytes | None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Hint).decode


def redis_url_for(stream: str) -> str:
    """The Redis that carries a stream's hints; the one place a second Redis would be named."""
    del stream
    return str(settings.REDIS_URL)


def client_for(stream: str) -> redis.Redis:
    """A sync client for a stream's Redis; kept for the process."""
    return _client(redis_url_for(stream))


@cache
def _client(url: str) -> redis.Redis:
    # A hint late by more than this is no hint; the reader's head check has found the facts by then.
    return redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=1.0)


def channel(stream: str) -> str:
    """The Redis channel of a stream."""
    return f"stream:{stream}"


def pack(hint: Hint, body: bytes) -> bytes:
    """One message: the hint, a newline, and the facts unless they are large."""
    return _encode(hint) + b"\n" + (body if len(body) <= HINT_BODY_BYTES_MAX else b"")


def unpack(message: bytes) -> Heard:
    """Read what pack wrote; raises msgspec.DecodeError."""
    head, _, body = message.partition(b"\n")
    return Heard(hint=_decode(head), body=body or None)


def send(hint: Hint, body: bytes) -> None:
    """Tell whoever listens; a failure is counted and logged, never raised."""
    try:
        client_for(hint.stream).publish(channel(hint.stream), pack(hint, body))
    except redis.RedisError:
        metrics.PUBLISH_FAILURES.inc()
        logger.warning("streams.publish_failed", extra={"stream": hint.stream, "last": hint.last})
