"""Posts sent over lines that break: each is there once, whatever was sent how often.

The same with the real SDK and at full size is a journey: tests/journeys/test_posts_once.py.
"""

import random  # noqa: TID251 -- seeded
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from community.config import selectors as config
from community.streams.operations import Sent
from community.threads.models import Post, Text
from community.threads.services.posts import post_id_of
from tests.config.policies import apply_changed
from tests.edge.sockets import ask, token
from tests.threads.speech import begun_fixture
from tests.users.factories import someone

AUTHORS = 2
POSTS_PER_AUTHOR = 20
FATES = ("well", "well", "twice", "cut", "unheard")


def set_free():
    """No budget is in the way: what is tested is what is done once."""
    apply_changed("commands", per_minute=6_000, burst=1_000, address_per_minute=60_000)
    apply_changed(
        "publish",
        gap_ms=100,
        burst=100,
        new_gap_ms=100,
        new_burst=100,
        author_per_minute=600,
        author_per_hour=6_000,
        thread_per_minute=config.current().publish.thread_per_minute,
    )


def sentence(chance):
    """Words that are like no others."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(8)]
    return " ".join(words).capitalize() + "."


class Line:
    """One author's line, opened anew when it broke."""

    def __init__(self, opened, actor, chance):
        self.opened, self.actor, self.chance = opened, actor, chance
        self.socket: Any = None

    async def post(self, match, op):
        """Send one post until it is answered; how its line treats it is chance's."""
        data = {"match": match, "text": sentence(self.chance), "kind": "comment", "seen": 4}
        while True:
            fate = self.chance.choice(FATES)
            socket = self.socket = self.socket or await self._begun()
            for _ in range(2 if fate == "twice" else 1):
                socket.say("command", op=op, name="thread.post", data=data)
            if fate == "cut":
                await self._end()
                continue
            answer = await socket.hear("confirmed", "refused")
            assert (answer["t"], answer["op"]) == ("confirmed", op), answer
            if fate == "twice":
                assert await socket.hear("confirmed", "refused") == answer
            if fate == "unheard":
                await self._end()
                continue
            return answer["offset"]

    async def _begun(self):
        made = await self.opened().accepted()
        made.say("connect", token=token(actor=self.actor))
        await made.hear("hello")
        return made

    async def _end(self):
        await self.socket.leave()
        self.socket = None


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
async def test_each_post_is_there_once(opened):
    await ask(set_free)
    fixture = await ask(begun_fixture)
    chance = random.Random(7)  # noqa: S311 -- seeded, no secret
    sent = {}

    for number in range(AUTHORS):
        author = (await ask(partial(someone, name=f"fan_{number}"))).actor_id
        line = Line(opened, author, chance)
        for _ in range(POSTS_PER_AUTHOR):
            op = str(UUID(int=chance.getrandbits(128), version=4))
            sent[post_id_of(author, Sent(op=UUID(op)))] = await line.post(fixture.pk, op)

    rows = await ask(lambda: dict(Post.objects.values_list("pk", "n")))
    assert rows == sent
    assert len(rows) == AUTHORS * POSTS_PER_AUTHOR == await ask(Text.objects.count)
