"""A crowd: clients that come back, in a process of their own, told what happens to them by orders.

Twins are never cut: where they stand is where everybody should.
"""

import asyncio
import multiprocessing
import random  # noqa: TID251 -- jitter, no secret
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

import uvloop

from community.core import canonical
from tests.bench.returning import Absence, Returning, Seat
from tests.bench.shared import Shared

OPENING_MAX = 50
OPENED_S_MAX = 120
# How often a wait looks whether it is over; what it waits for carries its own stamps.
LOOK_S = 0.02


@dataclass(frozen=True, kw_only=True)
class Resets:
    """So many resets, one every so often, each of a client that is there, with a backlog unread."""

    times: int
    every_s: float
    backlog_s: float


@dataclass(frozen=True, kw_only=True)
class Held:
    """What clients hold at the end: how many hold (topic, epoch, offset, digest); gaps they met."""

    holdings: Mapping[tuple[str, int, int, str], int]
    gaps: int


class Crowd:
    """The handle: give an order, do something else, then hear the answer."""

    def __init__(self, pipe: Connection, pid: int) -> None:
        self._pipe = pipe
        self.pid = pid

    def order(self, name: str, *words: Any) -> None:
        """Give an order: a public verb of _Orders."""
        self._pipe.send((name, words))

    def is_done(self) -> bool:
        """Whether the answer is there."""
        return self._pipe.poll()

    def answer(self) -> Any:
        """Wait for the answer."""
        return self._pipe.recv()

    def ask(self, name: str, *words: Any) -> Any:
        """Give an order and wait for its answer."""
        self.order(name, *words)
        return self.answer()


@contextmanager
def gathered(seats: Sequence[Seat]) -> Iterator[Crowd]:
    """A process in which every seat is taken and holds its topics."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(seats, theirs), daemon=True)
    process.start()
    theirs.close()  # so that its death is the end of the pipe
    assert process.pid is not None, "it was just started"
    try:
        assert ours.recv() == "gathered", "a crowd says when all are there"
        yield Crowd(ours, process.pid)
    finally:
        process.terminate()
        process.join()


def _run(seats: Sequence[Seat], pipe: Connection) -> None:
    uvloop.run(_obey(seats, pipe))


async def _obey(seats: Sequence[Seat], pipe: Connection) -> None:
    orders = _Orders(seats)
    await orders.gather()
    pipe.send("gathered")
    loop = asyncio.get_running_loop()
    while True:
        name, words = await loop.run_in_executor(None, pipe.recv)
        pipe.send(await getattr(orders, name)(*words))


@dataclass(eq=False)
class _Orders:
    """All clients of one process, and where they are to arrive: by topic, an offset."""

    seats: Sequence[Seat]
    goals: dict[str, int] = field(default_factory=dict)
    _clients: list[Returning] = field(default_factory=list)

    async def gather(self) -> None:
        """Open every line, few at once; a cold server is not what is measured."""
        shared, gate = Shared(), asyncio.Semaphore(OPENING_MAX)
        for number, seat in enumerate(self.seats):
            chance = random.Random(number)  # noqa: S311 -- jitter, no secret
            client = Returning(seat=seat, shared=shared, chance=chance, reached=self._reached)
            self._clients.append(client)

        async def open_one(client: Returning) -> None:
            async with gate:
                client.start()
                await _until(lambda: client.has_all)

        async with asyncio.timeout(OPENED_S_MAX):
            await asyncio.gather(*map(open_one, self._clients))

    def _reached(self, client: Returning) -> None:
        if client.seat.is_twin:
            for topic, (_, offset) in client.positions.items():
                self.goals[topic] = max(offset, self.goals.get(topic, 0))
        elif client.is_away and client.is_at(self.goals):
            client.converge()

    @property
    def _cut(self) -> list[Returning]:
        return [client for client in self._clients if not client.seat.is_twin]

    async def reset(self, plan: Resets) -> None:
        """Reset one client after the other, round and round, each on a line that was steady."""
        clients = self._cut
        turns = [clients[number % len(clients)] for number in range(plan.times)]
        resets = []
        for client in turns:
            await _until(lambda client=client: client.absence is None and client.is_steady)
            resets.append(asyncio.create_task(client.reset(backlog_s=plan.backlog_s)))
            await asyncio.sleep(plan.every_s)
        await asyncio.gather(*resets)

    async def aim(self, goals: Mapping[str, int]) -> None:
        """Set where to arrive, where no twin says it."""
        self.goals.update(goals)

    async def move(self, port: int) -> None:
        """Dial another port from now on, as a balancer would have it."""
        for client in self._cut:
            client.seat = replace(client.seat, door=replace(client.seat.door, port=port))

    async def leave(self, at: float) -> None:
        """Count an absence of everybody since a moment."""
        for client in self._cut:
            client.leave(at)

    async def settle(self, timeout_s: float) -> list[Absence]:
        """Every absence so far, after waiting until none is open, so long at most."""
        try:
            async with asyncio.timeout(timeout_s):
                await _until(lambda: all(client.absence is None for client in self._clients))
        except TimeoutError:
            pass  # the absences themselves say which are open
        return [absence for client in self._clients for absence in client.absences]

    async def arrive(self, goals: Mapping[str, int], timeout_s: float) -> bool:
        """Whether everybody holds offsets, after waiting for it."""
        try:
            async with asyncio.timeout(timeout_s):
                await _until(lambda: all(client.is_at(goals) for client in self._clients))
        except TimeoutError:
            return False
        return True

    async def held(self) -> Held:
        """What everybody holds now."""
        digests: dict[int, str] = {}
        holdings: Counter[tuple[str, int, int, str]] = Counter()
        for client in self._clients:
            for topic, state in client.states.items():
                if id(state) not in digests:
                    digests[id(state)] = canonical.digest(state)
                holdings[topic, *client.positions[topic], digests[id(state)]] += 1
        return Held(holdings=holdings, gaps=sum(client.gaps for client in self._clients))


async def _until(is_so: Any) -> None:
    while not is_so():  # noqa: ASYNC110 -- many conditions, looked at seldom
        await asyncio.sleep(LOOK_S)
