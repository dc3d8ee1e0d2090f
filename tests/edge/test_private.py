"""A private topic: its owner follows it, and to everybody else it is a name like any other."""

import pytest

from community.core.ids import random_id
from community.edge import hub, tokens
from tests.edge.client import Client
from tests.edge.served import reader, served
from tests.edge.sockets import append, token
from tests.notices.factories import notice_id, notified, read
from tests.streams import factories
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def actor(db):  # noqa: ARG001 -- asked for the database
    """Somebody who was told of a goal."""
    made = someone(name="ann").actor_id
    factories.append(f"user.{made}", [notified(1)])
    return made


@pytest.fixture
def signed_in(opened):
    """How to open a socket as an actor."""

    async def sign_in(actor, *, delay_s=0):
        socket = await opened().accepted()
        socket.say("connect", token=token(actor=actor, delay_s=delay_s))
        assert (await socket.hear())["t"] == "hello"
        return socket

    return sign_in


async def test_its_owner_follows_it_live(signed_in, actor):
    socket = await signed_in(actor)
    client = Client().take(await socket.subscribe(f"user.{actor}"))

    await append(f"user.{actor}", [notified(2)])
    await client.until(socket, 2)

    assert set(client.state["notices"]) == {notice_id(1), notice_id(2)}
    assert client.notices == [(2, "user.notified")]


async def test_what_is_read_on_one_device_is_read_on_the_other(signed_in, actor):
    phone, laptop = await signed_in(actor), await signed_in(actor)
    held = [Client().take(await each.subscribe(f"user.{actor}")) for each in (phone, laptop)]

    await append(f"user.{actor}", [read(1)])

    for client, socket in zip(held, (phone, laptop), strict=True):
        assert (await client.until(socket, 2)).state["unread"] == 0


@pytest.mark.parametrize("who", [None, "actor_somebody_else", "", "actor"])
async def test_to_anybody_else_it_is_a_name_that_is_no_topic(signed_in, actor, who):
    socket = await signed_in(who)
    told, unknown = f"user.{actor}", f"user.{random_id('actor')}"

    refusals = [await socket.subscribe(name) for name in (told, unknown, "match.match_nobody")]

    assert [refusal.pop("topic") for refusal in refusals] == [told, unknown, "match.match_nobody"]
    assert refusals == [{"t": "rejected", "code": "unknown_topic"}] * 3


async def test_a_position_that_its_owner_held_opens_nothing(signed_in, actor):
    owner, other = await signed_in(actor), await signed_in("actor_somebody_else")
    answer = await owner.subscribe(f"user.{actor}")
    position = {"epoch": answer["epoch"], "offset": answer["offset"]}

    refusal = await other.subscribe(f"user.{actor}", **position)
    resumed = await owner.subscribe(f"user.{actor}", **position)

    assert refusal == {"t": "rejected", "topic": f"user.{actor}", "code": "unknown_topic"}
    assert resumed["t"] == "resumed"


async def test_who_is_refused_hears_nothing_of_what_its_owner_is_told(signed_in, actor):
    owner, other = await signed_in(actor), await signed_in("actor_somebody_else")
    client = Client().take(await owner.subscribe(f"user.{actor}"))
    await other.subscribe(f"user.{actor}")

    await append(f"user.{actor}", [notified(2)])
    await client.until(owner, 2)
    other.say("ack", topic=f"user.{actor}", offset=2, visible=True)
    other.say("ping", at=1)

    assert (await other.hear())["t"] == "pong"
    assert not any(notice_id(2) in text for text in other.texts)


async def test_nobody_is_told_how_many_follow_it(signed_in, actor, stream):
    socket = await signed_in(actor)
    await socket.subscribe(f"user.{actor}")
    await socket.subscribe(stream)

    told = [await socket.hear("presence")]
    told += [await socket.hear("presence", "heartbeat") for _ in range(2)]

    assert {each["topic"] for each in told if each["t"] == "presence"} == {stream}
    assert set((await hub.hub()).following.counts()) == {stream}


async def test_the_stream_of_whoever_is_nobody_any_more_is_no_topic(signed_in):
    actor = random_id("actor")
    socket = await signed_in(actor)

    answer = await socket.subscribe(f"user.{actor}")

    assert answer == {"t": "rejected", "topic": f"user.{actor}", "code": "unknown_topic"}


async def test_behind_live_a_bell_that_has_not_rung_yet_is_there_and_empty(signed_in, actor):
    socket = await signed_in(actor, delay_s=30)

    answer = await socket.subscribe(f"user.{actor}")

    assert (answer["t"], answer["offset"]) == ("snapshot", 0)
    assert answer["state"] == {"read": 0, "unread": 0, "notices": {}}


async def test_over_the_network_it_is_no_other(actor):
    mine = tokens.Claims(key="a page's key", actor=actor)
    async with served() as server, reader(server.port) as stranger:
        await stranger.say("subscribe", topic=f"user.{actor}")
        refusal = await stranger.hear("snapshot", "resumed", "rejected")
        owned = tokens.issue(mine, ttl_s=600).token
        async with reader(server.port, said=owned) as owner:
            await owner.say("subscribe", topic=f"user.{actor}")
            answer = await owner.hear("snapshot", "resumed", "rejected")
    await hub.close()

    assert refusal == {"t": "rejected", "topic": f"user.{actor}", "code": "unknown_topic"}
    assert (answer["t"], answer["state"]["unread"]) == ("snapshot", 1)
