"""What a client that comes back is answered: the table of every position it may hold.

Kept are 20 facts and 10 frames. A process that was just started has folded the log to its head and
told nobody anything; a warm one has told 12 frames of one fact each since.
"""

from dataclasses import dataclass

import pytest
from django.db import connections, transaction

from community.edge import topics
from community.streams import selectors, services
from community.streams.models import Batch, Stream
from tests.config.policies import apply_changed
from tests.edge.client import Client
from tests.edge.sockets import append, ask
from tests.streams.factories import goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

FACTS_KEPT, FRAMES_KEPT, TICKS = 20, 10, 12
EPOCH, LATER, EARLIER = 0, 1, -1


@dataclass(frozen=True, kw_only=True)
class Held:
    """A stream's head, what a client holds of it, and what it is answered.

    epoch: EPOCH when it is the stream's own, None when the client names none.
    """

    head: int
    offset: int | None
    answer: str
    epoch: int | None = EPOCH


COLD = {
    "nothing is held": Held(head=30, epoch=None, offset=None, answer="snapshot"),
    "the head itself": Held(head=30, offset=30, answer="resumed"),
    "one behind": Held(head=30, offset=29, answer="resumed"),
    "the oldest that is kept": Held(head=30, offset=10, answer="resumed"),
    "one before what is kept": Held(head=30, offset=9, answer="snapshot"),
    "the beginning, long ago": Held(head=30, offset=0, answer="snapshot"),
    "the beginning of a short stream": Held(head=4, offset=0, answer="resumed"),
    "the beginning of an empty stream": Held(head=0, offset=0, answer="resumed"),
    "nothing of an empty stream": Held(head=0, epoch=None, offset=None, answer="snapshot"),
    "one that does not exist yet": Held(head=30, offset=31, answer="snapshot"),
    "one far beyond the head": Held(head=30, offset=10**9, answer="snapshot"),
    "another epoch at the head": Held(head=30, epoch=LATER, offset=30, answer="snapshot"),
    "an older epoch within": Held(head=30, epoch=EARLIER, offset=29, answer="snapshot"),
    "an offset without its epoch": Held(head=30, epoch=None, offset=30, answer="snapshot"),
    "an epoch without an offset": Held(head=30, offset=None, answer="snapshot"),
}
# Loaded at 30, then a frame a fact up to 42; the last ten of them are kept, and about 20 facts.
WARM = {
    "the head itself": Held(head=42, offset=42, answer="resumed"),
    "where the newest frame began": Held(head=42, offset=41, answer="resumed"),
    "where the oldest kept frame began": Held(head=42, offset=32, answer="resumed"),
    "before the kept frames, within the kept facts": Held(head=42, offset=24, answer="resumed"),
    "before both": Held(head=42, offset=5, answer="snapshot"),
    "one that does not exist yet": Held(head=42, offset=43, answer="snapshot"),
}


@pytest.fixture(autouse=True)
def little_is_kept(fresh_policies):  # noqa: ARG001 -- before any socket is opened, after the others
    apply_changed("edge", ring_frames_max=FRAMES_KEPT, replay_facts_max=FACTS_KEPT)


@pytest.fixture
def stream():
    """A stream whose name nobody knows yet."""
    return stream_name()


def fact(number):
    """Every fifth fact is a goal, which must be told by itself."""
    return goal(clock_ms=number * 1_000) if number % 5 == 0 else passes(1, first=number)[0]


async def grow(stream, head):
    """Let a stream be, and hold so many facts, an append each."""
    await ask(lambda: make(stream))
    begun = (await ask(lambda: selectors.heads([stream])))[stream].offset
    for number in range(begun + 1, head + 1):
        await append(stream, [fact(number)])


def make(stream):
    with transaction.atomic():
        services.lock_streams([stream])


async def position(stream, held):
    """What a client that holds this would say."""
    head = (await ask(lambda: selectors.heads([stream])))[stream]
    epoch = head.epoch if head.offset else 0  # before the first fact there is none
    said = {"epoch": None if held.epoch is None else epoch + held.epoch, "offset": held.offset}
    return {name: value for name, value in said.items() if value is not None}


async def public(stream, offset):
    return await ask(lambda: selectors.folded(stream, at=offset).project())


async def assert_answered(socket, stream, held):
    """Exactly one answer, the right one, and then exactly what it promises."""
    answer = await socket.subscribe(stream, **await position(stream, held))

    assert answer["t"] == held.answer
    client = Client()
    if held.answer == "resumed":
        assert (answer["from"], answer["to"]) == (held.offset, held.head)
        client.epoch, client.offset = answer["epoch"], held.offset
        client.state = await public(stream, held.offset)
        if held.offset < held.head:
            client.take(await socket.hear())
        due = range(held.offset + 1, held.head + 1)
        assert client.notices == [(each, "match.goal") for each in due if each % 5 == 0]
    else:
        client.take(answer)
    assert (client.offset, client.state) == (held.head, await public(stream, held.head))
    socket.say("ping", at=1)
    assert (await socket.hear())["t"] == "pong"


@pytest.mark.parametrize("held", COLD.values(), ids=COLD)
async def test_a_process_that_was_just_started_answers(socket, stream, held):
    await grow(stream, held.head)

    await assert_answered(socket, stream, held)


@pytest.mark.parametrize("held", WARM.values(), ids=WARM)
async def test_a_process_that_told_frames_answers(opened, stream, held):
    steady = opened()
    await grow(stream, held.head - TICKS)
    await steady.greeted()
    watching = Client().take(await steady.subscribe(stream))
    for number in range(watching.offset + 1, held.head + 1):
        await append(stream, [fact(number)])
        await watching.until(steady, number)
    socket = opened()
    await socket.greeted()

    await assert_answered(socket, stream, held)


async def test_within_a_frame_of_many_facts_any_offset_is_resumed(opened, stream):
    steady = opened()
    await grow(stream, 3)
    await steady.greeted()
    watching = Client().take(await steady.subscribe(stream))
    await append(stream, [fact(number) for number in range(4, 13)])
    await watching.until(steady, 12)
    other = opened()
    await other.greeted()

    # As of a process whose ticks cut the stream elsewhere.
    await assert_answered(other, stream, Held(head=12, offset=7, answer="resumed"))
    assert watching.taken == ["snapshot", "frame"]


async def test_only_so_many_positions_are_folded_again_in_one_tick(socket, stream, monkeypatch):
    monkeypatch.setattr(topics, "REPLAYS_MAX", 2)
    await grow(stream, 10)

    epoch = (await ask(lambda: selectors.heads([stream])))[stream].epoch
    offsets = [3, 4, 5, 4]
    said = [await socket.subscribe(stream, epoch=epoch, offset=offset) for offset in offsets]

    assert [answer["t"] for answer in said] == ["resumed", "resumed", "snapshot", "resumed"]


async def test_a_name_that_is_no_stream_is_rejected(socket):
    answer = await socket.subscribe("match.match_nobody_knows", epoch=1, offset=1)

    assert answer == {"t": "rejected", "topic": "match.match_nobody_knows", "code": "unknown_topic"}


async def test_a_log_that_lost_its_end_gives_its_viewers_a_snapshot_of_a_new_epoch(opened, stream):
    watching, late = opened(), opened()
    await grow(stream, 6)
    older = await ask(lambda: Stream.objects.get(name=stream))
    await grow(stream, 8)
    await watching.greeted()
    client = Client().take(await watching.subscribe(stream))
    before = client.epoch

    await ask(lambda: put_back(older))
    client.take(await watching.hear("snapshot", "frame"))

    assert (client.taken, client.offset) == (["snapshot", "snapshot"], 6)
    assert client.epoch > before
    await grow(stream, 9)
    await client.until(watching, 9)
    await late.greeted()
    answer = await late.subscribe(stream, epoch=before, offset=8)
    assert (answer["t"], answer["epoch"], answer["offset"]) == ("snapshot", client.epoch, 9)


def put_back(older):
    """Older files of the database in the place of ours: what came later never was."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL terrace.retention = 'on'")
        batches = Batch.objects.using("owner").filter(stream_id=older.pk)
        batches.filter(last_offset__gt=older.head).delete()
        rows = Stream.objects.using("owner").filter(pk=older.pk)
        rows.update(head=older.head, frontier=older.frontier)
