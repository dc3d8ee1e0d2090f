"""The reel: where in a match's stream its incidents and minutes lie, for whoever looks back; pure.

Marks and minutes come in the log's order and are never changed: what a page shows of them is a
beginning, up to the offset its viewer may see.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from community.core.types import JsonObject
from community.matches.facts import MatchAmended, MatchRetracted
from community.matches.minutes import SHOOTOUT
from community.matches.timeline import BOARD, changes_board, incident_of, is_material
from community.streams.facts import Fact

# Two corrections an incident: a match of 128 incidents that each are revised twice.
MARKS_MAX = 384
_MINUTE_MS = 60_000


@dataclass(kw_only=True)
class Reel:
    """marks: {offset, event, told}, told as the timeline has it; minutes: [offset, period, minute].

    A minute is entered at the offset whose clock first reached it, counted from 0 in its period.
    """

    offset: int = 0
    marks: list[JsonObject] = field(default_factory=list)
    minutes: list[list[int]] = field(default_factory=list)

    def take(self, facts: Iterable[tuple[int, Fact]]) -> None:
        """Enter what comes next in the log; what was taken before is passed over."""
        for offset, fact in facts:
            if offset <= self.offset:
                continue
            self.offset = offset
            self._pass(offset, fact.data)
            if fact.type in BOARD and changes_board(fact.data) and len(self.marks) < MARKS_MAX:
                self.marks.append({"offset": offset, **_mark_of(fact)})

    def _pass(self, offset: int, data: Any) -> None:  # noqa: ANN401 -- the data of any fact
        clock_ms, period = getattr(data, "clock_ms", None), getattr(data, "period", 0)
        if clock_ms is None or period == SHOOTOUT:
            return
        reached = [period, clock_ms // _MINUTE_MS]
        if not self.minutes or reached > self.minutes[-1][1:]:
            self.minutes.append([offset, *reached])


def _mark_of(fact: Fact) -> JsonObject:
    match fact.data:
        case (
            MatchRetracted(target=target, before=before)
            | MatchAmended(target=target, before=before)
        ):
            moment: Mapping[str, Any] = before.data
            shown = {key: moment[key] for key in ("period", "clock_ms", "side") if key in moment}
            return {"event": target, "told": {"type": fact.type, **shown}}
        case data:
            assert is_material(fact.type), "what changes the board else revises"
            told = incident_of(fact.type, data, at=fact.at)
            return {"event": fact.id, "told": msgspec.to_builtins(told)}
