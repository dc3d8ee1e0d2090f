"""The control plane of one process: what was directed holds at once, or a second later."""

import asyncio

import msgspec
import pytest
from django.conf import settings

from community.core import clock, directives
from community.edge import hub, tokens
from community.edge.codes import Close
from community.users.services import sessions as users
from tests.config.policies import apply_changed
from tests.edge.sockets import ORIGIN, ask
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

WAIT_S = 10.0  # only a deadline


def as_actor(actor, *, key="a page"):
    """A token of a page that was let in now."""
    claims = tokens.Claims(key=key, actor=actor, since=clock.now_ms())
    return tokens.issue(claims, ttl_s=600).token


async def signed_in(opened, bearer):
    """A socket let in with a token, and what it was told."""
    socket = await opened().accepted()
    socket.say("connect", token=bearer)
    return socket, await socket.hear()


async def until(holds):
    """Wait until a condition of the hub holds; nobody tells when."""
    async with asyncio.timeout(WAIT_S):
        while not holds():  # noqa: ASYNC110 -- as above
            await asyncio.sleep(0)


async def listening():
    """This loop's hub, once it hears directives."""
    found = await hub.hub()
    async with asyncio.timeout(WAIT_S):
        await found.control.joined.wait()
    return found


@pytest.fixture
def dead_layer(monkeypatch):
    """Channels' layer on a Redis that is not there."""
    hosts = [{"address": "redis://127.0.0.1:1/0"}]
    config = settings.CHANNEL_LAYERS["default"]
    away = {"default": config | {"CONFIG": config["CONFIG"] | {"hosts": hosts}}}
    monkeypatch.setattr(settings, "CHANNEL_LAYERS", away)


@pytest.fixture
async def user(db):  # noqa: ARG001 -- asked for the database
    return await ask(lambda: someone("fan"))


async def test_ended_sessions_close_and_their_tokens_no_longer_connect(opened, user):
    bearer = as_actor(user.actor_id)
    socket, hello = await signed_in(opened, bearer)
    other, _ = await signed_in(opened, as_actor("actor_else", key="another page"))

    await ask(lambda: users.end_sessions(user_id=user.pk, by=None))

    assert await socket.closed() == Close.REVOKED
    for void in (bearer, hello["token"]):
        again = await opened().accepted()
        again.say("connect", token=void)
        assert await again.closed() == Close.REVOKED
    other.say("ping", at=1)
    assert (await other.hear())["t"] == "pong"


async def test_whoever_signs_in_again_is_let_in(opened, user):
    await ask(lambda: users.end_sessions(user_id=user.pk, by=None))
    await hub.hub()

    _, hello = await signed_in(opened, as_actor(user.actor_id))

    assert hello["t"] == "hello"


async def test_one_session_ends_by_its_pseudonym(opened):
    socket, hello = await signed_in(opened, as_actor(None, key="one page"))
    other, _ = await signed_in(opened, as_actor(None, key="another page"))

    await ask(lambda: users.end_session(pseudonym=hello["session"]))

    assert await socket.closed() == Close.REVOKED
    other.say("ping", at=1)
    assert (await other.hear())["t"] == "pong"


async def test_without_the_layer_a_revocation_is_found_by_looking(opened, user, dead_layer):  # noqa: ARG001 -- asked for its absence
    socket, _ = await signed_in(opened, as_actor(user.actor_id))

    await ask(lambda: users.end_sessions(user_id=user.pk, by=None))

    assert await socket.closed() == Close.REVOKED


async def test_a_hub_that_begins_later_knows_what_was_revoked(opened, user):
    bearer = as_actor(user.actor_id)
    await ask(lambda: users.end_sessions(user_id=user.pk, by=None))

    socket = await opened().accepted()
    socket.say("connect", token=bearer)

    assert await socket.closed() == Close.REVOKED


async def test_the_live_plane_switched_off_closes_all_and_lets_nobody_in(opened, socket):
    edge = (await hub.hub()).policies.edge

    await ask(lambda: apply_changed("edge", live_enabled=False))

    for closed in (socket, await opened().accepted()):
        told = await closed.hear("drain")
        least = edge.paused_retry_ms
        assert least <= told["reconnect_in_ms"] <= 2 * least
        assert await closed.closed() == Close.PAUSED


async def test_the_live_plane_switched_on_again_lets_all_in(opened, socket):
    await ask(lambda: apply_changed("edge", live_enabled=False))
    assert await socket.closed() == Close.PAUSED

    await ask(lambda: apply_changed("edge", live_enabled=True))

    found = await hub.hub()
    await until(lambda: found.control.refusal() is None)
    assert (await opened().greeted())["t"] == "hello"


async def test_a_policy_applied_holds_at_once(opened):
    await opened().greeted()

    await ask(lambda: apply_changed("edge", heartbeat_ms=777))

    found = await hub.hub()
    await until(lambda: found.policies.edge.heartbeat_ms == 777)
    assert (await opened().greeted())["heartbeat_ms"] == 777


async def test_a_drain_tells_every_client_when_to_come_back_and_lets_nobody_in(opened):
    sockets = [opened() for _ in range(20)]
    for socket in sockets:
        await socket.greeted()
    found = await listening()

    assert await ask(lambda: directives.send(directives.Drain()))

    away_ms = [(await socket.hear("drain"))["reconnect_in_ms"] for socket in sockets]
    assert all(0 <= each <= found.policies.edge.drain_window_ms for each in away_ms)
    assert len(set(away_ms)) > 10
    assert [await socket.closed() for socket in sockets] == [Close.DRAIN] * 20
    late = await opened().accepted()
    assert await late.closed() == Close.DRAIN


async def test_a_drain_of_another_process_is_not_ours(socket):
    found = await hub.hub()
    assert found.control.process.count(":") == 1

    found.control.obey(directives.Drain(process="elsewhere:1"))
    found.control.obey(directives.Reread())

    socket.say("ping", at=1)
    assert (await socket.hear())["t"] == "pong"
    assert found.control.refusal() is None


async def test_a_drain_does_not_wait_for_a_client_that_does_not_read(opened, socket):
    found = await hub.hub()
    found.control.hold(msgspec.structs.replace(found.policies.edge, drain_grace_ms=100))
    socket.reads.clear()

    async with asyncio.timeout(WAIT_S):
        await found.control.drain()

    assert await (await opened().accepted()).closed() == Close.DRAIN


async def test_a_directive_nobody_understands_is_passed_over(socket):
    await listening()
    carrier = directives.layer()
    await carrier.group_send(directives.GROUP, {"type": "directive", "body": b'{"type":"dance"}'})
    await carrier.group_send(directives.GROUP, {"type": "directive"})
    await carrier.close_pools()

    await ask(lambda: directives.send(directives.Drain()))

    assert await socket.closed() == Close.DRAIN


async def test_a_layer_that_is_away_is_told_to_nobody_and_harms_nobody(dead_layer):  # noqa: ARG001 -- asked for its absence
    assert await ask(lambda: directives.send(directives.Reread())) is False


async def test_an_origin_of_ours_is_let_in(opened):
    assert (await opened(origin=f"{ORIGIN}:8000").greeted())["t"] == "hello"
