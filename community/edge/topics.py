"""Topics: one stream's state as viewers get it, folded once a tick, encoded once for all."""

from collections.abc import Sequence
from typing import Any

from community.core import canonical, clock, metrics, patch
from community.edge import protocol
from community.edge.messages import Message
from community.edge.notices import notices_among
from community.edge.past import Past
from community.edge.ring import Ring, Step
from community.streams import catalogue, folds
from community.streams.selectors import Folded

# Positions that merged frames are encoded for in one tick. After a cut, viewers stand at a few; who
# comes from yet another gets the snapshot, which is there anyway.
MERGED_MAX = 128
# Positions between steps that are folded again in one tick, at about a millisecond each: who comes
# from another process stands at its last tick or two.
REPLAYS_MAX = 16


class Topic:
    """A stream followed by somebody in this process; offsets advance by whole ticks.

    head is what was told, taken what was folded; between ticks taken may be ahead.
    """

    def __init__(
        self,
        folded: Folded,
        *,
        ring_frames_max: int,
        digest_every_frames: int,
        replay_facts_max: int = 0,
    ) -> None:
        fold = folds.fold_of(folded.stream)
        assert fold is not None, "only folded kinds are topics"
        self.key = folded.stream
        self.epoch = folded.epoch
        self.head = self.taken = folded.offset
        self._fold = fold
        self._state: Any = folded.state
        self._public = fold.project(folded.state)
        self._ring = Ring(steps_max=ring_frames_max)
        self._past: Past | None = None
        if folded.earlier is not None and replay_facts_max:
            self._past = Past(fold, folded.earlier, facts_max=replay_facts_max)
        self._replays = 0
        self._digest_every = digest_every_frames
        self._steps = 0
        self._notices: list[protocol.Notice] = []
        self._trace: str | None = None
        self._frames: dict[int, Message] = {}
        self._snapshot: Message | None = None

    def take(self, lines: Sequence[bytes]) -> None:
        """Fold the facts that follow `taken`, as they lie in the log."""
        facts = list(enumerate(catalogue.read(lines), start=self.taken + 1))
        with metrics.FOLD_SECONDS.time():
            self._fold.fold(self._state, facts)
        self._notices += notices_among(facts, self._fold.notices)
        if self._past is not None:
            self._past.take(lines)
        last = facts[-1][1]
        self._trace = last.prov.trace if last.prov else None
        self.taken = facts[-1][0]

    def tick(self) -> bool:
        """Make what was taken into one step for everybody; False when nothing was."""
        if self.taken == self.head:
            return False
        public = self._fold.project(self._state)
        self._ring.push(
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
        if self._past is not None:
            self._past.keep_state(self._state)
        self._replays = 0
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
            if not self.is_one_step(offset) and len(self._frames) >= MERGED_MAX:
                return None
            step = self._ring.to_head(offset) or self._replay(offset)
            if step is None:
                return None
            known = self._frames[offset] = self._encode(step)
        return known

    def _replay(self, offset: int) -> Step | None:
        """One step to the head from an offset where none of ours begins."""
        if self._past is None or self._replays >= REPLAYS_MAX:
            return None
        self._replays += 1
        replayed = self._past.at(offset, until=self.head)
        if replayed is None:
            return None
        return Step(
            from_=offset,
            to=self.head,
            at=clock.now_ms(),
            patch=patch.diff(replayed.public, self._public),
            notices=replayed.notices,
            trace=None,
        )

    def is_one_step(self, offset: int) -> bool:
        """Whether the newest step alone leads from an offset to the head."""
        return offset == self._ring.newest_from

    def told_at(self, offset: int) -> int | None:
        """When the step that ends at an offset was made ready; None when none that is kept does."""
        return self._ring.ended_at(offset)

    def traced_at(self, trace: str) -> int | None:
        """When the newest step of a trace was made ready; None when none is kept."""
        return self._ring.traced_at(trace)

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

    def _encode(self, step: Step) -> Message:
        message = Message.of(self._frame(step) if step.tells else self._skip(step))
        metrics.FRAMES_ENCODED.inc()
        metrics.FRAME_BYTES.observe(len(message.text))
        return message

    def _frame(self, step: Step) -> protocol.Frame:
        digest_due = step.from_ != self._ring.newest_from or self._steps % self._digest_every == 0
        return protocol.Frame(
            topic=self.key,
            epoch=self.epoch,
            from_=step.from_,
            to=step.to,
            at=step.at,
            patch=step.patch,
            notices=step.notices,
            trace=step.trace,
            digest=canonical.digest(self._public) if digest_due else None,
        )

    def _skip(self, step: Step) -> protocol.Skip:
        """Hidden facts: their offsets pass, and nothing else of them, not even a trace."""
        return protocol.Skip(topic=self.key, epoch=self.epoch, from_=step.from_, to=step.to)
