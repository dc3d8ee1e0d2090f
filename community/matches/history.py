"""The history of one canonical event: what was told first, and every revision since; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from community.matches.facts import MatchAmended, MatchRetracted, Told
from community.streams import catalogue
from community.streams.facts import Fact, FactData


@dataclass(frozen=True, kw_only=True)
class History:
    """An event as told, and the facts that revised it, in the log's order.

    stands: what it means now; None once it was taken back.
    """

    told: Fact
    revisions: list[Fact]
    stands: Told | None

    @property
    def revision(self) -> int:
        """How often it was revised."""
        return len(self.revisions)


def telling(data: FactData) -> Told:
    """A fact's meaning as a revision carries it."""
    entry = catalogue.entry_of(data)
    return Told(type=entry.type, v=entry.v, data=msgspec.to_builtins(data))


def history(event_id: str, facts: Sequence[Fact]) -> History | None:
    """Read an event's history from facts in the log's order; None when none of them told it."""
    told = next((fact for fact in facts if fact.id == event_id), None)
    if told is None or isinstance(told.data, MatchAmended | MatchRetracted):
        return None
    stands: Told | None = telling(told.data)
    revisions = [fact for fact in facts if getattr(fact.data, "revision", None) is not None]
    revisions = [fact for fact in revisions if fact.data.target == event_id]
    for fact in revisions:
        stands = fact.data.after if isinstance(fact.data, MatchAmended) else None
    return History(told=told, revisions=revisions, stands=stands)
