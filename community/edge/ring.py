"""The last steps of a topic, and one patch from the beginning of any of them to the head."""

from collections import deque
from dataclasses import dataclass

from community.core import patch
from community.core.types import JsonObject
from community.edge import protocol


@dataclass(frozen=True, kw_only=True)
class Step:
    """What changed from offset to offset: the state's patch, and what is to be told.

    at: when the last of it was made ready. trace: that of its newest fact.
    """

    from_: int
    to: int
    at: int
    patch: JsonObject
    notices: list[protocol.Notice]
    trace: str | None

    @property
    def tells(self) -> bool:
        """Whether a viewer learns anything by it."""
        return bool(self.patch or self.notices)


class Ring:
    """At most so many steps, each beginning where the one before it ends."""

    def __init__(self, *, steps_max: int) -> None:
        self._steps: deque[Step] = deque(maxlen=steps_max)
        # The patch from the beginning of each of the newest steps to the head, oldest last.
        self._patches: list[JsonObject] = []
        self._is_exact = True

    @property
    def newest_from(self) -> int | None:
        """Where the newest step begins; None while there is none."""
        return self._steps[-1].from_ if self._steps else None

    def ended_at(self, offset: int) -> int | None:
        """When the step that ends at an offset was made ready; None when none does."""
        for step in reversed(self._steps):
            if step.to <= offset:
                return step.at if step.to == offset else None
        return None

    def traced_at(self, trace: str) -> int | None:
        """When the newest step of a trace was made ready; None when none is kept."""
        return next((step.at for step in reversed(self._steps) if step.trace == trace), None)

    def push(self, step: Step) -> None:
        """Add the newest step."""
        assert not self._steps or self._steps[-1].to == step.from_, "steps follow each other"
        self._steps.append(step)
        self._patches = []
        self._is_exact = True

    def to_head(self, offset: int) -> Step | None:
        """One step from an offset to the head; None when none begins there or no patch is exact.

        Merged from the newest back and kept until the next push: asking for every step there is
        costs one merge a step.
        """
        count = self._count_from(offset)
        if count is None:
            return None
        while self._is_exact and len(self._patches) < count:
            self._merge_one_more()
        if len(self._patches) < count:
            return None
        told = [self._steps[place] for place in range(-count, 0)]
        # A trace is an answer to something seen: what tells nothing has none to give.
        seen = [step.trace for step in told if step.tells]
        return Step(
            from_=offset,
            to=told[-1].to,
            at=told[-1].at,
            patch=self._patches[count - 1],
            notices=[notice for step in told for notice in step.notices],
            trace=seen[-1] if seen else None,
        )

    def _count_from(self, offset: int) -> int | None:
        """How many steps lead from an offset to the head; None when no step begins there."""
        for count, step in enumerate(reversed(self._steps), start=1):
            if step.from_ <= offset:
                return count if step.from_ == offset else None
        return None

    def _merge_one_more(self) -> None:
        older = self._steps[-1 - len(self._patches)].patch
        if not self._patches:
            self._patches.append(older)
            return
        try:
            self._patches.append(patch.merge(older, self._patches[-1]))
        except patch.InexactError:
            self._is_exact = False  # removed and made again: only a snapshot says that exactly
