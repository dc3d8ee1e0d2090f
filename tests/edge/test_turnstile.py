"""The turnstile: sockets counted by user and by address, and nobody refused without a count."""

import asyncio
import secrets

import msgspec
import pytest
import pytest_asyncio
from django.conf import settings

from community.config import files, parsing
from community.core import metrics
from community.edge import hub
from community.edge.codes import Close
from community.edge.turnstile import Turnstile
from tests.edge.sockets import token

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

EDGE = msgspec.structs.replace(
    parsing.gather(files.repository()).edge,
    connects_per_minute_user=1,
    connects_burst_user=2,
    connects_per_minute_address=1,
    connects_burst_address=2,
)
MINUTE_MS = 60_000


@pytest_asyncio.fixture
async def turnstile():
    made = Turnstile()
    yield made
    await made.close()


def network():
    """An IPv6 /64 nobody else in these tests comes from."""
    return f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}"


async def test_a_user_opens_so_many_at_once_and_is_told_when_to_come_back(opened):
    found = await hub.hub()
    found.policies = msgspec.structs.replace(found.policies, edge=EDGE)
    found.control.hold(EDGE)
    bearer = token(actor=f"actor_{secrets.token_hex(6)}")
    for _ in range(2):
        socket = await opened().accepted()
        socket.say("connect", token=bearer)
        assert (await socket.hear())["t"] == "hello"

    refused = await opened().accepted()
    refused.say("connect", token=bearer)

    told = await refused.hear()
    assert told["t"] == "drain"
    assert 0 < told["reconnect_in_ms"] <= MINUTE_MS
    assert await refused.closed() == Close.CROWDED


async def test_an_address_is_its_network(turnstile):
    here, elsewhere = network(), network()

    waits = [await turnstile.address_waits_ms(f"{here}::{host}", EDGE) for host in (1, 2, 3)]

    assert waits[:2] == [0, 0]
    assert 0 < waits[2] <= MINUTE_MS
    assert await turnstile.address_waits_ms(f"{elsewhere}::1", EDGE) == 0


async def test_who_has_no_address_or_name_has_no_meter(turnstile):
    assert [await turnstile.address_waits_ms(None, EDGE) for _ in range(3)] == [0, 0, 0]
    assert [await turnstile.user_waits_ms(None, EDGE) for _ in range(3)] == [0, 0, 0]


async def test_who_comes_at_once_is_asked_for_together_and_each_is_counted(turnstile):
    here, elsewhere = network(), network()
    coming = [f"{here}::1", f"{elsewhere}::1"] * 150

    waits = await asyncio.gather(*[turnstile.address_waits_ms(one, EDGE) for one in coming])

    assert [wait == 0 for wait in waits[0::2]] == [True] * 2 + [False] * 148
    assert [wait == 0 for wait in waits[1::2]] == [True] * 2 + [False] * 148


async def test_who_leaves_while_he_is_asked_for_keeps_nobody_waiting(turnstile):
    leaving = asyncio.ensure_future(turnstile.address_waits_ms(f"{network()}::1", EDGE))
    staying = asyncio.ensure_future(turnstile.address_waits_ms(f"{network()}::1", EDGE))
    await asyncio.sleep(0)  # both ask, and none is answered yet
    leaving.cancel()

    assert await staying == 0


async def test_nobody_waits_for_a_turnstile_that_is_closed():
    closing = Turnstile()
    waiting = asyncio.ensure_future(closing.address_waits_ms(f"{network()}::1", EDGE))
    await asyncio.sleep(0)  # it asks

    await closing.close()

    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_without_redis_all_are_let_in_and_it_is_asked_once(monkeypatch):
    monkeypatch.setattr(settings, "REDIS_URL", "redis://127.0.0.1:1/0")
    before = metrics.LIMITS_UNASKED._value.get()
    blind = Turnstile()

    waits = [await blind.user_waits_ms("actor_nobody", EDGE) for _ in range(5)]
    await blind.close()

    assert waits == [0] * 5
    assert metrics.LIMITS_UNASKED._value.get() == before + 1
