"""Taking ahead: what waits is folded between ticks when it is much, and told by the tick alone."""

import asyncio
import contextlib

import pytest

from community.config import selectors as config
from community.edge.followed import Key
from community.edge.following import AHEAD_FACTS_MIN, Following
from tests.edge.sockets import WAIT_S, append, ask
from tests.streams.factories import passes

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@contextlib.asynccontextmanager
async def followed(stream):
    """(what follows, the topic) of a stream, with nobody to tick it."""
    policies = await ask(config.current)
    follows = Following(lambda: policies.edge)
    listening = asyncio.create_task(follows.listen())
    try:
        topic = (await follows.follow(Key(stream))).topic
        yield follows, topic
    finally:
        listening.cancel()
        await asyncio.wait([listening])
        await follows.close()


async def heard(follows, stream, count):
    """Append passes, and wait until the hint of them is there."""
    tail, came = follows.tail(stream), asyncio.Event()
    hear = tail.hear

    def hear_and_say(hint):
        hear(hint)
        came.set()

    tail.hear = hear_and_say
    await append(stream, passes(count))
    await asyncio.wait_for(came.wait(), WAIT_S)


async def test_what_waits_is_folded_ahead_and_told_by_the_tick_in_one_frame(stream):
    last = 1 + AHEAD_FACTS_MIN
    async with followed(stream) as (follows, topic):
        shown = topic.snapshot().text
        await heard(follows, stream, AHEAD_FACTS_MIN)

        await follows.take_ahead()
        assert (topic.taken, topic.head) == (last, 1)
        assert topic.snapshot().text == shown
        moved = await follows.advance()

        assert [each.topic for each in moved] == [topic]
        assert (topic.taken, topic.head) == (last, last)
        assert topic.is_one_step(1)


async def test_a_few_facts_wait_for_the_tick(stream):
    async with followed(stream) as (follows, topic):
        await heard(follows, stream, AHEAD_FACTS_MIN - 1)

        await follows.take_ahead()
        assert topic.taken == 1
        await follows.advance()

        assert topic.head == AHEAD_FACTS_MIN


async def test_who_comes_while_more_was_folded_than_told_sees_what_was_told(stream):
    async with followed(stream) as (follows, topic):
        await heard(follows, stream, AHEAD_FACTS_MIN)
        await follows.take_ahead()

        again = await follows.follow(Key(stream))

        assert again.topic is topic
        assert topic.position == (topic.epoch, 1)
        assert topic.resumes(topic.epoch, 1)
        assert not topic.resumes(topic.epoch, topic.taken)
