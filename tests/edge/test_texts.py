"""Texts on the wire: with the posts they belong to, gone with them, and never in the log."""

import pytest

from community.edge import hub
from community.streams import selectors
from community.streams.models import Batch, Snapshot
from community.streams.snapshots import take
from community.threads.services.edits import delete_post
from community.threads.services.visibility import erase_texts_of, hide_post, restore_post
from tests.edge.client import Client
from tests.edge.sockets import ask
from tests.threads.speech import begun_fixture, rewrite, said
from tests.users.factories import someone

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

WORDS = "canary"


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """A match with a thread to be."""
    return begun_fixture()


@pytest.fixture
def ann(db):  # noqa: ARG001 -- asked for the database
    return someone(name="ann").actor_id


@pytest.fixture
def bob(db):  # noqa: ARG001 -- asked for the database
    return someone(name="bob_9").actor_id


async def say(by, match, text=WORDS):
    return await ask(lambda: said(by, match.pk, text))


async def hide(post_id, *, by):
    await ask(lambda: hide_post(post_id=post_id, reason="abuse", by=by))


async def test_a_post_comes_with_its_text_and_its_authors_name(opened, fixture, ann, bob):
    first = await say(ann, fixture, "Hello, @bob_9")
    socket = opened()
    await socket.greeted()

    client = Client().take(await socket.subscribe(f"thread.{fixture.pk}"))
    second = await say(bob, fixture, "*Well.*")
    await client.until(socket, 3)

    posts = client.state["posts"]
    mention = ["mention", {"actor": bob}, "@bob_9"]
    assert posts[first]["body"] == [["p", None, "Hello, ", mention]]
    assert (posts[first]["name"], posts[second]["name"]) == ("ann", "bob_9")
    assert posts[second]["body"] == [["p", None, ["em", None, "Well."]]]
    folded = await ask(lambda: selectors.folded(f"thread.{fixture.pk}"))
    assert "canary" not in str(folded.state)


async def test_an_edit_brings_the_new_words_and_takes_the_old(opened, fixture, ann):
    post_id = await say(ann, fixture)
    socket = opened()
    await socket.greeted()
    client = Client().take(await socket.subscribe(f"thread.{fixture.pk}"))

    await ask(lambda: rewrite(ann, post_id, "Better so."))
    await client.until(socket, 3)

    post = client.state["posts"][post_id]
    assert (post["body"], post["edited"]) == ([["p", None, "Better so."]], True)
    assert WORDS not in str(client.state)


@pytest.mark.parametrize("how", ["hide", "delete", "erase"])
async def test_what_is_gone_is_gone_for_who_watches_and_no_byte_for_who_comes(
    opened, fixture, ann, bob, how
):
    post_id = await say(ann, fixture)
    watching, later = opened(), opened()
    await watching.greeted()
    client = Client().take(await watching.subscribe(f"thread.{fixture.pk}"))
    assert WORDS in str(client.state)

    if how == "hide":
        await hide(post_id, by=bob)
    elif how == "delete":
        await ask(lambda: delete_post(post_id=post_id, by=ann))
    else:
        await ask(lambda: erase_texts_of(ann))
    await client.until(watching, 3)
    await later.greeted()
    came = Client().take(await later.subscribe(f"thread.{fixture.pk}"))

    assert sorted(client.state["posts"][post_id]) == ["anchor", "at", "gone", "n"]
    assert came.state == client.state
    assert not any(WORDS in text for text in later.texts)


async def test_what_comes_back_comes_with_its_words(opened, fixture, ann, bob):
    post_id = await say(ann, fixture)
    socket = opened()
    await socket.greeted()
    client = Client().take(await socket.subscribe(f"thread.{fixture.pk}"))
    await hide(post_id, by=bob)
    await client.until(socket, 3)

    await ask(lambda: restore_post(post_id=post_id, reason="mistake", by=bob))
    await client.until(socket, 4)

    assert client.state["posts"][post_id]["body"] == [["p", None, WORDS]]


async def test_a_delayed_viewer_sees_nothing_that_is_hidden_by_now(opened, fixture, ann, bob):
    post_id = await say(ann, fixture)
    socket = opened()
    await socket.greeted(delay_s=5)
    await ask(lambda: _age(f"thread.{fixture.pk}", seconds=5))
    client = Client().take(await socket.subscribe(f"thread.{fixture.pk}"))
    assert WORDS in str(client.state)

    await hide(post_id, by=bob)
    client.take(await socket.hear("snapshot"))

    assert client.offset == 2
    assert client.state["posts"][post_id]["gone"] == "hidden"
    assert WORDS not in str(client.state)
    await client.until(socket, 3)
    assert client.state["posts"][post_id]["gone"] == "hidden"


def _age(stream, *, seconds):
    """Wait until what a stream holds is old enough for who is so far behind."""
    heads = selectors.heads([stream])
    while selectors.heads([stream], as_of=selectors.as_of(seconds)) != heads:
        continue


async def test_texts_of_all_topics_are_asked_for_at_once(opened, fixture, ann):
    await say(ann, fixture)
    socket = opened()
    await socket.greeted()
    client = Client().take(await socket.subscribe(f"thread.{fixture.pk}"))
    for number in range(5):
        await say(ann, fixture, f"{WORDS} {number}")
    await client.until(socket, 7)

    live = await hub.hub()
    topic = live.topic(f"thread.{fixture.pk}")
    assert topic is not None
    assert len(topic.laid) == 6


async def test_no_snapshot_of_the_log_holds_a_word(fixture, ann):
    await say(ann, fixture)

    await ask(lambda: take(f"thread.{fixture.pk}", at=2))

    stored = await ask(lambda: [bytes(row.state) for row in Snapshot.objects.all()])
    bodies = await ask(lambda: [bytes(row.body) for row in Batch.objects.all()])
    assert len(stored) == 1
    assert not any(WORDS.encode() in octets for octets in [*stored, *bodies])
