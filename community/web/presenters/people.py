"""People's pages in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

NOTICES: Mapping[str, str] = {
    "kickoff": "A match you follow kicks off",
    "goal": "A goal in a match you follow",
    "reply": "Somebody answers you",
    "mention": "Somebody names you",
    "hidden": "A post of yours is hidden",
    "restored": "A post of yours is shown again",
    "refused": "A post of yours is not shown",
    "standing": "Your standing changes",
}
_KINDS: Mapping[str, str] = {
    "warned": "You have been warned.",
    "slowed": "You may write, but less often.",
    "muted": "You may read, and not write.",
    "suspended": "You may read, and do nothing else.",
}
_REASONS: Mapping[str, str] = {
    "abuse": "abuse of others",
    "hate": "hate",
    "spam": "spam",
    "spoiler": "spoiling what others have not seen",
    "off_topic": "what belongs elsewhere",
    "illegal": "something unlawful",
    "evasion": "getting round a sanction",
    "appeal": "your appeal",
    "other": "another reason",
}


class Sanction(Protocol):
    """A standing as users know it."""

    @property
    def kind(self) -> str:
        """What is held back."""

    @property
    def reason(self) -> str | None:
        """Why, as a word of a closed set."""

    @property
    def until(self) -> datetime | None:
        """When it ends by itself."""

    @property
    def competition(self) -> str | None:
        """Where it holds; None everywhere."""


@dataclass(frozen=True, kw_only=True)
class StandingWords:
    """A sanction in words; until None: until it is lifted."""

    what: str
    why: str
    until: datetime | None
    is_everywhere: bool


def standing_words(standing: Sanction) -> StandingWords | None:
    """What is held back from somebody, and why; None in good standing."""
    if standing.kind not in _KINDS:
        return None
    return StandingWords(
        what=_KINDS[standing.kind],
        why=_REASONS.get(standing.reason or "", ""),
        until=standing.until,
        is_everywhere=standing.competition is None,
    )
