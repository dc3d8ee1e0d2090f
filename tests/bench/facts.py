"""The same events as facts, for what is measured in process: nothing of the wire is paid."""

import random  # noqa: TID251 -- a seeded mix of events, no secret
from collections.abc import Iterator

import msgspec

from community.core import clock
from community.streams import catalogue
from community.streams.facts import Fact, Provenance
from tests.bench import events

_PROVENANCE = Provenance(source="bench", simulated=True)


def facts(seed: int) -> Iterator[Fact]:
    """Facts of one match, for ever."""
    told = events.events(random.Random(seed))  # noqa: S311 -- a mix, no secret
    for number, (kind, at, data) in enumerate(told, start=1):
        entry = catalogue.latest(kind)
        yield Fact(
            type=kind,
            v=entry.v,
            id=f"event_{seed}_{number}",
            at=clock.to_ms(at),
            prov=_PROVENANCE,
            data=msgspec.convert(data, entry.data),
        )
