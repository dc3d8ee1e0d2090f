"""A feed's events by the hundred thousand: seeded, of a real match's mix, ready to be sent."""

import random  # noqa: TID251 -- a seeded mix of events, no secret
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from community.core.types import SAFE_INTEGER_MAX

# Of 1,000 events: what a dense provider tells of a match.
_MIX = {
    "match.pass": 515,
    "match.duel": 270,
    "match.touch": 160,
    "match.foul": 20,
    "match.shot": 15,
    "match.save": 8,
    "match.corner": 8,
    "match.offside": 4,
}
# A match takes 256 material incidents, however many touches: one of a thousand, this many at most.
_INCIDENTS_MAX = 100
_EVENTS_PER_INCIDENT = 1_000
_PLAYERS_PER_SIDE = 14
_EVENTS_PER_MATCH = 1_700
_PERIOD_MS = 46 * 60_000
_KICKOFF = datetime(2024, 6, 1, 18, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Feed:
    """Whose events these are: the source, its name for the match, the seed they follow from."""

    source: str
    subject: str
    seed: int


def batches(feed: Feed, *, count: int, size: int) -> Iterator[bytes]:
    """Bodies of `count` batches of `size` CloudEvents, numbered from 1."""
    chance = random.Random(feed.seed)  # noqa: S311 -- a mix, no secret
    told = events(chance)
    for number in range(count):
        first = 1 + number * size
        assert first + size <= SAFE_INTEGER_MAX, "sequences are safe integers"
        yield msgspec.json.encode(
            [_enveloped(feed, next(told), sequence=first + place) for place in range(size)]
        )


def events(chance: random.Random) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """(type, source time, data), for ever; the clock runs through a match and begins again."""
    types, weights = list(_MIX), list(_MIX.values())
    number = 0
    while True:
        played_ms = (number % _EVENTS_PER_MATCH) * 2 * _PERIOD_MS // _EVENTS_PER_MATCH
        period, clock_ms = 1 + played_ms // _PERIOD_MS, played_ms % _PERIOD_MS
        moment = {"period": period, "clock_ms": clock_ms}
        at = _KICKOFF + timedelta(milliseconds=played_ms)
        number += 1
        if number % _EVENTS_PER_INCIDENT == 0 and number // _EVENTS_PER_INCIDENT <= _INCIDENTS_MAX:
            yield "match.card", at, moment | _actor(chance) | {"colour": "yellow"}
        else:
            kind = chance.choices(types, weights)[0]
            yield kind, at, moment | _actor(chance) | _touched(kind, chance)


def _actor(chance: random.Random) -> dict[str, Any]:
    side = chance.choice(("home", "away"))
    return {"side": side, "player": f"{side}-{chance.randrange(_PLAYERS_PER_SIDE)}"}


def _touched(kind: str, chance: random.Random) -> dict[str, Any]:
    place: dict[str, Any] = {"x": chance.randrange(1001), "y": chance.randrange(1001)}
    match kind:
        case "match.pass":
            ends = {"to_x": chance.randrange(1001), "to_y": chance.randrange(1001)}
            return place | ends | {"accurate": chance.random() < 0.8, "kind": "simple"}
        case "match.duel":
            return place | {"won": chance.random() < 0.5}
        case "match.shot":
            return place | {"on_target": chance.random() < 0.35}
        case "match.touch":
            return place | {"kind": chance.choice(("touch", "clearance", "acceleration"))}
        case _:
            return place


def _enveloped(
    feed: Feed, told: tuple[str, datetime, dict[str, Any]], *, sequence: int
) -> dict[str, Any]:
    kind, at, data = told
    return {
        "specversion": "1.0",
        "id": f"{feed.subject}-{sequence}",
        "type": kind,
        "source": f"/{feed.source}",
        "subject": feed.subject,
        "time": at,
        "sequence": sequence,
        "data": data,
    }
