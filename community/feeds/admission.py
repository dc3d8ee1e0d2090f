"""Admission: who sent a message is proven, new and within its pace, or it is refused."""

import hashlib
import logging
from dataclasses import dataclass

import redis

from community.config.schema import Policies
from community.core import clock, limits
from community.core.errors import TooLargeError, UnsignedError
from community.feeds import signing
from community.feeds.models import Source
from community.feeds.services import keys
from community.streams import publish

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Signed:
    """A message as it arrived: the three headers of Standard Webhooks, and the bytes they sign."""

    message_id: str
    timestamp: str
    signature: str
    body: bytes

    def seen_key(self, source: str) -> str:
        """The Redis key under which a message that was accepted is remembered.

        Of what is signed alone: anybody may add to the signature header.
        """
        told = f"{source}.{self.message_id}.{self.timestamp}"
        return f"feeds:seen:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def admit(name: str, signed: Signed, policies: Policies) -> Source:
    """The active source that signed a message; cheapest refusal first.

    Raises TooLargeError, UnsignedError (also for an unknown source: names are nobody's business),
    TooManyError.
    """
    limit = policies.feeds.batch_bytes_max
    if len(signed.body) > limit:
        raise TooLargeError(limit=limit, unit="bytes")
    if not (signed.message_id and signed.timestamp and signed.signature):
        raise UnsignedError(reason="unsigned")
    timestamp_s = signing.timestamp(
        signed.timestamp,
        now_s=clock.now_ms() // 1000,
        tolerance_s=policies.feeds.timestamp_tolerance_s,
    )
    source, secrets = keys.in_force(name, at=clock.now())
    if source is None:
        raise UnsignedError(reason="source")
    signing.verify(
        secrets,
        message_id=signed.message_id,
        timestamp_s=timestamp_s,
        offered=signed.signature,
        body=signed.body,
    )
    _refuse_repeated_or_hasty(source, signed, policies)
    return source


def _refuse_repeated_or_hasty(source: Source, signed: Signed, policies: Policies) -> None:
    """Hold a proven message to its pace, and to being new.

    Without Redis it passes: sequences make a repeated batch a duplicate all the same.
    """
    pace = limits.Limit(
        name="feeds.requests",
        count=policies.feeds.requests_per_minute,
        per_ms=60_000,
        burst=policies.feeds.requests_burst,
    )
    client = publish.client_for(f"feed.{source.name}")
    try:
        if client.exists(signed.seen_key(source.name)):
            raise UnsignedError(reason="repeated")
        limits.enforce(client, pace, source.name)
    except redis.RedisError:
        logger.warning("feeds.admitted_without_redis", extra={"source": source.name})


def remember(source: Source, signed: Signed, policies: Policies) -> None:
    """Remember an accepted message for as long as its timestamp would be believed.

    Only what was accepted is: a sender whose answer was lost signs anew and is heard.
    """
    kept_s = 2 * policies.feeds.timestamp_tolerance_s
    try:
        client = publish.client_for(f"feed.{source.name}")
        client.set(signed.seen_key(source.name), b"1", ex=kept_s)
    except redis.RedisError:
        logger.warning("feeds.not_remembered", extra={"source": source.name})
