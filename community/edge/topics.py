"""Topics: one stream's state as viewers get it, folded once a tick, encoded once for all."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from community.core import canonical, clock, metrics, patch
from community.core.types import JsonObject
from community.edge import protocol
from community.edge.messages import Message
from community.edge.notices import notices_among
from community.edge.past import Past
from community.edge.ring import Ring, Step
from community.streams import catalogue, folds
from community.streams.selectors import BEGINNING, Folded

# Positions that merged frames are encoded for in one tick. After a cut, viewers stand at a few; who
# comes from yet another gets the snapshot, which is there anyway.
MERGED_MAX = 128
# Positions between steps that are folded again in one tick, at about a millisecond each: who comes
# from another process stands at its last tick or two.
REPLAYS_MAX = 16
_NOWHERE = -1  # before every offset


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
        overlay: Mapping[str, JsonObject] = folds.EMPTY,
    ) -> None:
        fold = folds.fold_of(folded.stream)
        assert fold is not None, "only folded kinds are topics"
        self.key = folded.stream
        self.epoch = folded.epoch
        self.head = self.taken = folded.offset
        self._fold = fold
        self._state: Any = folded.state
        self._overlay = dict(overlay)
        self._public = fold.project(folded.state, self._overlay)
        # Up to here others may hold what is gone by now: only a fold of the past knows how to
        # take it from them.
        self._redacted_at = self.head if self._is_ahead_of_facts else _NOWHERE
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

    @property
    def is_moving(self) -> bool:
        """Whether more was taken than was told."""
        return self.taken != self.head

    def lacking(self) -> list[str]:
        """The keys of what lies over the state and is not held, or said to be gone by now."""
        return [
            key
            for key in self._fold.overlays(self._state)
            if (held := self._overlay.get(key)) is None or "gone" in held
        ]

    @property
    def laid(self) -> list[str]:
        """The keys of what is held and shown."""
        return [key for key, held in self._overlay.items() if "gone" not in held]

    def lay(self, found: Mapping[str, JsonObject]) -> None:
        """Hold what lies over the state; of no matter to it are keys it does not ask for."""
        self._overlay |= {key: found[key] for key in self.lacking() if key in found}

    def redact(self, gone: Mapping[str, JsonObject]) -> bool:
        """Take from sight at once what the facts say only later; whether anything was.

        Everybody who stands at the head needs a snapshot then, unless a tick follows.
        """
        found = {key: gone[key] for key in self.laid if key in gone}
        self._overlay |= found
        return bool(found)

    def show_anew(self) -> None:
        """Show the state at the head with what lies over it now."""
        assert not self.is_moving, "what was taken is for a tick to tell"
        self._public = self._fold.project(self._state, self._overlay)
        self._redacted_at = self.head
        self._forget_told()

    @property
    def _is_ahead_of_facts(self) -> bool:
        """Whether something is gone that the facts folded so far still show."""
        return any("gone" in held for held in self._overlay.values())

    def tick(self, patches: MutableMapping[tuple[int, int], JsonObject]) -> bool:
        """Make what was taken into one step for everybody; False when nothing was.

        patches: those of the stream's other topics, by where they lead from and to; what this one
        comes to is added.
        """
        if not self.is_moving:
            return False
        wanted = frozenset(self._fold.overlays(self._state))
        self._overlay = {key: held for key, held in self._overlay.items() if key in wanted}
        public, change = self._next(patches)
        self._ring.push(
            Step(
                from_=self.head,
                to=self.taken,
                at=clock.now_ms(),
                patch=change,
                notices=self._notices,
                trace=self._trace,
            )
        )
        self._public, self.head, self._notices = public, self.taken, []
        self._steps += 1
        if self._past is not None:
            self._past.keep_state(self._state)
        if self._is_ahead_of_facts:
            self._redacted_at = self.head
        self._forget_told()
        return True

    def _next(
        self, patches: MutableMapping[tuple[int, int], JsonObject]
    ) -> tuple[JsonObject, JsonObject]:
        """The public state of what was taken, and the patch that leads there.

        A state without words over it is the same at any delay, so the way there is found once.
        """
        span = (self.head, self.taken)
        if (known := patches.get(span)) is not None:
            return patch.apply(known, self._public), known
        public = self._fold.project(self._state, self._overlay)
        change = patch.diff(self._public, public)
        if isinstance(self._fold, folds.Bare):
            patches[span] = change
        return public, change

    def _forget_told(self) -> None:
        self._replays = 0
        self._frames.clear()
        self._snapshot = None

    @property
    def position(self) -> tuple[int, int]:
        """The epoch and offset that viewers hold at the head.

        The beginning is the same for all: a later first fact shows to nobody behind live.
        """
        return (self.epoch, self.head) if self.head else BEGINNING

    def goes_on_from(self, epoch: int, offset: int) -> bool:
        """Whether a position lies in the history that viewers are told, or before any."""
        is_known = epoch == self.position[0] or (epoch, offset) == BEGINNING
        return is_known and offset <= self.head

    def resumes(self, epoch: int, offset: int) -> bool:
        """Whether a client at a position can be brought to the head by one frame."""
        if not self.goes_on_from(epoch, offset):
            return False
        if offset == self.head:
            return offset != self._redacted_at
        return self.frame(offset) is not None

    def frame(self, offset: int) -> Message | None:
        """The frame from an offset to the head, encoded once; None when only a snapshot will do."""
        known = self._frames.get(offset)
        if known is None:
            if not self.is_one_step(offset) and len(self._frames) >= MERGED_MAX:
                return None
            step = self._ring.to_head(offset) if offset > self._redacted_at else None
            step = step or self._replay(offset)
            if step is None:
                return None
            known = self._frames[offset] = self._encode(step)
        return known

    def _replay(self, offset: int) -> Step | None:
        """One step to the head from an offset where none of ours begins."""
        if self._past is None or self._replays >= REPLAYS_MAX:
            return None
        self._replays += 1
        replayed = self._past.at(offset, until=self.head, overlay=self._overlay)
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
            epoch, offset = self.position
            self._snapshot = Message.of(
                protocol.Snapshot(
                    topic=self.key,
                    epoch=epoch,
                    offset=offset,
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
        is_usual = step.from_ == self._ring.newest_from and step.from_ > 0
        digest_due = not is_usual or self._steps % self._digest_every == 0
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
