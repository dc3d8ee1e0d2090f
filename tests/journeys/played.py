"""A match told to an instance piece by piece, and the truth of it at every offset."""

from functools import cached_property
from typing import Any

import httpx
import msgspec

from community.core import canonical
from community.feeds.providers import simulator
from community.streams import catalogue, folds
from tests.journeys.instance import Instance
from tests.journeys.viewers import Viewer

KICKOFF_AT = 1_767_225_600_000


class Played:
    """A simulated match of a source of its own; its name makes it another one."""

    def __init__(self, instance: Instance, name: str) -> None:
        self._instance = instance
        self._recording = simulator.simulate(name, kickoff_at=KICKOFF_AT)
        self._sender = instance.sender(name)
        self._sent = 0
        self.id = self._sender.announce(self._recording.sheet)

    @property
    def topic(self) -> str:
        """Its stream's name."""
        return f"match.{self.id}"

    @property
    def is_over(self) -> bool:
        """Whether all was told."""
        return self._sent == len(self._recording.events)

    @cached_property
    def token(self) -> str:
        """A connect token of the instance."""
        return str(httpx.get(f"{self._instance.url}/live/token/").json()["token"])

    def tell(self, count: int = 5) -> int:
        """Send the next events; the stream's head after them."""
        events = self._recording.events[self._sent : self._sent + count]
        assert events, "the match is over"
        receipt = self._sender.send(self._recording.sheet.id, events, first=self._sent + 1)
        self._sent += len(events)
        return int(receipt["head"])

    def tell_framed(self, watching: Viewer, *, frames: int) -> int:
        """Send so many batches, each when the one before was seen: a frame each; the head."""
        head = 0
        for _ in range(frames):
            head = self.tell()
            watching.until_at(head)
        return head

    @property
    def told(self) -> int:
        """How many of its events were sent."""
        return self._sent

    def go_back_to(self, told: int) -> None:
        """Go on after so many events, as a provider does when it is told what is expected."""
        self._sent = told

    def ids(self) -> list[str]:
        """The provider's ids of everything sent so far, in order."""
        return [event.id for event in self._recording.events[: self._sent]]

    def facts(self) -> list[dict[str, Any]]:
        """Its facts as they lie in the log."""
        return self._instance.facts(self.topic)

    def truths(self) -> dict[int, str]:
        """The digest of the public state at every offset, folded from the facts alone."""
        fold = folds.fold_of(self.topic)
        assert fold is not None
        state, truths = fold.empty(), {}
        for offset, fact in enumerate(self.facts(), start=1):
            fold.fold(state, [(offset, catalogue.decode(msgspec.json.encode(fact)))])
            truths[offset] = canonical.digest(fold.project(state))
        return truths

    def told_notices(self, after: int) -> list[tuple[int, str]]:
        """(offset, type) of every fact past an offset that must be told by itself."""
        fold = folds.fold_of(self.topic)
        assert fold is not None
        return [
            (offset, fact["type"])
            for offset, fact in enumerate(self.facts(), start=1)
            if offset > after and fact["type"] in fold.notices
        ]
