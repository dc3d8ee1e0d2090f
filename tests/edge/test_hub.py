"""The hub: hints save a read, the log is the truth, and no stream's trouble is another's."""

import asyncio

import pytest
from django.db import connection

from community.core import canonical, clock, metrics
from community.edge import hub
from community.streams import publish, selectors
from community.streams.models import Batch, Stream
from community.streams.publish import HINT_BODY_BYTES_MAX
from tests.edge.client import Client
from tests.edge.sockets import append, ask
from tests.streams.factories import goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def untold(settings):
    """How to append while Redis cannot be told."""

    async def append_untold(stream, facts):
        told = settings.REDIS_URL
        settings.REDIS_URL = NOWHERE
        try:
            return await append(stream, facts)
        finally:
            settings.REDIS_URL = told

    return append_untold


def gaps_filled():
    return metrics.GAPS_FILLED._value.get()


async def state_of(stream):
    return await ask(lambda: selectors.folded(stream).project())


async def misstate(stream, line):
    """Put a line into the log that no catalogue knows, as a newer version of the project may."""

    def insert():
        row = Stream.objects.get(name=stream)
        Batch.objects.create(
            stream=row,
            first_offset=row.head + 1,
            last_offset=row.head + 1,
            count=1,
            producer="",
            epoch=0,
            first_sequence=None,
            body=line,
            recorded_at=clock.now(),
        )
        Stream.objects.filter(pk=row.pk).update(head=row.head + 1)

    await ask(insert)


async def test_hints_bring_the_facts_and_the_log_is_not_read(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    await append(stream, passes(1))
    await client.until(socket, 2)
    read = gaps_filled()

    for offset in range(3, 8):
        await append(stream, passes(1, first=offset))
        await client.until(socket, offset)

    assert gaps_filled() == read


async def test_a_lost_last_hint_is_found_in_the_log_within_two_seconds(socket, stream, untold):
    client = Client().take(await socket.subscribe(stream))

    await untold(stream, [goal(clock_ms=800_000)])

    async with asyncio.timeout(2.0):
        await client.until(socket, 2)
    assert client.state == await state_of(stream)
    assert client.notices == [(2, "match.goal")]


async def test_a_lost_hint_is_filled_in_before_the_one_after_it(socket, stream, untold):
    client = Client().take(await socket.subscribe(stream))

    await untold(stream, [goal(clock_ms=800_000)])
    await append(stream, [goal(clock_ms=900_000)])

    await client.until(socket, 3)
    assert client.state == await state_of(stream)
    assert client.notices == [(2, "match.goal"), (3, "match.goal")]


async def test_a_large_hint_is_read_from_the_log(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    facts = passes(HINT_BODY_BYTES_MAX // 100)

    await append(stream, facts)

    await client.until(socket, 1 + len(facts))
    assert client.state == await state_of(stream)


async def test_a_hint_told_twice_counts_once(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    await append(stream, [goal(clock_ms=800_000)])
    await client.until(socket, 2)
    body, at, epoch = await ask(
        lambda: Batch.objects.filter(first_offset=2).values_list(
            "body", "recorded_at", "stream__epoch"
        )[0]
    )
    hint = publish.Hint(stream=stream, epoch=epoch, first=2, last=2, at=clock.to_ms(at))
    await ask(lambda: publish.send(hint, bytes(body)))

    await append(stream, [goal(clock_ms=900_000)])

    await client.until(socket, 3)
    assert client.state["score"]["home"] == 3
    assert client.notices == [(2, "match.goal"), (3, "match.goal")]


async def test_a_hint_of_nonsense_stops_nothing(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    channel = publish.channel(stream)
    await ask(lambda: publish.client_for(stream).publish(channel, b"{"))
    hint = publish.Hint(stream=stream, epoch=client.epoch, first=2, last=2, at=1)
    await ask(lambda: publish.send(hint, b"no fact"))

    await append(stream, [goal(clock_ms=800_000)])

    await client.until(socket, 2)
    assert client.state == await state_of(stream)


async def test_a_hub_without_redis_shows_what_the_log_says(opened, stream, settings):
    told = settings.REDIS_URL
    settings.REDIS_URL = NOWHERE
    socket = opened()
    await socket.greeted()
    settings.REDIS_URL = told
    client = Client().take(await socket.subscribe(stream))

    await append(stream, [goal(clock_ms=800_000)])

    await client.until(socket, 2)
    assert client.state == await state_of(stream)


async def test_a_hub_whose_redis_connection_is_cut_hears_again(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    redis = publish.client_for(stream)
    await ask(lambda: redis.client_kill_filter(_type="pubsub"))
    await append(stream, [goal(clock_ms=800_000)])
    await client.until(socket, 2)
    name = publish.channel(stream)
    while await ask(lambda: redis.pubsub_numsub(name)[0][1]) == 0:
        await socket.hear("heartbeat")
    await append(stream, passes(1))
    await client.until(socket, 3)
    read = gaps_filled()

    await append(stream, passes(1, first=1))

    await client.until(socket, 4)
    assert gaps_filled() == read
    assert client.state == await state_of(stream)


async def test_another_epoch_brings_everybody_a_snapshot(opened, stream):
    sockets = [opened(), opened()]
    clients = []
    for socket in sockets:
        await socket.greeted()
        clients.append(Client().take(await socket.subscribe(stream)))
    epoch = clients[0].epoch + 1

    await ask(lambda: Stream.objects.filter(name=stream).update(epoch=epoch))

    for socket, client in zip(sockets, clients, strict=True):
        client.take(await socket.hear("snapshot", "frame"))
        assert (client.taken[-1], client.epoch, client.offset) == ("snapshot", epoch, 1)
    await append(stream, passes(1))
    await clients[0].until(sockets[0], 2)
    assert clients[0].taken[-1] == "frame"


async def test_a_stream_that_cannot_be_read_stops_no_other(socket, stream):
    broken = stream_name()
    await append(broken, [goal()])
    await socket.subscribe(broken)
    client = Client().take(await socket.subscribe(stream))
    await misstate(broken, b'{"type":"match.invented"}')
    # One hint of the broken stream is at hand, and every head check finds it behind.
    await append(broken, passes(1))

    for offset in range(2, 5):
        await append(stream, passes(1, first=offset))
        await client.until(socket, offset)
        await socket.hear("heartbeat")

    assert client.state == await state_of(stream)
    assert all(f'"{broken}"' not in text for text in socket.texts if '"frame"' in text)


async def test_a_stream_that_cannot_be_loaded_anew_stops_no_other(socket, stream):
    broken = stream_name()
    await append(broken, [goal()])
    await socket.subscribe(broken)
    client = Client().take(await socket.subscribe(stream))
    await misstate(broken, b'{"type":"match.invented"}')
    await ask(lambda: Stream.objects.filter(name=broken).update(epoch=1))
    await socket.hear("heartbeat")
    await socket.hear("heartbeat")

    await append(stream, [goal(clock_ms=800_000)])

    await client.until(socket, 2)
    assert client.notices == [(2, "match.goal")]


async def test_many_streams_behind_are_all_read(socket, untold):
    streams = [stream_name() for _ in range(3)]
    clients = {}
    for stream in streams:
        await append(stream, [goal()])
        clients[stream] = Client().take(await socket.subscribe(stream))
    for _ in range(25):
        for stream in streams:
            await untold(stream, passes(1))

    while any(client.offset < 26 for client in clients.values()):
        message = await socket.hear("frame")
        clients[message["topic"]].take(message)

    for stream in streams:
        assert clients[stream].state == await state_of(stream)


async def test_streams_that_are_watched_together_are_loaded_once(opened, stream):
    sockets = [opened() for _ in range(5)]
    for socket in sockets:
        await socket.greeted()
    for socket in sockets:
        socket.say("subscribe", topic=stream)

    answers = [await socket.hear() for socket in sockets]

    assert len({canonical.dumps(answer) for answer in answers}) == 1
    assert len({socket.texts[-1] for socket in sockets}) == 1


@pytest.mark.usefixtures("opened")
async def test_a_crowd_at_a_cold_process_has_its_hub_made_once():
    asked = []

    def note(execute, sql, *rest):
        asked.append(sql)
        return execute(sql, *rest)

    await ask(lambda: connection.execute_wrappers.append(note))
    try:
        hubs = await asyncio.gather(*(hub.hub() for _ in range(20)))
    finally:
        await ask(lambda: connection.execute_wrappers.remove(note))

    assert len(set(hubs)) == 1
    assert sum("users_revocation" in sql for sql in asked) == 1
