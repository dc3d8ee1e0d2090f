"""Presence: how many follow along, over all processes, told when it changes and never logged."""

import logging

import msgspec
import pytest
import pytest_asyncio
import time_machine

from community.config import files
from community.config.parsing import gather
from community.core import clock
from community.edge.followed import Key
from community.edge.presence import Presence, rounded
from tests.streams.factories import stream_name

STORED = pytest.mark.django_db(databases=["default", "owner"], transaction=True)
NOW = 1_800_000_000_000
EDGE = gather(files.repository()).edge


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, 0), (1, 1), (100, 100), (101, 100), (104, 100), (105, 110), (994, 990), (995, 1_000)],
)
def test_a_small_crowd_is_told_exactly_and_a_large_one_rounded(count, told):
    assert rounded(count, exact_max=100, digits=2) == told


@pytest.mark.parametrize(("count", "told"), [(123_456, 123_000), (7, 7), (1_234, 1_230)])
def test_more_digits_tell_more(count, told):
    assert rounded(count, exact_max=0, digits=3) == told


@pytest_asyncio.fixture
async def processes():
    """Two processes that count."""
    made = [Presence(), Presence()]
    yield made
    for presence in made:
        await presence.close()


def shown(presence, stream, *, now_ms=NOW, delay_s=0, policy=EDGE):
    """What a process tells of a stream: (count, exact), None when nothing."""
    message = presence.told(Key(stream, delay_s), now_ms=now_ms, policy=policy)
    if message is None:
        return None
    told = msgspec.json.decode(message.text)
    assert (told.pop("t"), told.pop("topic")) == ("presence", stream)
    return (told["count"], told["exact"])


async def test_processes_are_summed(processes):
    one, other = processes
    stream, alone = stream_name(), stream_name()

    await one.exchange({stream: 60, alone: 2}, now_ms=NOW, policy=EDGE)
    await other.exchange({stream: 61}, now_ms=NOW, policy=EDGE)
    await one.exchange({stream: 60, alone: 2}, now_ms=NOW, policy=EDGE)

    assert shown(other, stream) == shown(one, stream) == (120, False)
    assert shown(one, alone) == (2, True)
    assert shown(other, alone) is None


async def test_who_has_left_counts_no_longer(processes):
    one, other = processes
    stream = stream_name()
    await one.exchange({stream: 3}, now_ms=NOW, policy=EDGE)
    await one.exchange({stream: 0}, now_ms=NOW, policy=EDGE)

    await other.exchange({stream: 1}, now_ms=NOW, policy=EDGE)

    assert shown(other, stream) == (1, True)


async def test_a_process_that_died_counts_no_longer(processes):
    one, other = processes
    stream = stream_name()
    hurried = msgspec.structs.replace(EDGE, presence_ms=20)
    await one.exchange({stream: 5}, now_ms=NOW, policy=hurried)

    for _ in range(10_000):
        await other.exchange({stream: 1}, now_ms=NOW, policy=hurried)
        if shown(other, stream) == (1, True):
            break

    assert shown(other, stream) == (1, True)


async def test_a_delayed_viewer_is_told_the_count_of_then(processes):
    one, _ = processes
    stream = stream_name()
    for second, count in enumerate([1, 1, 90, 95]):
        await one.exchange({stream: count}, now_ms=NOW + second * 1_000, policy=EDGE)

    def told(second):
        return shown(one, stream, now_ms=NOW + second * 1_000, delay_s=5)

    assert shown(one, stream, now_ms=NOW + 3_000) == (95, True)
    assert [told(second) for second in (3, 5, 6, 7, 8)] == [
        None,
        *[(n, True) for n in (1, 1, 90, 95)],
    ]
    assert told(12) is None  # nobody counted since


async def test_counts_are_kept_as_long_as_the_longest_delay(processes):
    one, _ = processes
    stream = stream_name()
    for second in range(0, 300, 10):
        await one.exchange({stream: second}, now_ms=NOW + second * 1_000, policy=EDGE)

    assert min(counted.at for counted in one._past[stream]) == NOW + (290 - 120) * 1_000
    await one.exchange({}, now_ms=NOW, policy=EDGE)
    assert one._past == {}


async def test_without_redis_nobody_is_told_and_nothing_else_happens(settings, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    presence = Presence()

    await presence.exchange({"match.m": 1}, now_ms=NOW, policy=EDGE)

    assert shown(presence, "match.m") is None
    assert caplog.records == []
    await presence.close()


async def heard(socket):
    told = await socket.hear("presence")
    return (told["topic"], told["count"], told["exact"])


@STORED
async def test_who_follows_is_told_how_many_do_when_it_changes(opened, socket, stream, caplog):
    caplog.set_level(logging.INFO)
    other = opened()
    await other.greeted()

    await socket.subscribe(stream)
    alone = await heard(socket)
    await other.subscribe(stream)
    together = [await heard(socket), await heard(other)]
    other.say("unsubscribe", topic=stream)
    alone_again = await heard(socket)

    assert alone == alone_again == (stream, 1, True)
    assert together == [(stream, 2, True)] * 2
    assert not [record for record in caplog.records if "presence" in record.getMessage()]


@STORED
async def test_who_comes_back_to_a_topic_is_told_again(socket, stream):
    await socket.subscribe(stream)
    first = await heard(socket)
    socket.say("unsubscribe", topic=stream)
    await socket.subscribe(stream)

    assert await heard(socket) == first == (stream, 1, True)


@STORED
async def test_a_delayed_viewer_hears_of_a_crowd_when_its_time_has_come(opened, stream):
    with time_machine.travel(clock.now(), tick=True) as hands:
        hands.shift(31)
        live, late = opened(), opened()
        await live.greeted()
        await late.greeted(delay_s=30)
        await live.subscribe(stream)
        assert await heard(live) == (stream, 1, True)
        await late.subscribe(stream)
        assert await heard(live) == (stream, 2, True)
        early = [(await late.hear("presence", "heartbeat"))["t"] for _ in range(2)]

        hands.shift(30)

        assert early == ["heartbeat", "heartbeat"]
        assert await heard(late) == (stream, 2, True)
