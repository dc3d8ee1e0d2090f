"""Signed out of one device, its sockets close within two seconds, and no other's."""

import asyncio

import pytest
from django.test import Client

from community.edge.codes import Close
from tests.edge.sockets import ask
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

AGENTS = {
    "phone": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1",
    "laptop": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
}
ENDED_WITHIN_S = 2.0


class Device:
    """A browser that somebody is signed in with, and a socket of its page."""

    def __init__(self, user, agent):
        self.browser = Client(headers={"user-agent": agent})
        self.browser.force_login(user)
        self.token = self.browser.get("/live/token/").json()["token"]
        self.name = self.browser.session.session_key

    async def connect(self, opened):
        socket = await opened().accepted()
        socket.say("connect", token=self.token)
        assert (await socket.hear())["t"] == "hello"
        return socket


@pytest.fixture
async def devices(opened, db):  # noqa: ARG001 -- asked for the database
    """A phone and a laptop of one fan, each with its socket."""

    def made():
        user = someone("fan", name="ola")
        return {name: Device(user, agent) for name, agent in AGENTS.items()}

    found = await ask(made)
    return {name: (device, await device.connect(opened)) for name, device in found.items()}


async def until_closed(socket):
    async with asyncio.timeout(ENDED_WITHIN_S):
        return await socket.closed()


async def still_live(socket):
    socket.say("ping", at=1)
    return (await socket.hear())["t"] == "pong"


def post(sender, path, **told):
    return ask(lambda: sender.browser.post(path, told))


def listed(device):
    page = device.browser.get("/me/devices/").context["rows"]
    return {row["device"].label: (row["device"].name, row["is_this"]) for row in page}


async def test_one_device_is_signed_out_from_another(opened, devices):
    phone, lost = devices["phone"]
    laptop, kept = devices["laptop"]
    rows = await ask(lambda: listed(laptop))
    assert {label: is_this for label, (_, is_this) in rows.items()} == {
        "Safari on iPhone": False,
        "Firefox on Linux": True,
    }

    await post(laptop, "/me/devices/", device=rows["Safari on iPhone"][0])

    assert await until_closed(lost) == Close.REVOKED
    assert await still_live(kept)
    assert (await ask(lambda: phone.browser.get("/me/devices/"))).status_code == 302
    assert set(await ask(lambda: listed(laptop))) == {"Firefox on Linux"}
    again = await opened().accepted()
    again.say("connect", token=phone.token)
    assert await again.closed() == Close.REVOKED


async def test_everywhere_else_is_signed_out_at_once(devices):
    phone, kept = devices["phone"]
    laptop, lost = devices["laptop"]

    await post(phone, "/me/devices/", others="1")

    assert await until_closed(lost) == Close.REVOKED
    assert await still_live(kept)
    assert (await ask(lambda: laptop.browser.get("/me/devices/"))).status_code == 302


async def test_signing_out_ends_the_sockets_of_that_browser(devices):
    phone, lost = devices["phone"]
    _, kept = devices["laptop"]

    await post(phone, "/logout/")

    assert await until_closed(lost) == Close.REVOKED
    assert await still_live(kept)


async def test_nobody_signs_out_the_device_of_another(devices):
    phone, theirs = devices["phone"]
    rows = await ask(lambda: listed(phone))
    other = await ask(lambda: Device(someone("fan", name="kim"), AGENTS["laptop"]))

    answer = await post(other, "/me/devices/", device=rows["Safari on iPhone"][0])

    assert answer.status_code == 404
    assert await still_live(theirs)
    assert len(await ask(lambda: listed(phone))) == 2


async def test_closing_the_account_ends_them_all(devices):
    phone, one = devices["phone"]
    _, other = devices["laptop"]
    await post(phone, "/accounts/reauthenticate/", password="a long enough password")

    await post(phone, "/me/close/")

    assert await until_closed(one) == Close.REVOKED
    assert await until_closed(other) == Close.REVOKED
