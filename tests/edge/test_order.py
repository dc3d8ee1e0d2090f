"""Many publish on one stream at once; every viewer sees one order, without a hole or a repeat."""

import asyncio
from contextlib import AsyncExitStack
from itertools import pairwise

import pytest

from tests.edge.publishers import publish, published
from tests.edge.served import reader, served
from tests.edge.sockets import ask

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.timeout(600),
]

PUBLISHERS = 8


async def watched(hear, *, until):
    """What a viewer was told: (offset, who, number); each frame begins where the last ended."""
    offset, told = (await hear("snapshot"))["offset"], []
    while offset < until:
        frame = await hear("frame")
        assert frame["from"] == offset
        offset = frame["to"]
        told += [
            (notice["offset"], notice["data"]["source"], notice["data"]["since"])
            for notice in frame["notices"]
        ]
    return told


async def test_every_viewer_sees_all_publishers_facts_in_the_logs_order(opened, stream, size):
    each, viewers = size(400, full=5_000), size(10, full=50)
    until = 1 + PUBLISHERS * each

    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(served())
        watching = []
        for number in range(viewers):
            if number % 2:  # frames written straight to its line, and by its outbox
                line = await stack.enter_async_context(reader(server.port))
                await line.say("subscribe", topic=stream)
                hear = line.hear
            else:
                socket = opened()
                await socket.greeted()
                socket.say("subscribe", topic=stream)
                hear = socket.hear
            watching.append(asyncio.create_task(watched(hear, until=until)))
        await asyncio.to_thread(publish, stream, publishers=PUBLISHERS, each=each)
        seen = await asyncio.gather(*watching)

    log = await ask(lambda: published(stream))
    assert seen == [log] * viewers
    assert [offset for offset, _, _ in log] == list(range(2, until + 1))
    for publisher in range(PUBLISHERS):
        own = [number for _, who, number in log if who == f"publisher_{publisher}"]
        assert own == list(range(1, each + 1))
    turns = sum(before[1] != after[1] for before, after in pairwise(log))
    assert turns > PUBLISHERS, "they took turns, so none was alone"
