"""HTTP over ASGI: what a server is told for every kind of response."""

import json
import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import path

from community.http import OneHop

BLOCK = 64 * 1024


def whole(request):
    response = HttpResponse(
        request.body.upper(), headers={"X-Thread": threading.current_thread().name}
    )
    response.set_cookie("seen", "yes")
    return response


def streamed(_request):
    return StreamingHttpResponse([b"one", b"two"])


def file(request):
    return FileResponse(open(request.headers["X-Path"], "rb"))  # noqa: PTH123


def broken(_request):
    raise LookupError


def handler500(_request):
    return HttpResponse(status=500)


urlpatterns = [
    path("whole", whole),
    path("streamed", streamed),
    path("file", file),
    path("broken", broken),
]


@pytest.fixture
def http(settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    return OneHop()


def asked(http, place, **headers):
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": place,
        "query_string": b"",
        "headers": [(name.encode(), text.encode()) for name, text in headers.items()],
    }
    return ApplicationCommunicator(http, scope)


async def told(asking, *parts):
    """Every message the server got, after a body sent in parts."""
    for part in parts[:-1]:
        await asking.send_input({"type": "http.request", "body": part, "more_body": True})
    await asking.send_input({"type": "http.request", "body": parts[-1]})
    await asking.wait(timeout=5)
    messages = []
    while not asking.output_queue.empty():
        messages.append(asking.output_queue.get_nowait())
    return messages


async def test_a_body_in_parts_is_answered_whole_from_a_request_thread(http):
    start, *rest = await told(asked(http, "/whole"), b"goal ", b"kick")

    headers = dict(start["headers"])
    assert start["status"] == 200
    assert headers[b"X-Thread"].startswith(b"request")
    assert headers[b"Set-Cookie"] == b"seen=yes; Path=/"
    assert rest == [{"type": "http.response.body", "body": b"GOAL KICK"}]


async def test_a_stream_is_sent_part_by_part_and_ended(http):
    _, *rest = await told(asked(http, "/streamed"), b"")

    assert [message["body"] for message in rest] == [b"one", b"two", b""]
    assert [message.get("more_body", False) for message in rest] == [True, True, False]


async def test_a_file_is_sent_in_blocks(http, tmp_path):
    (tmp_path / "film").write_bytes(bytes(BLOCK + 1))

    _, *rest = await told(asked(http, "/file", **{"x-path": str(tmp_path / "film")}), b"")

    assert [len(message["body"]) for message in rest] == [BLOCK, 1, 0]


async def test_a_broken_view_is_a_500_and_the_next_request_is_answered(http):
    start, *_ = await told(asked(http, "/broken"), b"")
    again, *_ = await told(asked(http, "/whole"), b"")

    assert (start["status"], again["status"]) == (500, 200)


async def test_a_sender_gone_before_the_end_of_the_body_is_told_nothing(http):
    asking = asked(http, "/whole")
    await asking.send_input({"type": "http.request", "body": b"half", "more_body": True})
    await asking.send_input({"type": "http.disconnect"})
    await asking.wait(timeout=5)

    assert asking.output_queue.empty()


async def test_a_body_past_every_limit_is_refused_before_it_is_whole(http, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 7
    asking = asked(http, "/whole")
    for part in (b"goal", b"kick", b"never read"):
        await asking.send_input({"type": "http.request", "body": part, "more_body": True})
    await asking.wait(timeout=5)

    start, end = asking.output_queue.get_nowait(), asking.output_queue.get_nowait()

    told = json.loads(end["body"])
    assert start["status"] == told["status"] == 413
    assert dict(start["headers"])[b"Content-Type"] == b"application/problem+json"
    assert (told["code"], told["limit"], told["unit"]) == ("too_large", 7, "bytes")
    assert asking.input_queue.get_nowait()["body"] == b"never read"
