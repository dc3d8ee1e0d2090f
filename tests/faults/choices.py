"""Which messages are spoiled: one by its number, or some by a seed; both the same in every run."""

import random  # noqa: TID251 -- random.Random(seed), so that every run is the same
from collections.abc import Sequence
from dataclasses import dataclass

from tests.faults.messages import Decide, Fault, Message


@dataclass(kw_only=True)
class Nth:
    """The nth message of a kind (from 1, over all lines of a proxy) has the fault, no other."""

    nth: int
    fault: Fault
    kind: str = "frame"
    seen: int = 0

    def __call__(self, message: Message) -> Fault | None:
        if message.kind != self.kind:
            return None
        self.seen += 1
        return self.fault if self.seen == self.nth else None


@dataclass(frozen=True, kw_only=True)
class Seeded:
    """Of a thousand messages of a kind about `per_mille` have one of the faults, by the seed.

    The choice hangs on the seed, the line's number and the message's own alone.
    """

    seed: str
    per_mille: int
    faults: Sequence[Fault]
    kind: str = "frame"

    def __call__(self, message: Message) -> Fault | None:
        if message.kind != self.kind:
            return None
        chance = random.Random(f"{self.seed}.{message.line}.{message.number}")  # noqa: S311 -- seeded
        return chance.choice(self.faults) if chance.randrange(1_000) < self.per_mille else None


@dataclass(frozen=True, kw_only=True)
class Either:
    """A message has the fault of the first choice that spoils it."""

    choices: Sequence[Decide]

    def __call__(self, message: Message) -> Fault | None:
        return next((fault for choose in self.choices if (fault := choose(message))), None)
