"""The operations every format carries, and the state that replaying them comes to."""

import random  # noqa: TID251 -- a seeded mix of events, no secret
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Literal

import msgspec

from community.core import clock
from tests.bench import events


class Happening(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """What an operation is about: the fields of every touch and card, each where it has a sense."""

    period: int
    clock_ms: int
    side: Literal["home", "away"]
    player: str
    x: int | None = None
    y: int | None = None
    to_x: int | None = None
    to_y: int | None = None
    accurate: bool | None = None
    on_target: bool | None = None
    won: bool | None = None
    kind: str | None = None
    colour: str | None = None


class Operation(msgspec.Struct, kw_only=True, gc=False):
    """What a frame carries for one fact."""

    offset: int
    type: str
    id: str
    at: int
    data: Happening


def frames(*, count: int, size: int) -> list[Sequence[Operation]]:
    """So many operations of a match's mix, in frames of a size."""
    told = enumerate(events.events(random.Random(0)), start=1)  # noqa: S311 -- a mix, no secret
    operations = (
        Operation(
            offset=number,
            type=kind,
            id=f"event_{number:024x}",
            at=clock.to_ms(at),
            data=msgspec.convert(data, Happening),
        )
        for number, (kind, at, data) in told
    )
    return _parted(islice(operations, count), size)


def _parted(operations: Iterable[Operation], size: int) -> list[Sequence[Operation]]:
    told = iter(operations)
    parts: list[Sequence[Operation]] = []
    while part := list(islice(told, size)):
        parts.append(part)
    return parts


class Tally:
    """A small state, kept alike in Python and in Node: counts, and where play is."""

    def __init__(self) -> None:
        self._by_type: dict[str, int] = {}
        self._by_player: dict[str, int] = {}
        self._clock: dict[str, int] = {}
        self._offset = 0
        self._places = 0

    def take(self, offset: int, kind: str, data: Any) -> None:  # a format's own object
        """Fold one operation."""
        self._offset = offset
        named = f"{data.side}.{kind}"
        self._by_type[named] = self._by_type.get(named, 0) + 1
        self._by_player[data.player] = self._by_player.get(data.player, 0) + 1
        self._clock = {"period": data.period, "clock_ms": data.clock_ms}
        self._places += (data.x or 0) + (data.y or 0) + (data.to_x or 0) + (data.to_y or 0)

    @property
    def state(self) -> dict[str, Any]:
        """What all came to."""
        return {
            "offset": self._offset,
            "by_type": self._by_type,
            "by_player": self._by_player,
            "clock": self._clock,
            "places": self._places,
        }
