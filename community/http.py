"""Django's HTTP over ASGI with one thread hop a request; knows no path.

Django's own handler is made for async views and hops to and fro for each sync one. None of ours is
async, and the hops were more than half of the CPU of a small request.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix

from community.core.errors import TooLargeError
from community.core.problems import written

Message = Mapping[str, Any]

# Requests worked on at once, each with a database connection of its own; more wait their turn.
THREADS = 8


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """A response ready to be sent: whole, or in parts that a thread must read."""

    start: Message
    content: bytes
    parts: Iterator[bytes] | None
    close: Callable[[], None]


class OneHop(ASGIHandler):
    """Runs middleware and view of a request, all of them sync, in one of a few lasting threads."""

    def __init__(self) -> None:
        super().__init__()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="request")

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 -- Django's
        """Load it as under WSGI, whatever the protocol."""
        del is_async
        super().load_middleware(is_async=False)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        """Answer one request; once it was read it is done, also when its sender has gone."""
        bounded = _Bounded(receive)
        try:
            body = await self.read_body(bounded)
        except RequestAborted:
            if bounded.is_past:
                await _refuse(send)
            return
        hop = asyncio.get_running_loop().run_in_executor
        answer = await hop(self._threads, self._answer, scope, body)
        await send(answer.start)
        if answer.parts is not None:
            while part := await hop(self._threads, next, answer.parts, b""):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await hop(self._threads, answer.close)
        await send({"type": "http.response.body", "body": answer.content})

    def _answer(self, scope: Message, body: IO[bytes]) -> _Answer:
        """Do all of a request's work; in a thread."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        request, refusal = self.create_request(scope, body)
        response = refusal if request is None else self.get_response(request)
        assert response is not None, "a request or a refusal was made"
        # Who request_finished is told by; Django's own handlers set it so.
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # noqa: SLF001
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        answer = _answer_of(response)
        if answer.parts is None:
            answer.close()
            body.close()
        return answer


class _Bounded:
    """Hears a request no further than any door reads, also one that told no length."""

    def __init__(self, receive: Callable[[], Awaitable[Message]]) -> None:
        self._receive = receive
        self._left = settings.DATA_UPLOAD_MAX_MEMORY_SIZE

    @property
    def is_past(self) -> bool:
        """Whether more came than may."""
        return self._left < 0

    async def __call__(self) -> Message:
        """The next message; past the bound, Django is told that the sender has gone."""
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        return {"type": "http.disconnect"} if self.is_past else message


async def _refuse(send: Callable[[Message], Awaitable[None]]) -> None:
    """Say that more was sent than any door reads; no form of ours comes near it."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    status, body, told = written(TooLargeError(limit=limit, unit="bytes"))
    headers = [(name.encode(), text.encode()) for name, text in told.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _answer_of(response: HttpResponseBase) -> _Answer:
    headers = [(name.encode("ascii"), text.encode("latin1")) for name, text in response.items()]
    headers += [
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii"))
        for cookie in response.cookies.values()
    ]
    return _Answer(
        start={
            "type": "http.response.start",
            "status": response.status_code,
            "headers": headers,
        },
        content=response.content if isinstance(response, HttpResponse) else b"",
        parts=iter(response) if isinstance(response, StreamingHttpResponse) else None,
        close=response.close,
    )
