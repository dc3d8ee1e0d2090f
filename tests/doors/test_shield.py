"""Canaries: by no door does a delayed viewer hear of what was recorded after his moment."""

import secrets
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from community.core import clock
from community.matches.services.schedule import move_fixture
from community.streams import selectors as streams
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.threads.services.posts import post_id_of
from community.users.models import User
from community.users.services.profile import Draft as Profile
from community.users.viewing import SESSION_KEY
from moderation.services import publish
from moderation.services.people import set_profile
from tests.addresses import anywhere
from tests.doors import table, world as worlds
from tests.doors.test_http import METHODS, methods_of
from tests.edge.sockets import ask
from tests.feeds.provider import bare
from tests.house.routes import command_names, patterns, topic_kinds

MOVED_TO = datetime(2031, 5, 6, 18, tzinfo=UTC)
# The longest offered: what is scanned must not become due while a slow machine scans it.
DELAY_S = 120


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they go on by themselves."""
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def still_hands():
    """The same, standing still: a scan of every way in takes longer than any delay."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def canaries(world):
    """Something of just now on every stream; the words and ids that tell of it."""
    word = f"canary{secrets.token_hex(6)}"
    world.provider.accept(bare(3, "match.goal", period=1, clock_ms=61_000, side="home", player="9"))
    sent = Sent(op=uuid4())
    actor = str(world.actor("other"))
    draft = Draft(match=world.match, text=f"Say {word} to me", kind="comment", seen=2)
    publish.post(draft=draft, by=actor, sent=sent)
    [*_, (_, goal)] = streams.facts_after(world.provider.stream, after=0, limit=99)
    return [word, goal.id, post_id_of(actor, sent)]


def canaries_of_people_and_plans(world):
    """A match moved to another day, one announced, and what somebody says of himself."""
    word = f"canary{secrets.token_hex(6)}"
    person = world.people["other"]
    world.arguments["handle"] = person.username
    draft = Profile(handle=person.username, hue=person.hue, bio=word)
    set_profile(user_id=person.pk, actor=person.actor_id, draft=draft)
    move_fixture(match_id=world.match, kickoff_at=MOVED_TO, by=str(world.actor("operator")))
    spoken_of = world.provider.match, world.provider.subject
    announced = world.provider.announce()
    world.provider.match, world.provider.subject = spoken_of
    return [word, f"{MOVED_TO:%Y-%m-%d}", announced]


def seasoned(hands):
    """A world all of which a delayed viewer has seen, and the canaries of just now."""
    world = worlds.made()
    hands.shift(DELAY_S + 2)
    return world, canaries(world) + canaries_of_people_and_plans(world)


def browser_of(user, *, delay_s):
    browser = Client(REMOTE_ADDR=anywhere(), raise_request_exception=False)
    if user is not None:
        User.objects.filter(pk=user.pk).update(delay_s=delay_s)
        browser.force_login(user)
    else:
        session = browser.session
        session[SESSION_KEY] = delay_s
        session.save()
    return browser


def answers(world, browser):
    """(way, all that was answered) of every way in there is; nothing of it stays."""
    cookies = dict(browser.cookies)
    for pattern, found in patterns():
        path = world.path(pattern)
        for method in methods_of(pattern, found.callback):
            way = f"{method} {pattern}"
            browser.cookies.clear()
            browser.cookies.update(cookies)
            with transaction.atomic():
                answer = browser.generic(method, path, **worlds.asked(way, world))
                transaction.set_rollback(True)
            head = "\n".join(f"{name}: {value}" for name, value in answer.items())
            body = b"".join(answer) if answer.streaming else answer.content
            yield way, head + answer.cookies.output() + body.decode(errors="replace")


def leaks(told, words):
    return [f"{way}: {word}" for way, text in told for word in words if word in text]


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["anonymous", "fan", "operator"])
def test_no_way_in_tells_a_delayed_viewer_of_what_he_has_not_seen(still_hands, role):
    world, words = seasoned(still_hands)
    user = world.people[role]

    assert leaks(answers(world, browser_of(user, delay_s=DELAY_S)), words) == []

    live = leaks(answers(world, browser_of(user, delay_s=0)), words)
    assert {told.rpartition(": ")[2] for told in live} == set(words), "every canary is there to see"


@pytest.mark.django_db
def test_every_way_in_with_a_row_is_scanned():
    asked = {
        f"{method} {pattern}"
        for pattern, found in patterns()
        for method in methods_of(pattern, found.callback)
    }

    assert {way for way in table.every() if not way.startswith(table.LIVE)} <= asked
    assert METHODS


async def heard(opened, world, *, actor):
    """All that a delayed viewer hears of every topic and of every command, and the sockets'."""
    socket = opened()
    await socket.greeted(delay_s=DELAY_S, actor=actor)
    for kind in topic_kinds():
        await socket.subscribe(await ask(partial(worlds.TOPICS[kind], world)))
    for name in command_names():
        data = await ask(partial(worlds.DATA[name], world))
        socket.say("command", op=str(uuid4()), name=name, data=data)
        await socket.hear("confirmed", "refused")
    for _ in range(2):
        await socket.hear("heartbeat")
    return socket.texts


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("role", ["anonymous", "fan"])
async def test_no_frame_and_no_answer_of_a_socket_tells_it(hands, opened, role):
    world, words = await ask(lambda: seasoned(hands))

    texts = await heard(opened, world, actor=world.actor(role))

    assert leaks([("socket", text) for text in texts], words) == []
    assert not any('"t":"confirmed"' in text and '"offset"' in text for text in texts)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
async def test_what_he_cannot_have_seen_is_as_if_it_were_not(hands, opened):
    world, (_, goal, post, *_) = await ask(lambda: seasoned(hands))
    socket = opened()
    await socket.greeted(delay_s=DELAY_S, actor=world.actor("fan"))
    future = await ask(lambda: worlds.head(world))

    async def refused(name, **data):
        socket.say("command", op=str(uuid4()), name=name, data=data)
        answer = await socket.hear("refused", "confirmed")
        return answer.get("code"), answer.get("detail", "").replace(str(data.get("post")), "it")

    said = {"match": world.match, "text": "Words of mine"}
    for offset in (future, 9_999):
        assert await refused("thread.post", **said, seen=offset) == (
            "invalid",
            "/seen the match has no such offset",
        )
    assert (await refused("thread.post", **said, seen=2, event=goal))[0] == "invalid"
    for each in (post, "post_none"):
        assert await refused("thread.react", post=each, reaction="up", on=True) == (
            "not_found",
            "unknown_post: post='it'",
        )
        assert (await refused("thread.report", post=each, reason="abuse"))[0] == "not_found"
        assert (await refused("thread.edit", post=each, rev=1, text="A"))[0] == "not_found"
        assert (await refused("thread.delete", post=each))[0] == "not_found"
        assert (await refused("thread.post", **said, seen=2, reply=each))[0] == "not_found"
