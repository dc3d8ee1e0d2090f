"""Pages of operations: what takes a match and its thread, as they stood, from moment to moment.

A page begins at two snapshots and fewer than a thousand facts, in six queries; it is bounded in
facts and in bytes, and says where the next one begins.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import msgspec

from community.core import canonical, clock, patch
from community.core.types import JsonObject
from community.matches.errors import UnknownInstantError
from community.matches.fold import MatchFold
from community.streams import catalogue, stretches
from community.streams.facts import Fact
from community.streams.folds import Faded, Fold, Overlay
from community.streams.selectors import Folded, Placed
from community.streams.states import folded_each
from community.streams.stretches import Span, Stretch
from community.threads.board import key_of, keys_then, seen_then
from community.threads.fold import ThreadFold
from community.threads.overlays import overlays_of
from community.threads.playing import Entry, Start, Told, due
from community.threads.state import ThreadState

# About five minutes of play: a second of work for nobody, half a minute of watching at 16x.
FACTS_MAX: Final = 400
# What a phone takes in a second or two. One step more may come, of both topics at their largest.
BYTES_MAX: Final = 192 * 1024
# Steps are no finer than this, in match time.
GRAIN_MS: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Step:
    """What takes one topic on; at: the match's offset by then; wait_ms: since the step before."""

    topic: str
    epoch: int
    begins: int
    ends: int
    at: int
    wait_ms: int
    patch: JsonObject
    notices: list[JsonObject]
    digest: str | None = None


@dataclass(frozen=True, kw_only=True)
class Steps:
    """A page of steps in their one order; next: (match offset, thread offset) to go on from."""

    steps: list[Step]
    next: tuple[int, int] | None


@dataclass(kw_only=True)
class _Topic:
    """One of the two topics on its way."""

    stream: str
    epoch: int
    offset: int
    fold: Fold[Any]
    state: Any
    shown: JsonObject = field(default_factory=dict)
    waiting: list[tuple[int, Fact]] = field(default_factory=list)

    def project(self, overlays: Overlay) -> JsonObject:
        """What is seen of it: the talk in the visibility of now."""
        if isinstance(self.state, ThreadState):
            return seen_then(self.state, overlays)
        return self.fold.project(self.state)

    def step(self, overlays: dict[str, JsonObject], *, at: int, wait_ms: int) -> Step:
        """Take what waits, and say what it changes."""
        facts, self.waiting = self.waiting, []
        begins = self.offset
        self.fold.fold(self.state, facts)
        self.offset = facts[-1][0]
        before, self.shown = self.shown, self.project(overlays)
        return Step(
            topic=self.stream,
            epoch=self.epoch,
            begins=begins,
            ends=self.offset,
            at=at,
            wait_ms=wait_ms,
            patch=patch.diff(before, self.shown),
            notices=[_notice(each) for each in facts if each[1].type in MatchFold.notices],
        )


def operations(
    match_id: str,
    *,
    after: Placed,
    said: int | None,
    until: int,
    as_of: datetime,
    facts_max: int = FACTS_MAX,
) -> Steps:
    """Steps from an offset of a match to another, as far as one page goes.

    said: how far of the thread was read with it; None for all that was recorded by then. facts_max:
    1..FACTS_MAX. The last step of either topic has its state's digest. Raises UnknownInstantError
    for a `said` that the thread does not have.
    """
    match, thread = f"match.{match_id}", f"thread.{match_id}"
    ends = {match: after.offset} | ({} if said is None else {thread: said})
    moment = after.recorded_at if said is None else as_of
    folded = folded_each([match, thread], as_of=moment, until=ends)
    told = folded.get(thread)
    begun = told.offset if told else 0
    if said is not None and said != begun:
        raise UnknownInstantError("/after")
    entries = _entries(
        [
            Span(stream=match, after=after.offset, as_of=as_of, until=after.offset + facts_max),
            Span(stream=thread, after=max(0, begun - 1), as_of=as_of, until=begun + facts_max),
        ]
    )
    ahead = [each for each in entries if each.told == "match"]
    ahead = [each for each in ahead if after.offset < each.offset <= until]
    talk = [each for each in entries if each.told == "thread"]
    reached = [each.recorded for each in talk if each.offset <= begun]
    talk = [each for each in talk if each.offset > begun]
    state = folded[match].state.clock
    start = Start(
        clock=(state.period, state.clock_ms) if state else None,
        recorded=clock.to_ms(after.recorded_at),
        talk_recorded=reached[-1] if reached else 0,
    )
    overlays = _overlays(told, talk)
    topics: dict[Told, _Topic] = {
        "match": _begun(folded[match], MatchFold(), {}),
        "thread": _begun(told or _unopened(thread), ThreadFold(), overlays),
    }
    steps, last = _played(
        topics, overlays, due(ahead, talk, start), at=after.offset, facts_max=facts_max
    )
    is_whole = last[0] >= until
    return Steps(steps=_digested(steps, topics), next=None if is_whole else last)


def _unopened(stream: str) -> Folded:
    return Folded(stream=stream, epoch=0, offset=0, state=ThreadFold().empty())


def _entries(spans: list[Span]) -> list[Entry]:
    """Facts of both streams, each in its order, with when they were recorded; one query."""
    found = stretches.stretches_due(spans, batches_max=2 * FACTS_MAX + 2)
    return [each for stretch in found for each in _lines(stretch)]


def _lines(stretch: Stretch) -> Iterator[Entry]:
    told: Told = "match" if stretch.stream.startswith("match.") else "thread"
    recorded = clock.to_ms(stretch.at)
    for offset, line in enumerate(stretch.body.split(b"\n"), start=stretch.first):
        yield Entry(told=told, offset=offset, fact=catalogue.decode(line), recorded=recorded)


def _overlays(told: Folded | None, talk: list[Entry]) -> dict[str, JsonObject]:
    """What lies over every post and revision that the page may show; two queries."""
    keys = keys_then(told.state) if told else []
    for entry in talk:
        match entry.fact.type:
            case "thread.posted":
                keys.append(key_of(entry.fact.id, 1))
            case "thread.edited":
                keys.append(key_of(entry.fact.data.post, entry.fact.data.revision))
    return overlays_of(keys)


def _begun(folded: Folded, fold: Fold[Any], overlays: dict[str, JsonObject]) -> _Topic:
    """A topic at its start. Whoever comes from there may hold what has been taken since."""
    begun = _Topic(
        stream=folded.stream,
        epoch=folded.epoch,
        offset=folded.offset,
        fold=fold,
        state=folded.state,
    )
    begun.shown = begun.project(Faded(overlays, fold.faded))
    return begun


def _played(
    topics: dict[Told, _Topic],
    overlays: dict[str, JsonObject],
    entries: Iterator[tuple[float, Entry]],
    *,
    at: int,
    facts_max: int,
) -> tuple[list[Step], tuple[int, int]]:
    """The steps, a grain each, and where they end."""
    steps: list[Step] = []
    bucket, last_ms, told_ms, size, facts = None, 0.0, 0, 0, 0

    def flush() -> None:
        nonlocal told_ms, size
        for topic in topics.values():
            if topic.waiting:
                step = topic.step(overlays, at=at, wait_ms=int(last_ms) - told_ms)
                told_ms = int(last_ms)
                size += len(msgspec.json.encode(step.patch))
                steps.append(step)

    for due_ms, entry in entries:
        if bucket is not None and due_ms // GRAIN_MS != bucket:
            flush()
            if size >= BYTES_MAX:
                break
        if facts == facts_max:
            break
        bucket, last_ms, facts = due_ms // GRAIN_MS, due_ms, facts + 1
        topics[entry.told].waiting.append((entry.offset, entry.fact))
        at = entry.offset if entry.told == "match" else at
    flush()
    return steps, (at, topics["thread"].offset)


def _digested(steps: list[Step], topics: dict[Told, _Topic]) -> list[Step]:
    """The same, the last of either topic with what its state comes to."""
    last = {step.topic: place for place, step in enumerate(steps)}
    for topic in topics.values():
        if (place := last.get(topic.stream)) is not None:
            steps[place] = replace(steps[place], digest=canonical.digest(topic.shown))
    return steps


def _notice(told: tuple[int, Fact]) -> JsonObject:
    offset, fact = told
    return {
        "offset": offset,
        "type": fact.type,
        "id": fact.id,
        "at": fact.at,
        "data": msgspec.to_builtins(fact.data),
    }
