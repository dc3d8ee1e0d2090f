"""Reputation in words: levels, what each award was for, what is left of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

LEVELS = ("Newcomer", "Regular", "Known voice", "Trusted voice", "Pillar of the stand")
_DAY_S = 86_400
_WHAT: Mapping[str, str] = {
    "comment_vote": "Somebody liked your comment",
    "insight_vote": "Somebody found your insight good",
    "down_vote": "Somebody voted against your post",
    "upheld": "The stand upheld your insight",
    "refuted": "The stand refuted your insight",
    "hidden": "A moderator hid your post",
    "sanction": "A moderator held you back",
}

_OUTCOMES: Mapping[str, str] = {
    "upheld": "The stand upheld this insight.",
    "refuted": "The stand refuted this insight.",
}


class Told(Protocol):
    """A deed as reputation tells it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def kind(self) -> str:
        """What it is, as a word of a closed set."""

    @property
    def at(self) -> datetime:
        """When it happened."""

    @property
    def match(self) -> str:
        """On which match; empty for none."""

    @property
    def post(self) -> str:
        """On which post; empty for none."""

    @property
    def weight(self) -> float:
        """Its giver's weight."""

    @property
    def credited(self) -> float:
        """Points it was credited."""

    @property
    def left(self) -> float:
        """Points that are left."""

    @property
    def undoing(self) -> float | None:
        """Points that undoing it would change; None when that is not worked out."""

    @property
    def half_life_s(self) -> int:
        """Seconds in which it is halved."""

    @property
    def is_undone(self) -> bool:
        """Whether it counts no longer."""

    @property
    def is_settled(self) -> bool:
        """Whether what it is credited was decided."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """An award in words; who gave it is never among them."""

    id: str
    what: str
    at: datetime
    match: str
    title: str
    post: str
    left: str
    how: str
    undoing: str
    is_undone: bool
    is_loss: bool


def level_name(level: int) -> str:
    """What a level is called; those past the last name go by it."""
    return LEVELS[min(level, len(LEVELS) - 1)]


def outcome_words(outcome: str) -> str:
    """What became of an insight, and what that means for who votes on it."""
    if outcome:
        return f"{_OUTCOMES[outcome]} Votes given since count for nobody’s accuracy."  # noqa: RUF001 -- an apostrophe
    return "The stand has not decided on this insight yet: votes still count for accuracy."


def signed(points: float) -> str:
    """Points with their sign, to a tenth, and a real minus."""
    rounded = round(points, 1)
    if rounded == 0:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):g}"  # noqa: RUF001 -- a minus, not a hyphen


def lines(told: list[Told], titles: Mapping[str, str]) -> list[Line]:
    """Awards in words; titles: what matches are called, by id."""
    return [
        Line(
            id=each.id,
            what=_WHAT[each.kind],
            at=each.at,
            match=each.match,
            title=titles.get(each.match, ""),
            post=each.post,
            left=signed(each.left),
            how=_how(each),
            undoing=_undoing(each),
            is_undone=each.is_undone,
            is_loss=each.credited < 0,
        )
        for each in told
    ]


def _how(told: Told) -> str:
    if told.is_undone:
        return "Taken back: it counts no longer."
    if not told.credited and not told.is_settled:
        return "Being counted: what it is worth shows here in a moment."
    if not told.credited:
        return "Counted as nothing: the limit of that day, giver or match was reached."
    weighed = f" at a weight of {told.weight:.2g}" if told.kind.endswith("_vote") else ""
    days = round(told.half_life_s / _DAY_S)
    return f"{signed(told.credited)}{weighed}, halved every {days} days."


def _undoing(told: Told) -> str:
    if told.is_undone or not (told.credited or told.is_settled):
        return ""
    if told.undoing is None:
        return "Too much was voted on those days to work out what undoing it would change."
    if round(told.undoing, 1) == 0:
        return "Undone, it would change nothing."
    return f"Undone, it would change your reputation by {signed(told.undoing)}."
