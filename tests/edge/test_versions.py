"""Versions of the wire: a client's first choice that is spoken, and two of them side by side."""

import pytest

from community.edge.codes import Close
from community.edge.entry import SPOKEN, Live
from community.edge.protocol import SUBPROTOCOL
from tests.edge.sockets import append
from tests.streams.factories import goal

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


class Second:
    """A second version of the wire, with words of its own over the same hub."""

    def __init__(self, hub, server, scope):
        self._hub = hub
        self._receive, self._send = server
        del scope

    async def run(self):
        """Answer each message with how many sessions of the other version this process holds."""
        while (event := await self._receive())["type"] == "websocket.receive":
            count = len(self._hub.viewers)
            text = f'{{"t":"heard","text":"{event["text"]}","others":{count}}}'
            await self._send({"type": "websocket.send", "text": text})


BOTH = Live({**SPOKEN, "terrace.v2": Second})


@pytest.mark.parametrize(
    ("offers", "answered"),
    [
        (["terrace.v1"], "terrace.v1"),
        (["terrace.v2", "terrace.v1"], "terrace.v2"),
        (["terrace.v1", "terrace.v2"], "terrace.v1"),
        (["terrace.v9", "terrace.v1"], "terrace.v1"),
    ],
    ids=["the only one", "the newer first", "the older first", "one not spoken yet"],
)
async def test_the_first_version_offered_that_is_spoken_is_taken(opened, offers, answered):
    socket = opened(offers=offers, live=BOTH)

    assert await socket.event() == {"type": "websocket.accept", "subprotocol": answered}


async def test_a_client_that_also_speaks_a_newer_version_is_served_by_today_s(opened):
    socket = opened(offers=["terrace.v2", "terrace.v1"])

    assert (await socket.event())["subprotocol"] == "terrace.v1"
    assert set(SPOKEN) == {SUBPROTOCOL}


@pytest.mark.parametrize("offers", [["terrace.v0", "other"], []], ids=["others", "none"])
async def test_with_none_in_common_the_socket_opens_so_that_it_can_say_stop(opened, offers):
    socket = opened(offers=offers)

    accepted = await socket.event()

    assert accepted.get("subprotocol") == (offers[0] if offers else None)
    assert await socket.closed() == Close.UNSUPPORTED


async def test_two_versions_are_served_side_by_side(opened, stream):
    first, second = opened(live=BOTH), opened(offers=["terrace.v2"], live=BOTH)
    await first.greeted()
    snapshot = await first.subscribe(stream)
    await second.accepted()

    second.say_text("hello")
    await append(stream, [goal()])

    assert await second.hear("heard") == {"t": "heard", "text": "hello", "others": 1}
    frame = await first.hear("frame")
    assert (snapshot["offset"], frame["from"], frame["to"]) == (1, 1, 2)
