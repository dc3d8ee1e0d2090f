"""What is hidden leaves no byte on the wire for those who come later, and no gap for anybody."""

import msgspec
import pytest
from hypothesis import given, strategies as st

from community.core.ids import random_id
from community.edge.protocol import Frame, Skip, Snapshot
from community.edge.topics import Topic
from community.streams import catalogue, folds
from community.streams.selectors import Folded
from tests.edge.client import Client
from tests.edge.sockets import append
from tests.edge.wall import WallFold, hidden, shadowed, written
from tests.properties.strategies import SETTLED
from tests.streams import factories

WORDS = "canary"
TRACE = "6ac1f0de" * 4
STREAM = "wall.wall_1"


@pytest.fixture(scope="module", autouse=True)
def wall_fold():
    """The wall's fold, known as long as these tests run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(folds.registered(), "wall", WallFold())
        yield


@pytest.fixture
def stream(db):  # noqa: ARG001 -- asked for the database
    """A wall with one note."""
    name = f"wall.{random_id('wall')}"
    factories.append(name, [written(1, "Kick-off!")])
    return name


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
class TestOnTheWire:
    async def test_shadow_hidden_words_are_a_skip_for_everybody(self, opened, stream):
        socket = opened()
        await socket.greeted()
        client = Client().take(await socket.subscribe(stream))

        await append(stream, [shadowed(2, WORDS, trace=TRACE)])

        skip = await socket.hear("skip", "frame")
        position = {"topic": stream, "epoch": client.epoch, "from": 1, "to": 2}
        assert skip == {"t": "skip"} | position
        await append(stream, [written(3, "Off the post.")])
        await client.take(skip).until(socket, 3)
        assert sorted(client.state["notes"]) == ["note_1", "note_3"]
        assert not any(WORDS in text or TRACE in text for text in socket.texts)

    async def test_hidden_words_are_gone_for_who_comes_later(self, opened, stream):
        first, later = opened(), opened()
        await first.greeted()
        client = Client().take(await first.subscribe(stream))
        await append(stream, [written(2, WORDS)])
        await client.until(first, 2)
        assert client.state["notes"]["note_2"] == {"words": WORDS}
        await append(stream, [hidden(2)])
        await client.until(first, 3)
        await later.greeted()

        came_later = Client().take(await later.subscribe(stream))

        assert client.state["notes"]["note_2"] == {"hidden": True}
        assert client.notices == [(3, "wall.hidden")]
        assert came_later.state == client.state
        assert not any(WORDS in text for text in later.texts)

    async def test_who_resumes_over_the_hiding_gets_the_redacted_form(self, opened, stream):
        steady, gone, again = opened(), opened(), opened()
        await steady.greeted()
        watching = Client().take(await steady.subscribe(stream))
        await gone.greeted()
        client = Client().take(await gone.subscribe(stream))
        await gone.leave()
        for offset, fact in enumerate([written(2, WORDS), shadowed(3, WORDS), hidden(2)], start=2):
            await append(stream, [fact])
            await watching.until(steady, offset)
        await again.greeted()

        resumed = await again.subscribe(stream, epoch=client.epoch, offset=client.offset)

        assert (resumed["t"], resumed["from"], resumed["to"]) == ("resumed", 1, 4)
        await client.until(again, 4)
        assert client.state == watching.state
        assert client.notices == watching.notices == [(4, "wall.hidden")]
        assert not any(WORDS in text for text in again.texts)


def topic_of(facts=()):
    """A topic loaded from a wall that holds these facts."""
    fold = WallFold()
    state = fold.empty()
    fold.fold(state, enumerate(facts, start=1))
    folded = Folded(stream=STREAM, epoch=1, offset=len(facts), state=state)
    return Topic(folded, ring_frames_max=100, digest_every_frames=3)


@st.composite
def walls(draw):
    """Ticks of a wall on which notes are written once and some hidden later; words tell them."""
    facts, shown = [], []
    for number in range(draw(st.integers(1, 12))):
        facts.append(draw(st.sampled_from([written, shadowed]))(number, f"{WORDS}-{number}."))
        shown.append(number)
        if draw(st.booleans()):
            facts.append(hidden(shown.pop(draw(st.integers(0, len(shown) - 1)))))
    ticks = []
    while facts:
        count = draw(st.integers(1, 3))
        ticks.append(facts[:count])
        facts = facts[count:]
    return ticks


def unseen(ticks):
    """The words that nobody may be sent at the end."""
    facts = [fact for tick in ticks for fact in tick]
    taken = {fact.data.id for fact in facts if fact.type == "wall.hidden"}
    return [
        fact.data.words
        for fact in facts
        if fact.type == "wall.shadowed" or (fact.type == "wall.written" and fact.data.id in taken)
    ]


def state_of(facts):
    """The public state of a wall that holds these facts, as a snapshot says it."""
    return msgspec.json.decode(topic_of(facts).snapshot().text, type=Snapshot).state


def read(message):
    return msgspec.json.decode(message.text, type=Frame | Skip)


@SETTLED
@given(walls())
def test_whoever_comes_back_from_anywhere_is_sent_no_hidden_byte(ticks):
    topic = topic_of()
    held = []
    for tick in ticks:
        held.append(topic.head)
        topic.take(catalogue.encode_all(tick))
        topic.tick({})

    told = [topic.frame(offset) for offset in held] + [topic.snapshot()]

    sent = [message.text for message in told if message is not None]
    assert [words for words in unseen(ticks) for text in sent if words in text] == []
    positions = [(read(message).from_, read(message).to) for message in told[:-1] if message]
    assert set(positions) <= {(offset, topic.head) for offset in held}


@SETTLED
@given(walls())
def test_written_and_then_hidden_is_as_if_it_had_been_redacted_at_once(ticks):
    facts = [fact for tick in ticks for fact in tick]
    gone = set(unseen(ticks))
    redacted = [
        written(int(fact.data.id[5:]), "") if getattr(fact.data, "words", "") in gone else fact
        for fact in facts
        if fact.type != "wall.shadowed"
    ]
    whole = [fact for fact in facts if fact.type != "wall.shadowed"]

    assert state_of(facts) == state_of(redacted) == state_of(whole)
