"""The application with every statement it asks of PostgreSQL counted; QUERIES_PATH tells them."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
from django.db.backends.signals import connection_created

from community.asgi import application as ours

QUERIES_PATH = "/bench/queries"
TOPICS = "match."


class Tally(msgspec.Struct, kw_only=True):
    """Statements so far: all, those that name exactly one stream, and each statement's own."""

    statements: int = 0
    by_stream: dict[str, int] = {}
    by_text: dict[str, int] = {}


_tally = Tally(by_stream=Counter(), by_text=Counter())
_lock = threading.Lock()


def _count(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
    named = {word for word in params or () if isinstance(word, str) and word.startswith(TOPICS)}
    with _lock:
        _tally.statements += 1
        _tally.by_text[sql] += 1
        if len(named) == 1:
            _tally.by_stream[named.pop()] += 1
    return execute(sql, params, *rest)


def _watch(connection: Any, **_: Any) -> None:
    if _count not in connection.execute_wrappers:
        connection.execute_wrappers.append(_count)


connection_created.connect(_watch)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Tell the tally, or be the application."""
    if scope["type"] != "http" or scope["path"] != QUERIES_PATH:
        await ours(scope, receive, send)
        return
    with _lock:
        body = msgspec.json.encode(_tally)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
