"""The talk of matches that were over before anybody came, and a correction in one of them."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from community.feeds.providers.protocol import FeedEvent
from community.management.voices.talker import Talker
from community.matches import selectors as matches
from community.matches.services.correct import Score, correct_score
from community.streams.selectors import LIVE

logger = logging.getLogger(__name__)

# Posts after a scene, by what it ended with: about a hundred a match, none of them a second apart.
AFTER: Final[Mapping[str, int]] = {
    "match.goal": 9,
    "match.own_goal": 9,
    "match.card": 3,
    "match.period_ended": 6,
    "match.full_time": 12,
}
DURING: Final = 2
ENTERED: Final = "The fourth official's sheet has one more."
TAKEN_BACK: Final = "The sheet was that of another match."


class PastTalk:
    """Has fans say what they said then, scene by scene; one match's score is entered wrong once.

    A match takes most of a minute: say is told in words when one begins, and when it is whole.
    """

    def __init__(self, talker: Talker, *, say: Callable[[str], None]) -> None:
        self._talker = talker
        self._say = say
        self._begun: set[str] = set()
        self._corrected: str | None = None

    def between(self, match_id: str, ended: FeedEvent) -> None:
        """Speak of the scene that a match's event ended; at the first half time, correct."""
        if match_id not in self._begun:
            self._begun.add(match_id)
            self._say(f"Telling a finished match with its talk: {_named(match_id)}")
        said = self._talker.speak(match_id, count=AFTER.get(ended.type, DURING))
        if ended.type == "match.period_ended" and self._corrected is None:
            self._corrected = match_id
            self._correct(match_id)
        if ended.type == "match.full_time":
            self._say(f"Told: {_named(match_id)}")
        logger.info("voices.past", extra={"match": match_id, "after": ended.type, "posts": said})

    def _correct(self, match_id: str) -> None:
        """Enter a goal that never was, have it spoken of, and take it back."""
        score = matches.match_page(match_id, as_of=LIVE).folded.project()["score"]
        home, away = score["home"], score["away"]
        wrong = Score(home=home + 1, away=away, reason=ENTERED)
        correct_score(match_id=match_id, score=wrong, by=None)
        self._talker.speak(match_id, count=AFTER["match.goal"])
        right = Score(home=home, away=away, reason=TAKEN_BACK)
        correct_score(match_id=match_id, score=right, by=None)
        self._talker.speak(match_id, count=AFTER["match.period_ended"])


def _named(match_id: str) -> str:
    return matches.names_of([match_id])[match_id]
