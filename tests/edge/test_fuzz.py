"""Whatever a client sends is handled or refused in words; nobody else notices, nothing stays."""

import asyncio
import gc
from contextvars import Context
from itertools import pairwise
from typing import Annotated

import msgspec
import pytest
import pytest_asyncio
from msgspec import Meta

from community.core.errors import ConflictError
from community.edge import hub
from community.edge.codes import Close
from community.edge.session import Session
from community.streams import selectors
from community.users import commands
from tests.config.policies import apply_changed
from tests.edge.client import Client
from tests.edge.fuzzed import NOTHING, PROBE, STREAM, scripts
from tests.edge.sockets import ClosedError, Socket, append, ask, token
from tests.examples import examples
from tests.streams import factories
from tests.streams.factories import goal
from tests.users.factories import someone

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.timeout(900),
]

# Far from what the fuzz asks of ping.
MARK = 10**15


class Probe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fields of a command that does nothing but remember them."""

    match: str
    home: Annotated[int, Meta(ge=0, le=5)]
    reason: Annotated[str, Meta(min_length=1, max_length=4)] = "none"


@pytest.fixture
def probed():
    """What reached the service of a command."""
    taken = []

    def run(fields, actor, sent):  # noqa: ARG001 -- as every command's
        taken.append(fields)
        raise ConflictError(reason="probed")

    commands.register(
        commands.Command(name=PROBE, fields=Probe, permission="change_fixture", run=run)
    )
    yield taken
    del commands._commands[PROBE]


@pytest.fixture
def actor(db):  # noqa: ARG001 -- asked for the database
    """Who may command, as fast as can be: what is fuzzed is the wire, not the pace."""
    factories.append(STREAM, [goal()])
    apply_changed("edge", connects_per_minute_user=6_000, connects_burst_user=1_000)
    most = {"per_minute": 6_000, "burst": 1_000, "in_hand_max": 256}
    apply_changed("commands", **most, address_per_minute=60_000, address_burst=10_000)
    return someone("operator").actor_id


@pytest_asyncio.fixture
async def witness(opened, actor):  # noqa: ARG001 -- the stream must be there
    """A well-behaved viewer of the same topic."""
    socket = opened()
    await socket.greeted()
    return socket, Client().take(await socket.subscribe(STREAM))


class Hostile:
    """One session of a script; every message is followed by a ping that marks where it ends."""

    def __init__(self, actor):
        self.socket = Socket()
        self.actor = actor
        self.errors = 0
        self.marks = MARK

    async def play(self, script):
        """Send it all, and hold each answer to what was promised."""
        try:
            await self.socket.accepted()
            for sent in script.before:
                self.socket.say_event(sent.event)
                assert (await self.hear())["t"] == "error"
            self.socket.say("connect", token=token(actor=self.actor))
            assert (await self.hear())["t"] == "hello"
            for sent in script.after:
                await self.exchange(sent)
            if script.leaves_amid:
                for sent in script.after:
                    self.socket.say_event(sent.event)
        except ClosedError as closing:
            await self.check_close(closing.code)
        await self.socket.leave()
        assert self.socket.fault is None

    async def hear(self, *kinds):
        message = await self.socket.hear(*kinds)
        self.errors += message["t"] == "error"
        return message

    async def exchange(self, sent):
        self.marks += 1
        self.socket.say_event(sent.event)
        self.socket.say("ping", at=self.marks)
        told = [await self.hear()]
        while (told[-1]["t"], told[-1].get("at")) != ("pong", self.marks):
            told.append(await self.hear())
        kinds = {message["t"] for message in told[:-1]}
        errors = sum(message["t"] == "error" for message in told)
        if sent.answers is None:
            assert errors <= 1
        elif "error" in sent.answers:
            assert errors == 1, sent
        else:
            assert errors == 0, sent
            if sent.answers != NOTHING and not kinds & sent.answers:
                await self.hear(*sent.answers)

    async def check_close(self, code):
        """Only who was refused too often is closed, and was told of each refusal before."""
        malformed_max = (await hub.hub()).policies.edge.malformed_max
        assert (code, self.errors) == (Close.MALFORMED, malformed_max + 1)


async def play_all(played, actor):
    for script in played:
        try:
            await Hostile(actor).play(script)
        except Exception as fault:
            fault.add_note(f"met by {script}")
            raise


def objects():
    """How many containers live, after all that can be collected was.

    Timers that were called off stay in the loop until it tidies up, as many as it likes.
    """
    gc.collect()
    return sum(not isinstance(each, asyncio.TimerHandle | Context) for each in gc.get_objects())


async def test_nothing_a_client_sends_is_left_unanswered_or_harms_another(
    witness, actor, probed, size
):
    socket, client = witness
    played = examples(scripts, size(150, full=2_000))

    await play_all(played, actor)

    assert len(probed) > 0
    for fields in probed:
        assert isinstance(fields.match, str)
        assert type(fields.home) is int
        assert 0 <= fields.home <= 5
        assert 1 <= len(fields.reason) <= 4
    assert (await ask(lambda: selectors.heads([STREAM])))[STREAM].offset == 1
    await append(STREAM, [goal(clock_ms=800_000)])
    await client.until(socket, 2)


@pytest.mark.usefixtures("witness")
async def test_sessions_of_any_end_leave_nothing_behind(actor, probed, size):
    played = examples(scripts, size(25, full=400))
    await play_all(played, actor)
    counted, tasks = [objects()], len(asyncio.all_tasks())

    for _ in range(3):
        await play_all(played, actor)
        probed.clear()
        counted.append(objects())

    # Pools fill once; what a session leaves behind comes with every pass.
    grown = min(after - before for before, after in pairwise(counted))
    assert grown < len(played) / 4, f"{grown} objects for {len(played)} sessions"
    assert len(asyncio.all_tasks()) == tasks
    assert sum(isinstance(each, Session) for each in gc.get_objects()) == 1
    assert len((await hub.hub()).viewers) == 1
