"""Every URL pattern, method and role has a row that says what is answered."""

import inspect
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client

from community.config import selectors as config
from tests.addresses import anywhere
from tests.doors import table, world as worlds
from tests.house.acceptance import DOCUMENT, read, surface_of
from tests.house.routes import patterns

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Django's console reads by any method that does not post.
CONSOLE_METHODS = ("GET", "POST")
SIGN_IN = ("/login/", "/accounts/login/", "/admin/login/")
NOT_ALLOWED = "405"
SURFACES = read(DOCUMENT.read_text())


def methods_of(pattern, callback):
    """What a way in may be asked by; a function tells by answering."""
    if pattern.startswith("/admin/"):
        return CONSOLE_METHODS
    view = getattr(callback, "cls", None) or getattr(callback, "view_class", None)
    if not inspect.isclass(view):
        return METHODS
    return tuple(method for method in METHODS if hasattr(view, method.lower()))


def outcome(answer, path):
    """A status, a refusal's code, or where one must sign in."""
    if answer.headers.get("content-type") == "application/problem+json":
        return answer.json().get("code", str(answer.status_code))
    location = urlsplit(answer.headers.get("location", "")).path
    if answer.status_code == 302 and location in SIGN_IN and path not in SIGN_IN:
        return "login"
    return str(answer.status_code)


def answered(world, way, session):
    """What a role is answered; nothing of it stays."""
    verb, _, pattern = way.partition(" ")
    browser = Client(REMOTE_ADDR=anywhere(), raise_request_exception=False)
    browser.cookies.update(session)
    path = world.path(pattern)
    with transaction.atomic():
        answer = browser.generic(verb, path, **worlds.asked(way, world))
        transaction.set_rollback(True)
    return outcome(answer, path)


def signed_in(user):
    """The cookies of a browser in which somebody signed in."""
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser.cookies


@pytest.mark.parametrize("surface", [name for name, told in SURFACES.items() if told.routes])
def test_every_way_in_answers_each_role_as_its_row_says(surface):
    world = worlds.made()
    config.refresh()
    sessions = {role: signed_in(user) for role, user in world.people.items()}
    told = {}
    for pattern, found in patterns():
        if surface_of(pattern, SURFACES) != [surface]:
            continue
        for method in methods_of(pattern, found.callback):
            way = f"{method} {pattern}"
            outcomes = [answered(world, way, sessions[role]) for role in table.ROLES]
            if set(outcomes) != {NOT_ALLOWED}:
                told[way] = outcomes

    rows = {way: row for way, row in table.of(surface).items() if not way.startswith(table.LIVE)}
    wrong = table.differences(rows, told)
    if wrong:
        pytest.fail("\n".join([f"judge, then write in tests/doors/rows/{surface}.txt:", *wrong]))
    assert "500" not in {each for outcomes in told.values() for each in outcomes}
