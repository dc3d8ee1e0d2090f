"""Where a snapshot or a resumption ends and frames begin, nothing is missed and nothing told twice.

Viewers come, leave and come back all the time while facts are appended, and every await of theirs
and of the server's lasts up to 50 ms longer than it need.
"""

import asyncio
import random  # noqa: TID251 -- a seed makes the same visits again
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection

from community.core import canonical
from community.matches.fold import MatchFold
from community.streams import selectors
from tests.edge.client import Client
from tests.edge.perturbed import perturbed
from tests.edge.publishers import numbered
from tests.edge.sockets import ask
from tests.streams.factories import append, passes

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.timeout(900),
]

SEED = 20_261_122
DELAY_MAX_S = 0.05
FACTS_PER_S = 2_000
PACE_S = 0.02  # how often they are appended


@dataclass(kw_only=True)
class Visits:
    """What viewers held when they left: where their snapshot stood, and all since."""

    left: list[tuple[int, int, str, list[int]]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)


@contextmanager
def appending(stream):
    """A thread that appends what is due until the block ends; each time one fact told by itself."""
    is_over = Event()

    def run():
        begun, number = time.monotonic(), 0
        while not is_over.wait(PACE_S):
            due = min(int((time.monotonic() - begun) * FACTS_PER_S) - number, 2_000)
            append(stream, [*passes(due - 1, first=number % 10_000), numbered(0, number)])
            number += due
        connection.close()

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


async def visit(opened, stream, *, times, chance, visits):
    """Subscribe so often, mostly from where one was, on the same socket or on another."""
    client, began, socket = Client(), 0, None
    for _ in range(times):
        if socket is None:
            socket = opened()
            await socket.greeted()
        # Who holds nothing has no position: (0, 0) is that of an empty state.
        position = {"epoch": client.epoch, "offset": client.offset} if client.taken else {}
        answer = await socket.subscribe(stream, **(position if chance.random() < 0.7 else {}))
        visits.answers[answer["t"]] = visits.answers.get(answer["t"], 0) + 1
        if answer["t"] == "resumed":
            assert (answer["epoch"], answer["from"]) == (client.epoch, client.offset)
        else:
            client = Client().take(answer)
            began = client.offset
        for _ in range(chance.choice([0, 0, 1, 2])):
            client.take(await socket.hear("frame"))
        held = canonical.digest(client.state)
        visits.left.append((began, client.offset, held, [at for at, _ in client.notices]))
        if chance.random() < 0.3:
            await socket.leave()
            socket = None
        else:
            socket.say("unsubscribe", topic=stream)


def truths(stream, offsets):
    """The digest of the state at each of these offsets, and the offsets told one by one."""
    fold = MatchFold()
    state, digests, told = fold.empty(), {}, []
    for offset, fact in selectors.facts_after(stream, after=0, limit=10**7):
        fold.fold(state, [(offset, fact)])
        if fact.type in fold.notices:
            told.append(offset)
        if offset in offsets:
            digests[offset] = canonical.digest(fold.project(state))
    return digests, told


async def test_subscribes_and_resumes_amid_appends_leave_no_hole(opened, stream, size):
    viewers, times = size(16, full=200), size(8, full=50)
    visits = Visits()

    with perturbed(seed=SEED, delay_max_s=DELAY_MAX_S), appending(stream):
        async with asyncio.TaskGroup() as group:
            for number in range(viewers):
                chance: Any = random.Random(SEED + number)  # noqa: S311 -- no secret
                told = {"times": times, "chance": chance, "visits": visits}
                group.create_task(visit(opened, stream, **told))

    digests, told = await ask(lambda: truths(stream, {left[1] for left in visits.left}))
    for began, offset, held, notices in visits.left:
        assert held == digests[offset]
        assert notices == [at for at in told if began < at <= offset]
    assert sum(visits.answers.values()) == len(visits.left) == viewers * times
    assert min(visits.answers["resumed"], visits.answers["snapshot"]) > len(visits.left) / 10
