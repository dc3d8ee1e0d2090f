"""A closed account leaves none of its words and names anywhere, and every root as it was."""

import logging
from contextlib import suppress
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from community.core import canonical
from community.core.errors import RefusedError
from community.streams import refold, subscriptions
from community.streams.models import Operation, Stream
from community.streams.operations import Sent
from community.threads.drafts import Draft
from community.users.services.closing import close_user
from moderation.services import publish
from tests.doors import scan, world as worlds
from tests.edge.sockets import ask, token

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

PASSWORD = "a long enough password"
# Written nowhere else: in a post, what it said before, what it cites, a text held, a note.
POSTED, BEFORE, CITED = "zyxomma", "pangolinate", "numbatlike"
HELD, NOTED = "quokkaform", "axolotlish"
SAID = (POSTED, BEFORE, CITED, HELD, NOTED)
SOURCES = {"source": "report", "links": [f"https://example.org/{CITED}"]}
# What could be guessed whole: a text as it is digested, and sources as a field of an operation is.
GUESSES = [
    f"What a {BEFORE} of a goal".encode(),
    canonical.dumps(["how", SOURCES | {"derived": [], "model": None}]),
]


def request(browser, verb, path, told):
    answer = browser.generic(
        verb,
        path,
        msgspec.json.encode(told),
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


def spoken(world):
    """The fan's browser, and his post: written anew, answered, reported by him another one."""
    fan = signed_in(world.people["fan"])
    posts = f"/api/v1/matches/{world.match}/posts"
    insight = {"text": f"What a {BEFORE} of a goal", "kind": "insight", "how": SOURCES, "seen": 2}
    post = request(fan, "POST", posts, insight)["post"]
    request(fan, "PATCH", f"/api/v1/posts/{post}", {"rev": 1, "text": f"What a {POSTED} of a goal"})
    reply = worlds.posted(world, "stranger", reply=post)
    request(fan, "PUT", f"/api/v1/posts/{reply}/reactions/up", {})
    note = {"reason": "abuse", "note": f"Such {NOTED} words"}
    request(fan, "POST", f"/api/v1/posts/{reply}/reports", note)
    draft = Draft(match=world.match, text=f"oh fuck off {HELD}", kind="comment", seen=2)
    with suppress(RefusedError):
        publish.post(draft=draft, by=world.actor("fan"), sent=Sent(op=uuid4()))
    return fan, post


def drained():
    """Let everybody who reads the log catch up."""
    for name in subscriptions.registered():
        while subscriptions.drain(name):
            pass


def closed(fan):
    """Close the account as its owner does, who proves first that he is himself."""
    fan.get("/me/")
    fan.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert fan.post("/me/close/").status_code == 200
    drained()


def told_to_anybody(world, post):
    """Every answer of the doors that could tell of the post, as one text."""
    paths = [
        f"/api/v1/matches/{world.match}/posts",
        f"/api/v1/matches/{world.match}/posts?q={POSTED}",
        f"/api/v1/matches/{world.match}/thread/facts",
        f"/api/v1/posts/{post}",
        f"/matches/{world.match}/",
    ]
    return "".join(Client().get(path).content.decode() for path in paths)


async def test_a_closed_account_leaves_no_word_anywhere_and_every_root_as_it_was(opened, caplog):
    caplog.set_level(logging.DEBUG)
    world = await ask(worlds.made)
    thread = f"thread.{world.match}"
    fan, post = await ask(lambda: spoken(world))
    await ask(drained)
    names = (world.people["fan"].username, world.people["fan"].email or f"{world.people['fan']}@")
    watching = await opened().accepted()
    watching.say("connect", token=token())
    await watching.hear("hello")
    before = await watching.subscribe(thread)
    kept = await ask(lambda: scan.in_tables(*SAID))
    confirmed = await ask(lambda: scan.confirmed(*GUESSES))
    streams = await ask(lambda: list(Stream.objects.values_list("name", flat=True)))
    roots = await ask(lambda: {name: scan.root(name) for name in streams})

    await ask(lambda: closed(fan))

    # What is looked for was there: a scan that finds nothing must have had something to find.
    assert POSTED in str(before["state"]["posts"][post]["body"])
    assert {each.partition(": ")[2] for each in kept} == set(SAID)
    assert confirmed == GUESSES
    frame = await watching.hear("frame")
    assert frame["patch"]["posts"][post]["gone"] == "erased"
    assert await ask(lambda: scan.in_tables(*SAID, *names)) == []
    assert await ask(lambda: scan.confirmed(*GUESSES)) == []
    assert await ask(lambda: scan.in_redis(*SAID, *names)) == []
    assert [word for word in (*SAID, *names) if word in caplog.text] == []
    told = await ask(lambda: told_to_anybody(world, post))
    fresh = await watching_anew(opened, thread)
    assert [word for word in (*SAID, *names) if word in told + fresh] == []
    sizes = {name: size for name, (size, _) in roots.items()}
    assert roots == await ask(
        lambda: {name: scan.root(name, size=size) for name, size in sizes.items()}
    )
    assert await ask(lambda: list(refold.differences(thread))) == []


async def watching_anew(opened, thread):
    """What somebody who comes later is sent, as text."""
    socket = opened()
    await socket.greeted()
    await socket.subscribe(thread)
    return "".join(socket.texts)


def test_a_closing_that_stops_after_the_account_is_gone_leaves_no_operation():
    world = worlds.made()
    spoken(world)
    fan = world.people["fan"]
    assert fan is not None, "only a stranger is nobody"
    mine = Operation.objects.filter(actor=world.actor("fan"))
    assert mine.exists()

    close_user(user_id=fan.pk)

    assert not mine.exists()
