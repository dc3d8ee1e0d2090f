"""What sessions add to the meters: sums that reconcile, and nothing of who declines."""

from collections import Counter
from uuid import uuid4

import msgspec
import pytest
import pytest_asyncio

from community.core import clock
from community.core.ids import random_id
from community.streams import folds, selectors
from community.streams.facts import Provenance
from tests.edge.client import Client
from tests.edge.sockets import append, ask, token
from tests.edge.wall import WallFold, shadowed, written
from tests.metered import Meters
from tests.streams.factories import goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

TRACE = "a" * 32


def traced(fact):
    return msgspec.structs.replace(fact, prov=Provenance(source="wyscout", trace=TRACE))


async def settled(socket):
    """Everything said before was obeyed."""
    socket.say("ping", at=1)
    await socket.hear("pong")


async def test_a_report_tells_how_late_a_screen_is_and_how_far_behind(socket, stream):
    client = Client().take(await socket.subscribe(stream))
    await append(stream, passes(2))
    frame = await socket.hear("frame")
    client.take(frame)
    meters, heard_at = Meters(), clock.now_ms()

    socket.say("ack", topic=stream, offset=3, visible=True)
    socket.say("ack", topic=stream, offset=3, visible=True)
    socket.say("ack", topic=stream, offset=1, visible=False)
    await settled(socket)

    late_s = meters.moved("terrace_ack_seconds_sum", seen="visible")
    assert meters.told("terrace_ack_seconds_count", "seen") == {"visible": 1}
    assert (heard_at - frame["at"]) / 1000 <= late_s <= (clock.now_ms() - frame["at"]) / 1000
    assert meters.told("terrace_ack_behind_facts_count", "seen") == {"visible": 2, "hidden": 1}
    assert meters.told("terrace_ack_behind_facts_sum", "seen") == {"hidden": 2}
    assert meters.moved("terrace_acks_total") == 3


@pytest.mark.parametrize("offset", [2, 9_007_199_254_740_991])
async def test_a_report_that_cannot_be_true_adds_nothing(socket, stream, offset):
    other = stream_name()
    await append(other, [goal()])
    await socket.subscribe(stream)
    meters = Meters()

    socket.say("ack", topic=stream, offset=offset, visible=True)
    socket.say("ack", topic=other, offset=1, visible=True)
    await settled(socket)

    assert meters.moved("terrace_acks_total") == 0
    assert meters.told("terrace_ack_behind_facts_count", "seen") == {}


async def test_a_command_tells_how_long_it_took_and_what_frame_it_answers(socket, stream):
    await socket.subscribe(stream)
    await append(stream, [traced(goal())])
    assert (await socket.hear("frame"))["trace"] == TRACE
    meters = Meters()

    for name in ("match.correct_score", "match.unheard_of"):
        socket.say("command", op=str(uuid4()), name=name, data={}, trace=TRACE)
        await socket.hear("refused")
    socket.say("command", op=str(uuid4()), name="match.correct_score", data={}, trace="b" * 32)
    await socket.hear("refused")
    await settled(socket)

    counted = "terrace_command_seconds_count"
    assert meters.moved(counted, command="match.correct_score", outcome="forbidden") == 2
    assert meters.moved(counted, command="unknown", outcome="unknown_command") == 1
    assert meters.told(counted, "command") == {"match.correct_score": 2, "unknown": 1}
    assert meters.moved("terrace_frame_to_command_seconds_count") == 2


async def test_of_a_viewer_who_declines_nothing_is_added(opened, stream):
    socket = await opened().accepted()
    socket.say("connect", token=token(), measure=False)
    await socket.hear("hello")
    await socket.subscribe(stream)
    await append(stream, [traced(goal())])
    await socket.hear("frame")
    meters = Meters()

    socket.say("ack", topic=stream, offset=2, visible=True)
    socket.say("command", op=str(uuid4()), name="match.correct_score", data={}, trace=TRACE)
    assert (await socket.hear("refused"))["code"] == "forbidden"
    await settled(socket)

    assert meters.moved("terrace_acks_total") == 0
    assert meters.told("terrace_ack_behind_facts_count", "seen") == {}
    assert meters.told("terrace_command_seconds_count", "command") == {}
    assert meters.moved("terrace_frame_to_command_seconds_count") == 0


async def test_reports_and_their_sender_are_nowhere_in_the_log(socket, stream, caplog):
    caplog.set_level("DEBUG")
    hello = msgspec.json.decode(socket.texts[0])
    await socket.subscribe(stream)

    socket.say("ack", topic=stream, offset=1, visible=True)
    await settled(socket)

    assert hello["session"] not in caplog.text
    assert (await ask(lambda: selectors.heads([stream])))[stream].offset == 1


@pytest.fixture
def wall_fold():
    """The wall's fold, known for one test."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(folds.registered(), "wall", WallFold())
        yield


@pytest.mark.usefixtures("wall_fold")
async def test_offsets_that_hold_nothing_for_viewers_are_counted_as_skipped(socket):
    wall = f"wall.{random_id('wall')}"
    await append(wall, [written(1, "Kick-off!")])
    meters = Meters()
    await socket.subscribe(wall)

    await append(wall, [shadowed(2, "Unseen.", trace=TRACE)])
    await socket.hear("skip")
    await socket.leave()

    advanced = meters.told("terrace_offsets_advanced_total", "how")
    assert advanced == {"snapshot": 1, "skip": 1}


class Adding:
    """A client of several topics that adds up by itself how it was brought on in each."""

    def __init__(self, socket):
        self.socket = socket
        self.offsets: Counter[str] = Counter()
        self.advanced: Counter[str] = Counter()

    async def follow(self, stream, **position):
        self.socket.say("subscribe", topic=stream, **position)
        while (await self.hear())["topic"] != stream:
            continue

    async def hear(self):
        message = await self.socket.hear("frame", "skip", "snapshot", "resumed")
        self.take(message)
        return message

    def take(self, message):
        topic, kind = message["topic"], message["t"]
        start = {"snapshot": self.offsets[topic], "resumed": 0}.get(kind, message.get("from"))
        end = {"snapshot": message.get("offset"), "resumed": message.get("from")}.get(
            kind, message.get("to")
        )
        assert start == self.offsets[topic]
        self.offsets[topic] = end
        self.advanced[kind] += end - start

    async def until(self, streams, offset):
        while any(self.offsets[stream] < offset for stream in streams):
            await self.hear()


@pytest_asyncio.fixture
async def adding(opened):
    """How to open a socket that adds up."""

    async def open_one():
        socket = opened()
        await socket.greeted()
        return Adding(socket)

    return open_one


async def watched(adding, streams):
    """Two streams as one client keeps up, one stalls, and one comes back for the last step."""
    steady, stalled, back = [await adding() for _ in range(3)]
    for stream in streams:
        await steady.follow(stream)
        await stalled.follow(stream)
    stalled.socket.reads.clear()
    for count in range(3):
        for stream in streams:
            await append(stream, passes(2, first=3 + 2 * count))
        await steady.until(streams, 5 + 2 * count)
    stalled.socket.reads.set()
    await stalled.until(streams, 9)
    for stream in streams:
        await back.follow(stream, epoch=await epoch_of(stream), offset=7)
    await back.until(streams, 9)
    for client in (steady, stalled, back):
        await client.socket.leave()
    return steady, stalled, back


async def epoch_of(stream):
    return (await ask(lambda: selectors.heads([stream])))[stream].epoch


async def test_the_meters_reconcile_with_what_every_client_counts(adding, db):  # noqa: ARG001 -- asked for the database
    meters = Meters()
    streams = [stream_name(), stream_name()]
    for stream in streams:
        await append(stream, passes(3))

    clients = await watched(adding, streams)

    advanced = Counter(meters.told("terrace_offsets_advanced_total", "how"))
    assert {"frame", "merged", "snapshot", "resumed"} <= advanced.keys()
    advanced["frame"] += advanced.pop("merged")  # a client sees frames, one like the other
    assert advanced == sum((client.advanced for client in clients), Counter())
    assert advanced.total() == sum(client.offsets.total() for client in clients) == 3 * 18
    heads = await ask(lambda: selectors.heads(streams))
    appended = meters.moved("terrace_facts_appended_total")
    assert appended == sum(head.offset for head in heads.values()) == 18
