"""A session: let in by a token, refused in words, closed by codes that say come back or stop."""

from datetime import timedelta

import msgspec
import pytest
import time_machine

from community.core import clock
from community.edge import hub, tokens
from community.edge.codes import Close
from tests.edge.sockets import append, ask, token
from tests.streams import factories
from tests.streams.factories import goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


async def test_whoever_connects_is_told_the_pace_and_the_budgets(opened):
    socket = opened()
    policies = (await hub.hub()).policies
    edge, commands = policies.edge, policies.commands

    hello = await socket.greeted()

    assert hello["t"] == "hello"
    assert (hello["tick_ms"], hello["heartbeat_ms"], hello["ack_ms"]) == (
        edge.tick_ms,
        edge.heartbeat_ms,
        edge.ack_ms,
    )
    assert hello["budgets"] == {
        "topics_max": edge.topics_per_session_max,
        "messages_per_minute": edge.messages_per_minute,
        "message_bytes_max": edge.message_bytes_max,
        "commands_per_minute": commands.per_minute,
        "commands_in_hand_max": commands.in_hand_max,
        "connects_per_minute": edge.connects_per_minute_user,
    }
    assert tokens.read(hello["token"]) == tokens.Claims(key="a page's key")


async def test_a_session_has_the_same_name_all_day_another_the_next_and_no_key_in_it(opened):
    first, second = await opened().greeted(), await opened().greeted()

    with time_machine.travel(clock.now() + timedelta(days=1), tick=True):
        tomorrow = await opened().greeted()

    assert first["session"] == second["session"] != tomorrow["session"]
    assert "key" not in first["session"]


@pytest.mark.parametrize("said", ["", "nonsense", "e30:1uXYZ:abc"])
async def test_a_token_nobody_signed_is_told_to_stop(opened, said):
    socket = await opened().accepted()

    socket.say("connect", token=said or "x")

    assert await socket.closed() == Close.BAD_TOKEN


async def test_an_expired_token_is_told_to_get_another(opened):
    socket = await opened().accepted()

    socket.say("connect", token=token(ttl_s=0))

    assert await socket.closed() == Close.EXPIRED


async def test_who_says_nothing_is_let_go_and_may_come_back(opened):
    found = await hub.hub()
    hurried = msgspec.structs.replace(found.policies.edge, connect_timeout_ms=1)
    found.policies = msgspec.structs.replace(found.policies, edge=hurried)

    socket = await opened().accepted()

    assert await socket.closed() == Close.LOST


async def test_another_version_of_the_wire_is_refused_for_good(opened):
    socket = await opened(offers=["terrace.v0"]).accepted()

    assert await socket.closed() == Close.UNSUPPORTED


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "", "http://[::1"])
async def test_a_page_of_another_site_is_told_to_stop_and_nothing_else(opened, origin):
    socket = await opened(origin=origin).accepted()
    socket.say("connect", token=token())

    assert await socket.closed() == Close.ORIGIN
    assert socket.texts == []


async def test_nothing_is_obeyed_before_connect(opened, stream):
    socket = await opened().accepted()

    socket.say("subscribe", topic=stream)

    assert (await socket.hear())["code"] == "not_connected"
    socket.say("connect", token=token())
    assert (await socket.hear())["t"] == "hello"


async def test_a_second_connect_is_refused_and_the_session_goes_on(socket):
    socket.say("connect", token=token())
    socket.say("ping", at=1)

    assert (await socket.hear())["code"] == "malformed"
    assert (await socket.hear())["t"] == "pong"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"t":"dance"}',
        '{"t":"ping"}',
        '{"t":"ping","at":"now"}',
        '{"t":"ping","at":1,"more":1}',
        '{"t":"ping","at":9007199254740992}',
        '{"t":"subscribe","topic":"Match.x"}',
        '{"t":"subscribe","topic":"match.x","offset":-1}',
        '{"t":"ping","at":"\ud800"}',
        "[" * 4_000,
    ],
)
async def test_a_malformed_message_is_refused_and_the_session_goes_on(socket, text):
    socket.say_text(text)
    socket.say("ping", at=1)

    assert (await socket.hear())["code"] == "malformed"
    assert (await socket.hear())["t"] == "pong"


async def test_a_message_of_the_largest_size_is_read_and_a_larger_one_refused(socket):
    found = await hub.hub()
    ping = '{"t":"ping","at":7}'
    largest = ping + " " * (found.policies.edge.message_bytes_max - len(ping))

    socket.say_text(largest)
    socket.say_text(largest + " ")

    assert (await socket.hear())["at"] == 7
    assert await socket.hear() == {
        "t": "error",
        "code": "malformed",
        "detail": "the message is too large",
    }


async def test_size_is_counted_in_bytes(socket):
    found = await hub.hub()
    half = found.policies.edge.message_bytes_max // 2

    socket.say_text('{"t":"ping","at":7,"x":"' + "é" * half + '"}')

    assert (await socket.hear())["detail"] == "the message is too large"


async def test_malformed_messages_are_the_end_when_repeated(socket):
    found = await hub.hub()
    for _ in range(found.policies.edge.malformed_max + 1):
        socket.say_text("{")

    assert await socket.closed() == Close.MALFORMED
    assert sum('"malformed"' in text for text in socket.texts) > found.policies.edge.malformed_max


async def test_who_speaks_too_fast_is_told_when_to_speak_again(socket):
    found = await hub.hub()
    edge = found.policies.edge
    # Connect was the first message of the burst.
    for number in range(edge.messages_burst):
        socket.say("ping", at=number)

    pongs = [await socket.hear() for _ in range(edge.messages_burst - 1)]
    refusal = await socket.hear()

    assert [pong["at"] for pong in pongs] == list(range(edge.messages_burst - 1))
    assert refusal["code"] == "too_many"
    assert 0 < refusal["retry_after_ms"] <= 60_000 / edge.messages_per_minute


async def test_a_ping_brings_both_times(socket):
    before = clock.now_ms()

    socket.say("ping", at=-5)

    pong = await socket.hear()
    assert pong["at"] == -5
    assert before <= pong["server_at"] <= clock.now_ms()


async def test_a_token_is_renewed_over_the_socket(opened, socket):
    socket.say("renew")

    fresh = await socket.hear()
    assert fresh["expires_at"] > clock.now_ms()
    other = await opened().accepted()
    other.say("connect", token=fresh["token"])
    assert (await other.hear())["t"] == "hello"


async def test_a_silent_server_says_that_it_is_there(socket):
    assert (await socket.hear("heartbeat"))["at"] <= clock.now_ms()
    assert (await socket.hear("heartbeat"))["t"] == "heartbeat"


async def test_an_ack_asks_for_no_answer(socket, stream):
    socket.say("ack", topic=stream, offset=1, visible=True)
    socket.say("ping", at=1)

    assert (await socket.hear())["t"] == "pong"


@pytest.mark.parametrize("kind", ["match", "policy", "moderation", "feed", "user", "dance"])
async def test_a_stream_that_is_no_topic_is_rejected(socket, kind):
    topic = f"{kind}.nothing"

    assert await socket.subscribe(topic) == {
        "t": "rejected",
        "topic": topic,
        "code": "unknown_topic",
    }


async def test_more_topics_than_the_budget_are_rejected(socket, stream):
    found = await hub.hub()
    others = [stream_name() for _ in range(found.policies.edge.topics_per_session_max)]
    await ask(lambda: [factories.append(name, [goal()]) for name in others])

    answers = [await socket.subscribe(topic) for topic in [stream, *others]]

    assert [answer["t"] for answer in answers[:-1]] == ["snapshot"] * len(others)
    assert answers[-1] == {"t": "rejected", "topic": others[-1], "code": "too_many_topics"}
    assert (await socket.subscribe(stream))["t"] == "snapshot"


async def test_a_topic_left_is_told_no_more(opened, socket, stream):
    other = opened()
    await other.greeted()
    await socket.subscribe(stream)
    await other.subscribe(stream)

    socket.say("unsubscribe", topic=stream)
    socket.say("ping", at=1)
    assert (await socket.hear())["t"] == "pong"
    await append(stream, passes(1))
    assert (await other.hear())["t"] == "frame"
    socket.say("ping", at=2)

    assert (await socket.hear())["t"] == "pong"


async def test_leaving_what_was_not_followed_is_no_fault(socket, stream):
    socket.say("unsubscribe", topic=stream)
    socket.say("ping", at=1)

    assert (await socket.hear())["t"] == "pong"
