"""A server, a browser, and a visit that fails when the page complains."""

import os

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

from community.matches import facts
from community.threads.services.opening import open_thread
from deploy.browser import find_chromium
from tests.browser.server import Server
from tests.browser.visit import Visit
from tests.matches.factories import told
from tests.users.factories import someone
from tests.web.conftest import GOAL
from tests.web.factories import goal, player, schedule, tell

# The browser's driver keeps a loop in this thread; the tests' own queries are as sync as ever.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # noqa: TID251 -- Django reads it there only


def pytest_collection_modifyitems(items):
    """Everything here needs a browser, commits, and waits for a server."""
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):  # noqa: PTH120 -- as pytest has it
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(240))
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "owner"]))


@pytest.fixture(scope="session")
def server(django_db_setup, tmp_path_factory):  # noqa: ARG001 -- its database must be there
    """The web process, on the run's database."""
    running = Server(log=tmp_path_factory.mktemp("server") / "web.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    """Chromium without a head."""
    chromium = find_chromium()
    assert chromium is not None, "no Chromium: run `make test`, which finds or installs one"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(server, browser):
    """How to open a page; at the end none may have complained of what was not forgiven."""
    visiting = Visit(server=server, browser=browser)
    yield visiting
    visiting.leave()
    assert visiting.complaints == []


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """City v United, set down and not begun."""
    return schedule()


@pytest.fixture
def signed_in(server):
    """The operator's cookies."""
    return cookies_of(someone("operator"), server)


def cookies_of(user, server):
    """What a browser keeps of somebody who signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": server.url}
    return {"cookies": [cookie], "origins": []}


@pytest.fixture
def live(fixture):
    """City v United, kicked off, City's goal, and its thread."""
    scored = goal("home", 1, 754_200, player=player(fixture, "City Player 9"))
    later = facts.MatchClock(period=1, clock_ms=800_000)
    tell(fixture, told(facts.MatchKickedOff()), told(scored, id=GOAL), told(later))
    open_thread(match_id=fixture.pk)
    return fixture


@pytest.fixture
def ola(db):  # noqa: ARG001 -- asked for the database
    """A fan who may write."""
    return someone("fan", name="ola")


@pytest.fixture
def pia(db):  # noqa: ARG001 -- asked for the database
    """Another."""
    return someone("fan", name="pia")


@pytest.fixture
def olas(server, ola):
    """The cookies of ola."""
    return cookies_of(ola, server)
