"""What a page offers to follow: its match and both clubs; pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Something to follow, under its kind and id; is_on: it is followed."""

    kind: str
    target: str
    words: str
    is_on: bool


def choices_of(
    match: str, clubs: Collection[tuple[str, str]], *, followed: Collection[str]
) -> list[Choice]:
    """The match first, then clubs by (id, name)."""
    offered = [("match", match, "match"), *(("club", club, name) for club, name in clubs)]
    return [
        Choice(kind=kind, target=target, words=words, is_on=target in followed)
        for kind, target, words in offered
    ]
