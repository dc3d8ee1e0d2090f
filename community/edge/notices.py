"""Notices: the facts among others that must each be told by themselves."""

from collections.abc import Collection, Iterable

import msgspec

from community.edge.protocol import Notice
from community.streams.facts import Fact


def notices_among(facts: Iterable[tuple[int, Fact]], kinds: Collection[str]) -> list[Notice]:
    """One for each fact of the kinds, in order; facts as (offset, fact)."""
    return [
        Notice(
            offset=offset,
            type=fact.type,
            id=fact.id,
            at=fact.at,
            data=msgspec.to_builtins(fact.data),
        )
        for offset, fact in facts
        if fact.type in kinds
    ]
