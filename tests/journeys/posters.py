"""Posters: fans who write on one thread by the real SDK, each over a line that is troubled."""

import random  # noqa: TID251 -- seeded, so that every run writes the same
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from community.streams.operations import Sent
from community.threads.services.posts import post_id_of
from deploy.embedded.processes import wait_until
from tests.faults.threaded import Guard
from tests.journeys.viewers import Viewer

# Eight a second; the policy allows ten, so nobody is refused for his pace.
GAP_MS = 125
STUCK_S = 60.0  # only a deadline


@dataclass(eq=False, kw_only=True)
class Poster:
    """Somebody with a line of his own and texts to post; `ahead` of them unanswered at most."""

    viewer: Viewer
    line: Guard
    actor: str
    match: str
    texts: Sequence[str]
    ahead: int

    @property
    def order(self) -> dict[str, object]:
        """What the viewer is asked to send."""
        data = {"match": self.match, "kind": "comment", "seen": 1}
        each = [data | {"text": text} for text in self.texts]
        return {"name": "thread.post", "each": each, "ahead": self.ahead, "gapMs": GAP_MS}

    @property
    def is_done(self) -> bool:
        """Whether every text was answered."""
        return self.viewer.answered == len(self.texts)

    @property
    def written(self) -> list[tuple[str, str]]:
        """(id, text) of the posts sent, in the order of sending."""
        return [
            (post_id_of(self.actor, Sent(op=UUID(sent["op"]))), sent["data"]["text"])
            for sent in self.viewer.all("sent")
        ]

    @property
    def outcomes(self) -> list[tuple[str, str | None]]:
        """(outcome, code) of every answer."""
        return [(told["outcome"], told.get("code")) for told in self.viewer.all("answered")]


def texts(seed: str, count: int) -> list[str]:
    """Sentences that are like no others."""
    chance = random.Random(seed)  # noqa: S311 -- seeded, no secret
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ("".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(8 * count))
    return [" ".join(next(words) for _ in range(8)).capitalize() + "." for _ in range(count)]


def hang_up(line: Guard) -> None:
    """Reset the line, and every one dialled after it."""
    line.refuse()
    line.cut()


# What becomes of a line until the next deed: each is found out, and outlived, in another way.
DEEDS: tuple[Callable[[Guard], None], ...] = (
    Guard.hold,
    lambda line: line.delay(400),
    hang_up,
    lambda line: line.throttle(30_000),
)


def trouble(posters: Sequence[Poster], *, every: int, beside: Callable[[int], None]) -> None:
    """A deed on one line after every so many answers, until most are answered; then clear weather.

    The one before is undone by then. Every other deed cuts the line of who was answered least: who
    waits for a lost answer gets another line. `beside` is done too, with the number of the deed.
    """
    rounds = sum(len(poster.texts) for poster in posters) * 9 // 10 // every
    for number in range(1, rounds):
        if number % 2:
            victim = posters[number // 2 % len(posters)]
            DEEDS[number // 2 % len(DEEDS)](victim.line)
        else:
            victim = min(posters, key=lambda one: one.viewer.answered)
            victim.line.cut()
        beside(number)
        wait_for(posters, answers=number * every, but=victim)
        victim.line.heal()


def wait_for(
    posters: Sequence[Poster], *, answers: int | None = None, but: Poster | None = None
) -> None:
    """Wait for so many answers, or for every post's; not for those of one left out.

    Fails when for long nobody is answered.
    """
    waited = [poster for poster in posters if poster is not but]

    def answered() -> int:
        return sum(poster.viewer.answered for poster in posters)

    def is_over(last: int) -> bool:
        return answered() > last or all(poster.is_done for poster in waited)

    while not all(poster.is_done for poster in waited):
        before = answered()
        if answers is not None and before >= answers:
            return
        moved = wait_until(partial(is_over, before), timeout_s=STUCK_S)
        assert moved, [(poster.viewer.name, poster.viewer.happened[-5:]) for poster in posters]
