"""What is one's own over HTTP: who asks, what he follows, what he was told."""

from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from community.api import own, shapes
from community.core import clock
from community.matches.models import Fixture
from community.streams import subscriptions
from community.users.facts import StandingKind, StandingReason
from community.users.models import Follow, User
from community.users.services.standing import set_standing
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def fan(reader):
    reader.force_login(someone("fan", name="ola"))
    return reader


def actor():
    return User.objects.get(username="ola").actor_id


def ask(browser, method, path, told=None, *, op=None):
    return browser.generic(
        method.upper(),
        f"/api/v1/me{path}",
        b"" if told is None else msgspec.json.encode(told),
        content_type="application/json",
        headers={"Idempotency-Key": str(op or uuid4())},
    )


def me(browser):
    answer = browser.get("/api/v1/me")
    assert answer.status_code == 200, answer.content
    return msgspec.convert(answer.json(), own.Me)


def problem(answer):
    told = msgspec.convert(answer.json(), shapes.Problem)
    return (told.status, told.code)


def test_who_asks_is_told_who_he_is_and_how_he_stands(fan):
    until = clock.now() + timedelta(days=1)
    set_standing(
        actor=actor(),
        kind=StandingKind.SLOWED,
        reason=StandingReason.SPAM,
        until=until,
        by=None,
    )

    told = me(fan)

    assert (told.actor, told.name) == (actor(), "ola")
    assert (told.standing.kind, told.standing.reason) == ("slowed", "spam")
    assert told.standing.until == clock.to_ms(until)


def test_a_match_and_a_club_are_followed_and_no_longer(fan, played):
    club = Fixture.objects.get(pk=played.match).home_id
    paths = [f"/matches/{played.match}", f"/clubs/{club}"]

    answers = [ask(fan, "put", path) for path in paths]
    followed = me(fan).follows
    answers += [ask(fan, "delete", path) for path in paths]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [(each.kind, each.id) for each in followed] == [("club", club), ("match", played.match)]
    assert me(fan).follows == []


@pytest.mark.parametrize("path", ["/matches/match_0", "/clubs/club_0"])
def test_what_is_not_there_is_not_followed(fan, path):
    assert problem(ask(fan, "put", path))[0] == 404
    assert me(fan).follows == []


def test_a_fan_who_was_told_nothing_has_no_notices(fan):
    answer = ask(fan, "get", "/notifications")

    assert msgspec.convert(answer.json(), own.NoticePage) == own.NoticePage(
        read=0, unread=0, notices=[], next=None
    )


@pytest.fixture
def told_fan(fan, played):
    """Who follows a match, and was told of its kick-off and of a goal."""
    ask(fan, "put", f"/matches/{played.match}")
    Follow.objects.update(since=clock.from_ms(0))
    while subscriptions.drain("notices.followers"):
        pass
    return fan


def notices(browser, query=""):
    answer = browser.get(f"/api/v1/me/notifications{query}")
    assert answer.status_code == 200, answer.content
    return msgspec.convert(answer.json(), own.NoticePage)


def test_notices_are_paged_the_newest_first(told_fan, played):
    first = notices(told_fan, "?limit=1")
    second = notices(told_fan, f"?limit=1&before={first.next}")

    assert [each.kind for each in [*first.notices, *second.notices]] == ["goal", "kickoff"]
    assert {each.match for each in first.notices} == {played.match}
    assert (first.unread, second.next) == (2, None)


def test_notices_are_read_for_every_device(told_fan):
    newest = notices(told_fan).notices[0].n

    answer = ask(told_fan, "post", "/notifications/read", {"until": newest})

    assert answer.status_code == 200
    assert (notices(told_fan).read, notices(told_fan).unread) == (newest, 0)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("get", "/notifications"),
        ("post", "/notifications/read"),
        ("put", "/matches/match_0"),
        ("delete", "/clubs/club_0"),
    ],
)
def test_who_is_signed_out_has_nothing_of_his_own(db, method, path):  # noqa: ARG001 -- for its rows
    answer = ask(Client(), method, path, {"until": 1} if method == "post" else None)

    assert problem(answer) == (403, "not_authenticated")
