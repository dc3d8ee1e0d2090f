"""A delay chosen on one device holds on all of them: their sockets come back with it."""

from uuid import uuid4

import pytest

from community.edge import tokens
from community.edge.codes import Close
from community.users.models import User
from community.users.services.viewing import move_device, watch
from tests.edge.sockets import ask
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.fixture
def ola(db):  # noqa: ARG001 -- asked for the database
    return someone("fan", name="ola")


def choose(user, delay_s):
    return watch(actor=user.actor_id, told={"delay_s": delay_s}, choose=lambda: delay_s)


async def test_every_socket_of_a_viewer_comes_back_for_another_token(opened, ola):
    phone, laptop, other = opened(), opened(), opened()
    await phone.greeted(actor=ola.actor_id)
    await laptop.greeted(actor=ola.actor_id)
    await other.greeted(actor="actor_other")

    await ask(lambda: choose(ola, 30))

    assert await phone.closed() == await laptop.closed() == Close.EXPIRED
    assert (await other.hear("heartbeat"))["t"] == "heartbeat"


async def test_a_token_from_before_lets_nobody_in(opened, ola):
    before = tokens.issue(tokens.Claims(key="k", actor=ola.actor_id, since=1), ttl_s=60).token
    probe = opened()
    await probe.greeted(actor=ola.actor_id)
    await ask(lambda: choose(ola, 30))
    assert await probe.closed() == Close.EXPIRED

    late = await opened().accepted()
    late.say("connect", token=before)

    assert await late.closed() == Close.EXPIRED


async def test_the_command_over_a_socket_is_done_and_the_socket_comes_back(opened, ola):
    socket = opened()
    await socket.greeted(actor=ola.actor_id)

    socket.say("command", op=str(uuid4()), name="user.watch", data={"delay_s": 45})

    assert await socket.closed() == Close.EXPIRED
    assert (await ask(lambda: User.objects.get(pk=ola.pk))).delay_s == 45


async def test_whoever_is_signed_out_is_moved_by_his_browser(opened):
    mine, other = opened(), opened()
    await mine.greeted(device="0123456789abcdef")
    await other.greeted(device="fedcba9876543210")

    await ask(lambda: move_device(name="0123456789abcdef"))

    assert await mine.closed() == Close.EXPIRED
    assert (await other.hear("heartbeat"))["t"] == "heartbeat"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"delay_s": 7}, "invalid"),
        ({"delay_s": -5}, "invalid"),
        ({"delay_s": "30"}, "invalid"),
        ({"delay_s": 10**15}, "invalid"),
        ({}, "invalid"),
        ({"delay_s": 5, "kickoff": "match_1"}, "invalid"),
        ({"delay_s": 5, "at": 1}, "invalid"),
        ({"kickoff": "match_unknown"}, "not_found"),
    ],
)
async def test_what_is_not_offered_is_refused_and_nothing_moves(opened, ola, data, code):
    socket = opened()
    await socket.greeted(actor=ola.actor_id)

    socket.say("command", op=str(uuid4()), name="user.watch", data=data)

    assert (await socket.hear("refused", "confirmed"))["code"] == code
    assert (await ask(lambda: User.objects.get(pk=ola.pk))).delay_s == 0
    assert (await socket.hear("heartbeat"))["t"] == "heartbeat"
