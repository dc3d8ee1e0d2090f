"""A topic on the socket: a snapshot or a resumption, then frames without a hole, to the last."""

import pytest

from community.streams import selectors
from tests.edge.client import Client
from tests.edge.sockets import append, ask
from tests.streams.factories import goal, passes

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


async def fresh(stream):
    """The public state at the head, read from the log."""
    return await ask(lambda: selectors.folded(stream).project())


async def test_a_snapshot_is_the_state_at_the_head(socket, stream):
    snapshot = await socket.subscribe(stream)

    client = Client().take(snapshot)
    assert (client.offset, client.state) == (1, await fresh(stream))
    assert (await ask(lambda: selectors.heads([stream])))[stream].epoch == client.epoch


async def test_frames_follow_the_snapshot_without_a_hole(socket, stream):
    client = Client().take(await socket.subscribe(stream))

    for number in range(1, 6):
        await append(stream, passes(2, first=2 * number))
        await client.until(socket, 1 + 2 * number)

    assert client.taken == ["snapshot", *["frame"] * 5]
    assert client.state == await fresh(stream)


async def test_what_must_be_told_is_told_once_each_in_order(socket, stream):
    client = Client().take(await socket.subscribe(stream))

    await append(stream, [goal(clock_ms=800_000), *passes(3), goal(clock_ms=900_000)])
    await append(stream, [goal(clock_ms=950_000)])

    await client.until(socket, 7)
    assert client.notices == [(offset, "match.goal") for offset in (2, 6, 7)]
    assert client.state["score"] == {"home": 4, "away": 0}


async def test_everybody_gets_the_same_bytes(opened, stream):
    first, second = opened(), opened()
    for socket in (first, second):
        await socket.greeted()
        await socket.subscribe(stream)

    await append(stream, passes(3))

    frames = [await socket.hear("frame") for socket in (first, second)]
    assert frames[0] == frames[1]
    assert first.texts[-1] == second.texts[-1]
    assert first.texts[-2] == second.texts[-2]


async def test_who_comes_back_where_the_head_is_gets_nothing_again(opened, stream):
    first, again = opened(), opened()
    await first.greeted()
    client = Client().take(await first.subscribe(stream))
    await again.greeted()

    answer = await again.subscribe(stream, epoch=client.epoch, offset=client.offset)

    position = {"topic": stream, "epoch": client.epoch, "from": 1, "to": 1}
    assert answer == {"t": "resumed"} | position
    again.say("ping", at=1)
    assert (await again.hear())["t"] == "pong"


async def test_who_comes_back_later_gets_one_frame_of_all_he_missed(opened, stream):
    steady, gone, again = opened(), opened(), opened()
    await steady.greeted()
    watching = Client().take(await steady.subscribe(stream))
    await gone.greeted()
    client = Client().take(await gone.subscribe(stream))
    await gone.leave()
    for number in range(1, 4):
        await append(stream, [goal(clock_ms=800_000 + number)])
        await watching.until(steady, 1 + number)
    await again.greeted()

    resumed = await again.subscribe(stream, epoch=client.epoch, offset=client.offset)

    assert (resumed["t"], resumed["from"], resumed["to"]) == ("resumed", 1, 4)
    client.take(await again.hear())
    assert (client.offset, client.state) == (4, watching.state)
    assert client.notices == watching.notices


async def test_subscribing_again_answers_again_and_frames_come_once(socket, stream):
    await socket.subscribe(stream)
    client = Client().take(await socket.subscribe(stream))

    await append(stream, passes(1))

    await client.until(socket, 2)
    socket.say("ping", at=1)
    assert (await socket.hear())["t"] == "pong"


async def test_who_reads_slowly_gets_all_he_missed_as_one_frame(opened, stream):
    steady, slow = opened(), opened()
    await steady.greeted()
    watching = Client().take(await steady.subscribe(stream))
    await slow.greeted()
    client = Client().take(await slow.subscribe(stream))
    slow.reads.clear()
    for number in range(1, 6):
        await append(stream, [goal(clock_ms=800_000 + number)])
        await watching.until(steady, 1 + number)

    slow.reads.set()

    # One frame was on its way when he stopped reading; the rest is one more.
    await client.until(slow, 6)
    assert len(watching.taken) == 6
    assert client.taken[0] == "snapshot"
    assert len(client.taken) <= 3
    assert client.state == watching.state
    assert client.notices == watching.notices
