"""Topics: one stream's state as viewers get it, folded once a tick, encoded once for all."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from community.core import canonical, clock, metrics, patch
from community.core.types import JsonObject
from community.edge import protocol
from community.edge.messages import Message
from community.streams import catalogue, folds
from community.streams.selectors import Folded


@dataclass(frozen=True, kw_only=True)
class Step:
    """What one tick changed: the state's patch from offset to offset, and what is to be told."""

    from_: int
    to: int
    at: int
    patch: JsonObject
    notices: list[protocol.Notice]
    trace: str | None


class Topic:
    """A stream followed by somebody in this process; offsets advance by whole ticks.

    head is what was told, taken what was folded; between ticks taken may be ahead.
    """

    def __init__(self, folded: Folded, *, ring_frames_max: int, digest_every_frames: int) -> None:
        fold = folds.fold_of(folded.stream)
        assert fold is not None, "only folded kinds are topics"
        self.key = folded.stream
        self.epoch = folded.epoch
        self.head = self.taken = folded.offset
        self._fold = fold
        self._state: Any = folded.state
        self._public = fold.project(folded.state)
        self._ring: deque[Step] = deque(maxlen=ring_frames_max)
        self._digest_every = digest_every_frames
        self._steps = 0
        self._notices: list[protocol.Notice] = []
        self._trace: str | None = None
        self._frames: dict[int, Message] = {}
        self._snapshot: Message | None = None

    def take(self, lines: Sequence[bytes]) -> None:
        """Fold the facts that follow `taken`, as they lie in the log."""
        facts = list(enumerate(map(catalogue.decode, lines), start=self.taken + 1))
        with metrics.FOLD_SECONDS.time():
            self._fold.fold(self._state, facts)
        for offset, fact in facts:
            if fact.type in self._fold.notices:
                self._notices.append(
                    protocol.Notice(
                        offset=offset,
                        type=fact.type,
                        id=fact.id,
                        at=fact.at,
                        data=msgspec.to_builtins(fact.data),
                    )
                )
        last = facts[-1][1]
        self._trace = last.prov.trace if last.prov else None
        self.taken = facts[-1][0]

    def tick(self) -> bool:
        """Make what was taken into one step for everybody; False when nothing was."""
        if self.taken == self.head:
            return False
        public = self._fold.project(self._state)
        self._ring.append(
            Step(
                from_=self.head,
                to=self.taken,
                at=clock.now_ms(),
                patch=patch.diff(self._public, public),
                notices=self._notices,
                trace=self._trace,
            )
        )
        self._public, self.head, self._notices = public, self.taken, []
        self._steps += 1
        self._frames.clear()
        self._snapshot = None
        return True

    def resumes(self, epoch: int | None, offset: int | None) -> bool:
        """Whether a client at a position can be brought to the head by one frame."""
        if epoch != self.epoch or offset is None or offset > self.head:
            return False
        return offset == self.head or self.frame(offset) is not None

    def frame(self, offset: int) -> Message | None:
        """The frame from an offset to the head, encoded once; None when only a snapshot will do."""
        known = self._frames.get(offset)
        if known is None:
            steps = self._steps_after(offset)
            if not steps:
                return None
            try:
                known = self._encode(steps)
            except patch.InexactError:
                return None  # something was removed and made again: the snapshot says it exactly
            self._frames[offset] = known
        return known

    def snapshot(self) -> Message:
        """The state at the head, encoded once."""
        if self._snapshot is None:
            self._snapshot = Message.of(
                protocol.Snapshot(
                    topic=self.key,
                    epoch=self.epoch,
                    offset=self.head,
                    at=clock.now_ms(),
                    state=self._public,
                    digest=canonical.digest(self._public),
                )
            )
        return self._snapshot

    def _steps_after(self, offset: int) -> list[Step]:
        """The ring's steps from an offset on, contiguous; empty when it does not begin a step."""
        steps: list[Step] = []
        for step in reversed(self._ring):
            if step.from_ < offset:
                break
            steps.append(step)
        steps.reverse()
        return steps if steps and steps[0].from_ == offset else []

    def _encode(self, steps: list[Step]) -> Message:
        whole = steps[0].patch
        for step in steps[1:]:
            whole = patch.merge(whole, step.patch)
        digest_due = len(steps) > 1 or self._steps % self._digest_every == 0
        message = Message.of(
            protocol.Frame(
                topic=self.key,
                epoch=self.epoch,
                from_=steps[0].from_,
                to=steps[-1].to,
                at=steps[-1].at,
                patch=whole,
                notices=[notice for step in steps for notice in step.notices],
                trace=steps[-1].trace,
                digest=canonical.digest(self._public) if digest_due else None,
            )
        )
        metrics.FRAMES_ENCODED.inc()
        metrics.FRAME_BYTES.observe(len(message.text))
        return message
