"""A topic of which nothing was told yet: there, empty, and it comes alive with its first fact."""

import pytest
import time_machine
from django.db import connections, transaction

from community.core import clock
from community.edge import hub
from community.streams import retention
from community.streams.models import Batch, Stream
from tests.edge.client import Client
from tests.edge.sockets import append, ask
from tests.edge.test_hub import untold  # noqa: F401 -- a fixture
from tests.notices.factories import notice_id, notified
from tests.threads.speech import begun_fixture, said
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

DELAY_S = 30
BEGINNING = {"epoch": 0, "offset": 0}
BELL = {"read": 0, "unread": 0, "notices": {}}


@pytest.fixture
def actor(db):  # noqa: ARG001 -- asked for the database
    """Somebody who was told nothing yet."""
    return someone(name="ann").actor_id


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they go on by themselves."""
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def thread(hands, db):  # noqa: ARG001 -- asked for the database
    """The thread to be of a match that everybody has seen begin."""
    fixture = begun_fixture()
    hands.shift(DELAY_S + 1)
    return f"thread.{fixture.pk}"


@pytest.fixture
def bell(opened, actor):
    """How to follow one's own stream; the socket, and what it was answered."""

    async def follow(**position):
        socket = opened()
        await socket.greeted(actor=actor)
        return socket, await socket.subscribe(f"user.{actor}", **position)

    return follow


@pytest.fixture
def behind(opened):
    """How to follow a topic behind live; the socket, and what it was answered."""

    async def follow(topic, **position):
        socket = opened()
        await socket.greeted(delay_s=DELAY_S)
        return socket, await socket.subscribe(topic, **position)

    return follow


async def say(actor, thread):
    await ask(lambda: said(actor, thread.partition(".")[2], "canary"))


async def test_it_is_empty_and_its_first_facts_come_as_any_others(bell, actor):
    socket, answer = await bell()
    client = Client().take(answer)

    await append(f"user.{actor}", [notified(1)])
    await client.until(socket, 1)
    await append(f"user.{actor}", [notified(2)])
    await client.until(socket, 2)

    assert (answer["epoch"], answer["offset"], answer["state"]) == (0, 0, BELL)
    assert client.taken == ["snapshot", "frame", "frame"]
    assert client.notices == [(1, "user.notified"), (2, "user.notified")]
    assert set(client.state["notices"]) == {notice_id(1), notice_id(2)}


async def test_a_first_fact_whose_hint_is_lost_is_found(bell, actor, untold):  # noqa: F811
    socket, answer = await bell()
    client = Client().take(answer)

    await untold(f"user.{actor}", [notified(1)])

    await client.until(socket, 1)
    assert client.taken == ["snapshot", "frame"]


async def test_who_comes_back_from_its_beginning_is_told_every_notice(bell, actor):
    other, at_once = await bell(**BEGINNING)
    await append(f"user.{actor}", [notified(1), notified(2)])
    await other.hear("frame")

    socket, answer = await bell(**BEGINNING)

    assert (at_once["t"], at_once["epoch"], at_once["to"]) == ("resumed", 0, 0)
    assert (answer["t"], answer["from"], answer["to"]) == ("resumed", 0, 2)
    frame = await socket.hear("frame")
    assert (frame["epoch"], frame["from"], frame["to"]) == (answer["epoch"], 0, 2)
    assert [notice["offset"] for notice in frame["notices"]] == [1, 2]
    assert "digest" in frame


async def test_behind_live_nothing_says_that_it_has_begun_until_that_is_due(
    hands, behind, opened, thread, actor
):
    live = opened()
    await live.greeted()
    seen_live = Client().take(await live.subscribe(thread))
    delayed, answer = await behind(thread)
    _, resumed = await behind(thread, **BEGINNING)

    await say(actor, thread)
    await seen_live.until(live, 2)
    # By the second of two heartbeats its own topic has been loaded anew.
    heard = [await delayed.hear("frame", "snapshot", "heartbeat") for _ in range(2)]
    _, later = await behind(thread)
    _, resumed_later = await behind(thread, **BEGINNING)
    _, guessed = await behind(thread, epoch=seen_live.epoch, offset=0)

    assert (seen_live.taken, answer["epoch"], answer["offset"]) == (["snapshot", "frame"], 0, 0)
    assert [each | {"at": 0} for each in (later, guessed)] == [answer | {"at": 0}] * 2
    assert resumed_later == resumed
    assert [message["t"] for message in heard] == ["heartbeat"] * 2
    following = (await hub.hub()).following
    assert [followed.is_lacking for _, followed in following.topics()] == [False, False]

    hands.shift(DELAY_S)
    client = await Client().take(answer).until(delayed, 2)
    assert (client.taken, client.epoch) == (["snapshot", "frame"], seen_live.epoch)
    assert client.state == seen_live.state


async def test_behind_live_the_talk_of_a_match_that_was_not_told_by_then_is_no_topic(
    hands,
    behind,
    db,  # noqa: ARG001 -- asked for the database
):
    fixture = await ask(begun_fixture)
    topics = [f"thread.{fixture.pk}", fixture.stream, "thread.match_nobody", "match.match_nobody"]

    socket, first = await behind(topics[0])
    answers = [first, *[await socket.subscribe(topic) for topic in topics[1:]]]

    rejected = {"t": "rejected", "code": "unknown_topic"}
    assert answers == [rejected | {"topic": topic} for topic in topics]
    hands.shift(DELAY_S)
    assert (await socket.subscribe(topics[0]))["state"]["posts"] == {}


async def test_one_that_a_restored_log_knows_nothing_of_is_at_its_beginning_again(bell, actor):
    socket, answer = await bell()
    client = Client().take(answer)
    await append(f"user.{actor}", [notified(1)])
    await client.until(socket, 1)

    await ask(lambda: unwrite(f"user.{actor}"))
    client.take(await socket.hear("snapshot", "frame"))
    restored = (client.taken[-1], client.epoch, client.offset, client.state)
    await append(f"user.{actor}", [notified(2)])
    await client.until(socket, 1)

    assert restored == ("snapshot", 0, 0, BELL)
    assert set(client.state["notices"]) == {notice_id(2)}


def unwrite(stream):
    """An older dump in the place of ours, of a day before the stream."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL terrace.retention = 'on'")
        Batch.objects.using("owner").filter(stream__name=stream).delete()
        Stream.objects.using("owner").filter(name=stream).delete()


async def test_one_that_was_dropped_is_no_topic_any_more(bell, actor):
    await append(f"user.{actor}", [notified(1)])
    await ask(lambda: retention.drop(f"user.{actor}"))

    _, answer = await bell()

    assert answer == {"t": "rejected", "topic": f"user.{actor}", "code": "unknown_topic"}
