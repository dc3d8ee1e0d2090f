"""What one viewer is sent of a topic: a snapshot, messages after it, and the truth at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import msgspec
from hypothesis import strategies as st

from community.core import canonical, patch
from community.core.types import JsonObject
from community.edge.protocol import Frame, Skip, Snapshot
from community.edge.topics import Topic
from community.streams import catalogue, folds
from community.streams.facts import Fact
from community.streams.selectors import Folded
from tests.properties.logs import over
from tests.properties.strategies import cuts

RING_FRAMES = 600
DIGEST_EVERY_FRAMES = 50

_read = msgspec.json.Decoder(Snapshot | Frame | Skip).decode


@dataclass(frozen=True, kw_only=True)
class Script:
    """A log as a topic's ticks took it, and a viewer's part in it.

    ticks: the facts of each; comes: how many went by before he came; reads: whether he is sent
    something at each tick, except the last, at which he always is.
    """

    stream: str
    ticks: list[list[Fact]]
    comes: int
    reads: list[bool]


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """The messages a viewer was sent, as they go over the wire, and the state they must end in."""

    messages: list[str]
    end: bytes

    @property
    def is_moving(self) -> bool:
        """Whether the state moved by frames while he watched."""
        first, *later = map(_read, self.messages)
        by_frames = any(isinstance(told, Frame) for told in later)
        return by_frames and canonical.dumps(first.state) != self.end


@st.composite
def scripts(draw: Any, stream: str, logs: st.SearchStrategy[list[Fact]]) -> Script:
    """A log cut into ticks, some of them empty; a viewer who comes and reads when he likes."""
    ticks = draw(logs.flatmap(cuts))
    reads = draw(st.lists(st.booleans(), min_size=len(ticks), max_size=len(ticks)))
    # In the first half: who comes after the last fact sees nothing move.
    comes = draw(st.integers(0, len(ticks) // 2))
    return Script(stream=stream, ticks=ticks, comes=comes, reads=reads)


def folded(stream: str, facts: Sequence[Fact]) -> Folded:
    """A stream that holds these facts, folded at once from the first."""
    fold = folds.fold_of(stream)
    assert fold is not None
    state = fold.empty()
    fold.fold(state, enumerate(facts, start=1))
    return Folded(stream=stream, epoch=1, offset=len(facts), state=state)


def topic_of(loaded: Folded) -> Topic:
    """A topic as a hub would load it."""
    return Topic(
        loaded,
        ring_frames_max=RING_FRAMES,
        digest_every_frames=DIGEST_EVERY_FRAMES,
        overlay=over(_kind(loaded.stream), loaded.overlays()),
    )


def tick(topic: Topic) -> None:
    """A tick as a hub has it: what lies over the state is laid first."""
    topic.lay(over(_kind(topic.key), topic.lacking()))
    topic.tick({})


def end_of(stream: str, facts: Sequence[Fact]) -> bytes:
    """The public state of a stream that holds these facts, as anybody is shown it."""
    loaded = folded(stream, facts)
    return canonical.dumps(loaded.project(over(_kind(stream), loaded.overlays())))


def _kind(stream: str) -> str:
    return stream.partition(".")[0]


def play(script: Script) -> Viewing:
    """Run a live topic through a script; what its viewer is sent."""
    topic = topic_of(folded(script.stream, list(chain(*script.ticks[: script.comes]))))
    messages, held = [topic.snapshot().text], topic.head
    later = list(zip(script.ticks, script.reads, strict=True))[script.comes :]
    for left, (facts, reads) in zip(reversed(range(len(later))), later, strict=True):
        if facts:
            topic.take(catalogue.encode_all(facts))
            tick(topic)
        if (reads or left == 0) and topic.head > held:
            messages.append((topic.frame(held) or topic.snapshot()).text)
            held = topic.head
    return Viewing(messages=messages, end=end_of(script.stream, list(chain(*script.ticks))))


def states(viewing: Viewing) -> Iterator[JsonObject]:
    """The states a viewer holds after each message, as Python patches them."""
    state: JsonObject = {}
    offset = 0
    for text in viewing.messages:
        match _read(text):
            case Snapshot() as snapshot:
                state, offset = snapshot.state, snapshot.offset
            case Frame() as frame:
                assert frame.from_ == offset, "a frame begins where its viewer stands"
                state, offset = patch.apply(frame.patch, state), frame.to
            case Skip() as skip:
                assert skip.from_ == offset, "a skip begins where its viewer stands"
                offset = skip.to
        yield state
