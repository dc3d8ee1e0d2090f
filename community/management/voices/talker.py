"""The talker: has the demo's fans post, reply and react, by the same services as everybody."""

import logging
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from community.config import selectors as config
from community.core import clock
from community.core.errors import RefusedError
from community.core.types import JsonObject
from community.feeds.providers.simulator_chance import Chance
from community.management.voices.grammar import say
from community.management.voices.pace import is_goal, posts_per_minute
from community.matches import selectors as matches
from community.matches.minutes import minute_label
from community.matches.selectors import MatchPage
from community.streams.operations import Sent
from community.streams.selectors import LIVE
from community.threads import pages
from community.threads.drafts import Draft, Sources
from community.threads.services.posts import post_id_of
from community.threads.services.reactions import react
from moderation.services import publish

logger = logging.getLogger(__name__)

# Of a hundred posts: replies, insights; and reactions given beside them.
REPLIES, INSIGHTS, REACTIONS = 0.28, 0.02, 0.7
# What happened so lately is what people speak of.
FRESH_MS = 90_000
# A fan who just spoke lets others speak: past every gap of the budget.
REST_MS = 15_000
RECENT_MAX = 40
OF_EVENTS = 0.75
OWED_MAX_MS = 5_000
_RULES = {"match.card": "card"}
_STANDING = {"scheduled": "before", "break": "break", "ended": "end"}


@dataclass
class Talk:
    """How much was said on one match, what lately, and what is owed to its pace."""

    said: int
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=RECENT_MAX))
    owed: float = 0.0
    is_over: bool = False


class Talker:
    """Talks about matches; `look` is called about once a second, scale thins or thickens all."""

    def __init__(self, fans: Sequence[str], *, seed: str, scale: float = 1.0) -> None:
        self._fans = fans
        self._chance = Chance(seed)
        self._scale = scale
        self._talks: dict[str, Talk] = {}
        self._spoke: dict[str, int] = {}

    def look(self, match_ids: Sequence[str], *, elapsed_ms: int) -> int:
        """Say what is due on these matches; returns how many posts were written."""
        written = 0
        wanted = [each for each in match_ids if not self._is_over(each)]
        for match_id, page in matches.match_pages(wanted, as_of=LIVE).items():
            talk = self._talk(match_id)
            state = page.folded.project()
            rate = posts_per_minute(state, now_ms=clock.now_ms(), said=talk.said)
            talk.is_over = rate == 0
            # A pause is not made up for, save a few seconds of it.
            most = rate * self._scale * OWED_MAX_MS / 60_000
            talk.owed = min(talk.owed + rate * self._scale * elapsed_ms / 60_000, max(most, 1.0))
            while talk.owed >= 1:
                talk.owed -= 1
                written += self._post(page, state, talk, now_ms=clock.now_ms())
        return written

    def speak(self, match_id: str, *, count: int) -> int:
        """Say so much of a match as it stands, whenever it was played; returns how much was."""
        page = matches.match_pages([match_id], as_of=LIVE)[match_id]
        state, talk = page.folded.project(), self._talk(match_id)
        at_ms = state.get("clock", {"at": 0})["at"]
        return sum(self._post(page, state, talk, now_ms=at_ms) for _ in range(count))

    def _is_over(self, match_id: str) -> bool:
        return match_id in self._talks and self._talks[match_id].is_over

    def _talk(self, match_id: str) -> Talk:
        if match_id not in self._talks:
            newest = pages.thread_page(match_id, as_of=LIVE, limit=RECENT_MAX).posts
            talk = self._talks[match_id] = Talk(said=len(newest))
            talk.recent.extend(pk for pk, post in reversed(newest.items()) if "gone" not in post)
        return self._talks[match_id]

    def _post(self, page: MatchPage, state: JsonObject, talk: Talk, *, now_ms: int) -> bool:
        """Have somebody say something; what the house refuses is let go, as by a person."""
        fan = self._somebody()
        if fan is None:
            return False
        side = "home" if self._fans.index(fan) % 2 else "away"
        draft = self._draft(page, state, talk, side=side, now_ms=now_ms)
        sent = Sent(op=self._op())
        try:
            publish.post(draft=draft, by=fan, sent=sent)
        except RefusedError as refused:
            logger.info("voices.refused", extra={"code": refused.code})
            return False
        talk.said += 1
        talk.recent.append(post_id_of(fan, sent))
        if self._chance.happens(REACTIONS):
            self._react(talk)
        return True

    def _draft(
        self, page: MatchPage, state: JsonObject, talk: Talk, *, side: str, now_ms: int
    ) -> Draft:
        """What a fan says: an answer, an insight, a word on what just happened, or on the play."""
        chance = self._chance
        words = _words(page, state, side=side, chance=chance)
        plain = Draft(
            match=page.fixture.pk, text="", kind="comment", seen=page.folded.offset, lang="en"
        )
        if talk.recent and chance.happens(REPLIES):
            reply = chance.pick(talk.recent)
            return replace(plain, text=say("reply", words, chance), reply=reply)
        if state["status"] in {"live", "break"} and chance.happens(INSIGHTS):
            text = say("insight", words, chance)
            return replace(plain, text=text, kind="insight", how=Sources(source="own"))
        fresh = list(_fresh(state, now_ms=now_ms))
        if fresh and chance.happens(OF_EVENTS):
            event, incident = chance.pick(fresh)
            rule = _rule(incident, side=side)
            words |= _about(page, incident)
            return replace(plain, text=say(rule, words, chance), event=event)
        return replace(plain, text=say(_STANDING.get(state["status"], "play"), words, chance))

    def _react(self, talk: Talk) -> None:
        offered = ["up", "up", "up", "down", *config.current().threads.reactions]
        try:
            react(
                post_id=self._chance.pick(talk.recent),
                reaction=self._chance.pick(offered),
                on=True,
                by=self._chance.pick(self._fans),
                sent=Sent(op=self._op()),
            )
        except RefusedError as refused:
            logger.info("voices.refused", extra={"code": refused.code})

    def _somebody(self) -> str | None:
        """A fan who has not spoken lately; None when all have."""
        now_ms = clock.now_ms()
        for fan in self._chance.drawn(self._fans, min(8, len(self._fans))):
            if now_ms - self._spoke.get(fan, 0) >= REST_MS:
                self._spoke[fan] = now_ms
                return fan
        return None

    def _op(self) -> UUID:
        return UUID(int=self._chance.whole(0, 2**62) << 64 | self._chance.whole(0, 2**62))


def _words(page: MatchPage, state: JsonObject, *, side: str, chance: Chance) -> dict[str, str]:
    """Words of the moment, as a supporter of a side has them."""
    names = {"home": page.fixture.home.name, "away": page.fixture.away.name}
    other = "away" if side == "home" else "home"
    players = [named.name.split()[-1] for named in page.players.values() if named.side == side]
    clock_now = state.get("clock", {"period": 1, "clock_ms": 0})
    stats = state.get("stats", {})
    return {
        "us": names[side],
        "them": names[other],
        "who": chance.pick(players) if players else "the captain",
        "minute": minute_label(clock_now["period"], clock_now["clock_ms"]),
        "shots": str(_stat(stats, side, "shots")),
        "shots_against": str(_stat(stats, other, "shots")),
        "corners": str(_stat(stats, side, "corners")),
        "corners_against": str(_stat(stats, other, "corners")),
    }


def _stat(stats: Mapping[str, Mapping[str, int]], side: str, name: str) -> int:
    return stats.get(side, {}).get(name, 0)


def _fresh(state: JsonObject, *, now_ms: int) -> Iterator[tuple[str, JsonObject]]:
    """(event id, incident) of goals and cards of the last moments, that stand."""
    since = now_ms - FRESH_MS
    for event, incident in state.get("incidents", {}).items():
        is_told = is_goal(incident) or incident["type"] in _RULES
        if is_told and incident["at"] >= since and not incident.get("struck", False):
            yield event, incident


def _about(page: MatchPage, incident: JsonObject) -> dict[str, str]:
    minute = minute_label(incident["period"], incident["clock_ms"])
    named = page.players.get(incident.get("player", ""))
    return {"minute": minute} | ({"who": named.name.split()[-1]} if named else {})


def _rule(incident: JsonObject, *, side: str) -> str:
    if is_goal(incident):
        return "goal_for" if incident["side"] == side else "goal_against"
    return _RULES[incident["type"]]
