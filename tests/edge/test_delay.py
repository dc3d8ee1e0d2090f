"""A viewer behind live: everything he is sent was recorded so long ago, and nothing else is."""

import pytest
import time_machine

from community.core import clock
from community.edge import hub
from community.streams import publish, selectors
from community.streams.models import Batch, Stream
from community.streams.publish import HINT_BODY_BYTES_MAX
from tests.edge.client import Client
from tests.edge.sockets import append, ask
from tests.streams.factories import goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

DELAY_S = 30


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they go on by themselves."""
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def old_stream(hands, stream):
    """A match whose one goal every viewer has seen."""
    hands.shift(DELAY_S + 1)
    return stream


@pytest.fixture
def watching(opened):
    """How to open a socket at a delay and follow a stream."""

    async def watch(stream, delay_s, **position):
        socket = opened()
        await socket.greeted(delay_s=delay_s)
        return socket, Client().take(await socket.subscribe(stream, **position))

    return watch


async def state_of(stream, **then):
    return await ask(lambda: selectors.folded(stream, **then).project())


async def tail_of(stream):
    """What this process heard of a stream."""
    found = (await hub.hub()).following.tail(stream)
    assert found is not None, "somebody follows it"
    return found


async def quiet(socket):
    """Whether nothing was sent of a topic over two heartbeats."""
    heard = [await socket.hear("frame", "snapshot", "heartbeat") for _ in range(2)]
    return [message["t"] for message in heard] == ["heartbeat"] * 2


async def test_whoever_connects_is_told_his_delay_and_keeps_it(opened):
    live, delayed, again = opened(), opened(), await opened().accepted()

    assert (await live.greeted())["delay_s"] == 0
    hello = await delayed.greeted(delay_s=DELAY_S)

    assert hello["delay_s"] == DELAY_S
    again.say("connect", token=hello["token"])
    assert (await again.hear())["delay_s"] == DELAY_S


async def test_what_happens_now_is_told_later_and_nothing_of_it_before(hands, watching, old_stream):
    live, seen_live = await watching(old_stream, 0)
    delayed, seen = await watching(old_stream, DELAY_S)
    before = await state_of(old_stream)
    scored = goal(clock_ms=800_000)

    await append(old_stream, [scored])
    await seen_live.until(live, 2)
    assert await quiet(delayed)
    assert (seen.offset, seen.state) == (1, before)
    assert not any(scored.id in text for text in delayed.texts)

    hands.shift(DELAY_S)
    await seen.until(delayed, 2)
    assert (seen.state, seen.notices) == (seen_live.state, seen_live.notices)
    assert seen.taken == ["snapshot", "frame"]


async def test_a_snapshot_is_of_then(watching, old_stream):
    await append(old_stream, [goal(clock_ms=800_000)])

    _, seen = await watching(old_stream, DELAY_S)
    _, seen_live = await watching(old_stream, 0)

    assert (seen.offset, seen.state["score"]["home"]) == (1, 1)
    assert (seen_live.offset, seen_live.state["score"]["home"]) == (2, 2)


async def test_what_was_told_before_he_came_is_told_him_in_its_time(hands, watching, old_stream):
    live, seen_live = await watching(old_stream, 0)
    for number in range(2, 5):
        await append(old_stream, [goal(clock_ms=800_000 + number)])
        await seen_live.until(live, number)
        hands.shift(5)

    delayed, seen = await watching(old_stream, DELAY_S)

    assert seen.offset == 1
    for number in range(2, 5):
        hands.shift(5)
        while seen.offset < number:
            seen.take(await delayed.hear("frame", "heartbeat"))
            hands.shift(1)
        assert seen.offset == number
    assert seen.state == seen_live.state
    assert seen.taken.count("snapshot") == 1


@pytest.mark.parametrize("offset", [2, 99])
async def test_an_offset_he_cannot_have_seen_is_as_if_it_were_not(watching, old_stream, offset):
    await append(old_stream, [goal(clock_ms=800_000)])
    epoch = (await ask(lambda: selectors.heads([old_stream])))[old_stream].epoch

    _, seen = await watching(old_stream, DELAY_S, epoch=epoch, offset=offset)

    assert (seen.taken, seen.offset) == (["snapshot"], 1)


async def test_he_resumes_where_he_was(hands, watching, old_stream):
    delayed, seen = await watching(old_stream, DELAY_S)
    other, seen_by_other = await watching(old_stream, DELAY_S)
    await delayed.leave()
    await append(old_stream, [goal(clock_ms=800_000)])
    hands.shift(DELAY_S)
    await seen_by_other.until(other, 2)

    again, seen_again = await watching(old_stream, DELAY_S, epoch=seen.epoch, offset=seen.offset)

    assert seen_again.taken == ["resumed"]
    frame = await again.hear("frame")
    assert (frame["from"], frame["to"]) == (1, 2)


async def test_a_stream_that_did_not_exist_then_is_unknown(hands, opened, stream):
    delayed = opened()
    await delayed.greeted(delay_s=DELAY_S)

    refused = await delayed.subscribe(stream)

    assert refused == {"t": "rejected", "topic": stream, "code": "unknown_topic"}
    hands.shift(DELAY_S)
    assert (await delayed.subscribe(stream))["offset"] == 1


async def test_delays_of_a_stream_share_one_subscription(watching, old_stream):
    for delay_s in (0, 5, 30, 30):
        await watching(old_stream, delay_s)

    redis, name = publish.client_for(old_stream), publish.channel(old_stream)
    assert await ask(lambda: redis.pubsub_numsub(name)) == [(name.encode(), 1)]


async def test_viewers_of_one_delay_get_the_same_bytes(hands, watching, old_stream):
    first, _ = await watching(old_stream, DELAY_S)
    second, _ = await watching(old_stream, DELAY_S)
    await append(old_stream, passes(3))

    hands.shift(DELAY_S)

    assert await first.hear("frame") == await second.hear("frame")
    assert first.texts[-2:] == second.texts[-2:]


async def test_a_batch_too_large_for_a_hint_is_read_when_it_is_due(hands, watching, old_stream):
    live, seen_live = await watching(old_stream, 0)
    delayed, seen = await watching(old_stream, DELAY_S)
    facts = passes(HINT_BODY_BYTES_MAX // 100)

    await append(old_stream, facts)
    await seen_live.until(live, 1 + len(facts))
    assert await quiet(delayed)

    hands.shift(DELAY_S)
    await seen.until(delayed, 1 + len(facts))
    assert seen.state == seen_live.state


async def test_past_the_bytes_held_the_log_is_read(hands, watching, old_stream):
    live, seen_live = await watching(old_stream, 0)
    delayed, seen = await watching(old_stream, DELAY_S)
    facts = passes(100)
    for number in range(100):
        await append(old_stream, facts[number : number + 1])
    await seen_live.until(live, 101)
    tail = await tail_of(old_stream)
    held_bytes = tail.held_bytes
    tail.trim(taken=0, bytes_max=held_bytes // 2)
    assert 0 < tail.held_bytes <= held_bytes // 2

    hands.shift(DELAY_S)

    await seen.until(delayed, 101)
    assert seen.state == seen_live.state


async def test_a_lost_hint_is_found_before_its_time(hands, watching, old_stream, settings):
    delayed, seen = await watching(old_stream, DELAY_S)
    told = settings.REDIS_URL
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    await append(old_stream, [goal(clock_ms=800_000)])
    settings.REDIS_URL = told
    while (await tail_of(old_stream)).last < 2:
        await delayed.hear("heartbeat")
    assert seen.offset == 1

    hands.shift(DELAY_S)

    await seen.until(delayed, 2)
    assert seen.state == await state_of(old_stream)


async def test_another_history_is_shown_as_of_then(hands, watching, old_stream):
    await append(old_stream, [goal(clock_ms=800_000)])
    live, seen_live = await watching(old_stream, 0)
    delayed, seen = await watching(old_stream, DELAY_S)
    await ask(lambda: Stream.objects.filter(name=old_stream).update(epoch=1))

    for socket, client in ((live, seen_live), (delayed, seen)):
        while client.epoch != 1:
            client.take(await socket.hear("snapshot"))
    assert (seen_live.offset, seen.offset) == (2, 1)

    hands.shift(DELAY_S)
    await seen.until(delayed, 2)
    assert seen.state == seen_live.state


async def test_what_a_delayed_topic_cannot_fold_stops_it_alone(hands, watching, old_stream):
    live, seen_live = await watching(old_stream, 0)
    delayed, seen = await watching(old_stream, DELAY_S)
    hint = publish.Hint(
        stream=old_stream, epoch=seen.epoch, first=2, last=2, at=clock.now_ms() - DELAY_S * 1000
    )
    await ask(lambda: publish.send(hint, b"no fact"))
    await append(old_stream, [goal(clock_ms=800_000)])

    await seen_live.until(live, 2)
    hands.shift(DELAY_S)
    await seen.until(delayed, 2)

    assert seen.state == seen_live.state == await state_of(old_stream)


async def test_a_stream_nobody_else_watches_is_read_ahead_once(hands, watching, old_stream):
    for number in range(3):
        await append(old_stream, [goal(clock_ms=800_000 + number)])
    delayed, seen = await watching(old_stream, DELAY_S)
    while (await tail_of(old_stream)).last < 4:
        await delayed.hear("heartbeat")
    assert seen.offset == 1
    assert await ask(lambda: Batch.objects.filter(stream__name=old_stream).count()) == 4

    hands.shift(DELAY_S)

    await seen.until(delayed, 4)
    assert seen.state == await state_of(old_stream)


async def test_each_delay_has_a_head_of_its_own(hands, watching, old_stream):
    delays = (0, 5, 10, 60)
    other = stream_name()
    await append(other, [goal()])
    hands.shift(61)
    for number in range(3):
        await append(old_stream, [goal(clock_ms=800_000 + number)])
        hands.shift(4)

    heads = [(await watching(old_stream, delay_s))[1].offset for delay_s in delays]

    assert heads == [4, 3, 2, 1]
