"""Where allauth keeps its meters and the codes that were used: Redis, one count for all processes.

A key is sealed, since it is made of addresses and codes; what it holds is JSON. With Redis away
nobody is held, as by the other meters: every count is empty and every lock is had at once.
"""

from contextlib import suppress
from datetime import timedelta

import msgspec
import redis
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.utils.crypto import salted_hmac

# What Django's client takes.
Key = str | bytes | memoryview
Expiry = int | timedelta | None


def sealed(key: str, prefix: str, version: int) -> str:
    """The name of a key in Redis, which tells nothing of whom it counts."""
    return f"{prefix}:{version}:{salted_hmac('entrance.meters', key).hexdigest()}"


class Words:
    """What is kept, as JSON: what lies in Redis is never run."""

    def dumps(self, told: object) -> bytes:
        """As octets."""
        return msgspec.json.encode(told)

    def loads(self, octets: bytes) -> object:
        """As it was."""
        return msgspec.json.decode(octets)


class Client(RedisCacheClient):
    """Django's client, which holds nobody when Redis is away."""

    def add(self, key: Key, value: object, timeout: Expiry) -> bool:
        """Whether it was not there."""
        with suppress(redis.RedisError):
            return bool(super().add(key, value, timeout))
        return True

    def get(self, key: Key, default: object) -> object:
        """What is there, else the default."""
        with suppress(redis.RedisError):
            return super().get(key, default)
        return default

    def set(self, key: Key, value: object, timeout: Expiry) -> None:
        """Put it there."""
        with suppress(redis.RedisError):
            super().set(key, value, timeout)

    def delete(self, key: Key) -> bool:
        """Whether it was there."""
        with suppress(redis.RedisError):
            return bool(super().delete(key))
        return False


class Meters(RedisCache):
    """Django's cache on Redis by that client."""

    def __init__(self, server: str, params: dict[str, object]) -> None:
        super().__init__(server, params)
        self._class = Client
