"""What a moderator hides is gone from every socket within a second, and comes back as soon."""

import asyncio
from typing import Any

import pytest

from moderation.services import decisions
from tests.edge.sockets import ask
from tests.moderation.conftest import stand
from tests.moderation.talk import said

__all__ = ["stand"]
pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

READERS = 5


async def reader(opened, thread):
    """A socket that follows a thread, and the posts it was shown."""
    made = opened()
    await made.greeted()
    answer = await made.subscribe(thread)
    return made, answer["state"]["posts"]


async def becomes(socket, post) -> Any:
    """What the next frame makes of a post."""
    while True:
        frame = await socket.hear("frame")
        if post in frame["patch"].get("posts", {}):
            return frame["patch"]["posts"][post]


async def test_a_hidden_post_leaves_every_socket_within_a_second(opened, stand):
    post = await ask(lambda: said(stand, "Seen by all, and then by none"))
    readers = [await reader(opened, stand.thread) for _ in range(READERS)]
    assert [post in posts for _, posts in readers] == [True] * READERS

    await ask(lambda: decisions.hide(post_id=post, reason="abuse", by=stand.moderator))
    async with asyncio.timeout(1):
        told = await asyncio.gather(*(becomes(socket, post) for socket, _ in readers))

    assert {patch["gone"] for patch in told} == {"hidden"}
    # As a merge patch: whose it was, and what it said, is taken away.
    assert {patch["by"] for patch in told} == {patch["body"] for patch in told} == {None}


async def test_a_restored_post_is_back_with_its_author(opened, stand):
    post = await ask(lambda: said(stand, "Seen by all, and then by none"))
    await ask(lambda: decisions.hide(post_id=post, reason="abuse", by=stand.moderator))
    socket, posts = await reader(opened, stand.thread)
    assert posts[post]["gone"] == "hidden"
    assert "by" not in posts[post]

    await ask(lambda: decisions.restore(post_id=post, reason="mistake", by=stand.moderator))
    patch = await becomes(socket, post)

    assert patch["gone"] is None
    assert patch["by"] == stand.fan
    assert "Seen by all" in str(patch["body"])
