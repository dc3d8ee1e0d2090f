"""At every instant a delayed topic is the live fold of exactly what was recorded so long ago."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate, chain
from typing import Any

import msgspec
from hypothesis import given, strategies as st

from community.core import canonical, clock, patch
from community.edge.followed import Followed
from community.edge.protocol import Frame, Skip, Snapshot
from community.edge.tail import Tail
from community.edge.topics import Topic
from community.matches.fold import MatchFold
from community.streams import catalogue
from community.streams.facts import Fact
from community.streams.publish import Heard, Hint
from community.streams.selectors import Folded, Head
from community.streams.stretches import Span, Stretch
from tests.matches.factories import folded
from tests.properties.strategies import SETTLED, cuts, match_logs

STREAM, EPOCH = "match.match_7f0c", 1
BEGAN = clock.from_ms(1_529_949_600_000)
DELAYS_S = (0, 5, 30)


@dataclass(frozen=True, kw_only=True)
class Log:
    """A stream's log: its facts, and its batches with the microsecond each was recorded."""

    facts: list[Fact]
    batches: list[Stretch]

    def recorded(self, now_ms: int, *, delay_s: int = 0) -> list[Stretch]:
        """The batches recorded not after now - delay."""
        moment = clock.from_ms(now_ms) - timedelta(seconds=delay_s)
        return [batch for batch in self.batches if batch.at <= moment]

    def facts_of(self, batches: Sequence[Stretch]) -> list[Fact]:
        """The facts of the first batches."""
        return self.facts[: batches[-1].last] if batches else []

    def due(self, span: Span) -> list[Stretch]:
        """What the log answers for a span."""
        return [each for each in self.batches if each.last > span.after and each.at <= span.as_of]


@dataclass(frozen=True, kw_only=True)
class Show:
    """A log, the instants of a hub's ticks, and what goes amiss.

    comes: the tick at which each delay is first watched. is_told: per batch, whether its hint
    arrives. has_body: whether with the facts. bytes_max: what the tail may hold.
    """

    log: Log
    instants: list[int]
    comes: list[int]
    is_told: list[bool]
    has_body: list[bool]
    bytes_max: int


@st.composite
def shows(draw: Any) -> Show:
    """Batches up to twenty seconds apart, ticks as far, hints lost or without their facts."""
    batches = [part for part in draw(match_logs().flatmap(cuts)) if part]
    apart_us = st.integers(0, 20_000_000)
    at_us = list(accumulate(draw(apart_us) for _ in batches))
    lasts = list(accumulate(len(batch) for batch in batches))
    log = Log(
        facts=list(chain.from_iterable(batches)),
        batches=[
            Stretch(
                stream=STREAM,
                epoch=EPOCH,
                first=last - len(batch) + 1,
                last=last,
                at=BEGAN + timedelta(microseconds=us),
                body=b"\n".join(catalogue.encode_all(batch)),
            )
            for batch, last, us in zip(batches, lasts, at_us, strict=True)
        ],
    )
    instants = list(accumulate(draw(st.lists(st.integers(1, 20_000), min_size=3, max_size=12))))
    # Some ticks fall on the very millisecond at which something is due.
    due = [clock.to_ms_up(each.at) - clock.to_ms(BEGAN) + 1_000 * 5 for each in log.batches]
    return Show(
        log=log,
        instants=sorted(clock.to_ms(BEGAN) + each for each in {*instants, *due}),
        comes=[draw(st.integers(0, len(instants) - 1)) for _ in DELAYS_S],
        is_told=[draw(st.booleans()) for _ in batches],
        has_body=[draw(st.booleans()) for _ in batches],
        bytes_max=draw(st.sampled_from([0, 500, 100_000])),
    )


class Process:
    """What a hub does with one stream, a tick at a time; the log is a list."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.tail = Tail()
        self.heard = 0
        self.followed: dict[int, Followed] = {}

    def watch(self, delay_s: int, now_ms: int) -> None:
        """Load a topic as of its time; the first begins the tail."""
        log = self.show.log
        facts = log.facts_of(log.recorded(now_ms, delay_s=delay_s))
        state = Folded(stream=STREAM, epoch=EPOCH, offset=len(facts), state=folded(facts))
        topic = Topic(state, ring_frames_max=600, digest_every_frames=1)
        if not self.tail.has_begun:
            self.tail.begin(epoch=EPOCH, last=topic.taken)
        self.followed[delay_s] = Followed(topic=topic, tail=self.tail, delay_s=delay_s)

    def tick(self, now_ms: int) -> None:
        """Hear, look at the head, read what is missing, and bring every topic up to its time."""
        self._hear(now_ms)
        for followed in self.followed.values():
            followed.advance(now_ms=now_ms)
            if followed.is_lacking:
                followed.take(self.show.log.due(followed.span(now_ms=now_ms)), now_ms=now_ms)
            followed.tick()
        taken = min(followed.topic.taken for followed in self.followed.values())
        self.tail.trim(taken=taken, bytes_max=self.show.bytes_max)

    def _hear(self, now_ms: int) -> None:
        recorded = self.show.log.recorded(now_ms)
        for place in range(self.heard, len(recorded)):
            batch = recorded[place]
            at = clock.to_ms_up(batch.at)
            hint = Hint(stream=STREAM, epoch=EPOCH, first=batch.first, last=batch.last, at=at)
            if self.show.is_told[place]:
                body = batch.body if self.show.has_body[place] else None
                self.tail.hear(Heard(hint=hint, body=body))
        self.heard = len(recorded)
        self.tail.arrange()
        head = recorded[-1].last if recorded else 0
        for batch in recorded if head > self.tail.last else []:
            self.tail.take(batch)
        self.tail.arrange()
        assert self.tail.compare(Head(epoch=EPOCH, offset=head), since=self.tail.position) == 0


def read(message: Any) -> Any:
    return msgspec.json.decode(message.text, type=Snapshot | Frame | Skip)


def brought(topic: Topic, offset: int, state: Any) -> Any:
    """A client's state at the head, by what leads there from where it was."""
    message = topic.frame(offset)
    told = read(topic.snapshot() if message is None else message)
    return (
        told.state if isinstance(told, Snapshot) else patch.apply(getattr(told, "patch", {}), state)
    )


@SETTLED
@given(shows())
def test_a_topic_is_the_fold_of_what_is_due_to_it_and_of_nothing_else(show):
    process = Process(show)
    held: dict[int, list[tuple[int, Any]]] = {delay_s: [] for delay_s in DELAYS_S}

    for number, now_ms in enumerate(show.instants):
        for delay_s, comes in zip(DELAYS_S, show.comes, strict=True):
            if delay_s not in process.followed and number >= comes:
                process.watch(delay_s, now_ms)
        if not process.followed:
            continue
        process.tick(now_ms)
        for delay_s, followed in process.followed.items():
            facts = show.log.facts_of(show.log.recorded(now_ms, delay_s=delay_s))
            due = MatchFold().project(folded(facts))
            snapshot = read(followed.topic.snapshot())
            assert snapshot.offset == len(facts)
            assert canonical.dumps(snapshot.state) == canonical.dumps(due)
            assert snapshot.digest == canonical.digest(due)
            for offset, state in held[delay_s]:
                assert offset == snapshot.offset or brought(followed.topic, offset, state) == due
            held[delay_s].append((snapshot.offset, due))


@SETTLED
@given(shows())
def test_no_byte_of_a_later_fact_is_in_anything_a_delayed_topic_would_send(show):
    process = Process(show)
    process.watch(30, show.instants[0])

    for now_ms in show.instants:
        before = process.followed[30].topic.head
        process.tick(now_ms)
        topic = process.followed[30].topic
        sent = topic.snapshot().text + (message.text if (message := topic.frame(before)) else "")
        known = {fact.id for fact in show.log.facts[: topic.head]}
        later = {fact.id for fact in show.log.facts[topic.head :]} - known
        assert [fact_id for fact_id in later if f'"{fact_id}"' in sent] == []
