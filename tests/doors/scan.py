"""Look for words in everything that is kept: every table, every key of Redis, octets as well."""

import hashlib
import re
from collections.abc import Callable
from typing import Any

import redis
from django.db import connection

from community.core.merkle import leaf_hashes, root_of
from community.streams import publish
from community.streams.models import Batch


def in_tables(*words: str) -> list[str]:
    """(table: word) of every table with a row that says a word, whatever its columns."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- tables of our own
            rows = [row.lower() for (row,) in cursor.fetchall()]
            for word in words:
                # Octets are told in hexadecimal.
                said = word.lower(), word.encode().hex()
                if any(each in row for row in rows for each in said):
                    found.append(f"{table}: {word}")
    return found


def confirmed(*guesses: bytes) -> list[bytes]:
    """Guesses that whoever has all tables can confirm: by a digest and the salt beside it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 -- tables of our own
            rows += [row for (row,) in cursor.fetchall()]
    kept = set(re.findall(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", "\n".join(rows)))
    salts = [bytes.fromhex(octets) for octets in kept]
    return [
        guess
        for guess in guesses
        if kept & {hashlib.sha256(salt + guess).hexdigest() for salt in salts}
    ]


def in_redis(*words: str) -> list[str]:
    """(key: word) of every key that says a word, in its name or by what it holds."""
    client = publish.client_for("commands")
    return [
        f"{key!r}: {word}"
        for key in client.scan_iter()
        for word in words
        if any(word.encode() in octets for octets in (key, *_held(client, key)))
    ]


def _held(client: redis.Redis, key: bytes) -> list[bytes]:
    """What a key holds, as it was put there: a dump would be compressed."""
    kind = client.type(key)
    told: dict[object, Callable[[], Any]] = {
        b"string": lambda: [client.get(key) or b""],
        b"hash": lambda: [octets for pair in client.hgetall(key).items() for octets in pair],
        b"list": lambda: client.lrange(key, 0, -1),
        b"set": lambda: client.smembers(key),
        b"zset": lambda: client.zrange(key, 0, -1),
        b"none": list,  # it ended while it was looked at
    }
    return list(told[kind]())


def root(stream: str, *, size: int | None = None) -> tuple[int, bytes]:
    """(size, Merkle root) of a stream's first facts, from the very bytes that were appended."""
    bodies = Batch.objects.filter(stream__name=stream).order_by("first_offset")
    lines = [line for batch in bodies for line in bytes(batch.body).splitlines()][:size]
    return len(lines), root_of(leaf_hashes(lines))
