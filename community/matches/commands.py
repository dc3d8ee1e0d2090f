"""Commands on matches: what each is sent as, who may ask for it, and the service that does it."""

from dataclasses import replace
from typing import Annotated

import msgspec
from msgspec import Meta

from community.core.errors import Fault, InvalidError
from community.core.types import Count, Identifier, JsonObject
from community.matches import selectors
from community.matches.facts import ClockMillis, Reason
from community.matches.kickoffs import delay_of_who_sees
from community.matches.services.correct import (
    NAME,
    PERIODS_PLAYED,
    SCORE_MAX,
    Placed,
    Score,
    correct_score,
)
from community.streams.facts import Appended
from community.streams.operations import Sent
from community.users.commands import Command
from community.users.facts import Followed
from community.users.services import ties
from community.users.services.viewing import watch


class ScoreToCorrect(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A score as it should be, and where goals that were missed belong."""

    home: Annotated[int, Meta(ge=0, le=SCORE_MAX)]
    away: Annotated[int, Meta(ge=0, le=SCORE_MAX)]
    reason: Reason
    seen: Annotated[Count, Meta(description="the offset at which the sender saw the score")]
    period: Annotated[
        Annotated[int, Meta(ge=1, le=PERIODS_PLAYED)] | None,
        Meta(description="of a missed goal; absent: that of the match's clock"),
    ] = None
    clock_ms: Annotated[
        ClockMillis | None,
        Meta(description="of a missed goal, ms since its period began; absent: the match's clock"),
    ] = None
    player: Annotated[
        Identifier | None, Meta(description="who scored a missed goal; absent: not said")
    ] = None


class CorrectScore(ScoreToCorrect, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Set a match's score, with a reason: missed goals are appended, wrong ones are taken back.

    Refused as stale when the score moved after `seen`.
    """

    match: Identifier


def _correct_score(told: CorrectScore, actor: str, sent: Sent) -> Appended:
    placed = Placed(period=told.period, clock_ms=told.clock_ms, player=told.player)
    return correct_score(
        match_id=told.match,
        score=Score(home=told.home, away=told.away, reason=told.reason, placed=placed),
        by=actor,
        sent=replace(sent, seen=told.seen),
    )


CORRECT_SCORE = Command(
    name=NAME,
    fields=CorrectScore,
    permission="change_fixture",
    run=_correct_score,
    live_only=True,
)


class Watch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Watch so far behind live, or as far as whoever sees a match's kick-off now; one of them."""

    delay_s: Annotated[
        Count | None, Meta(description="in seconds, one of those offered; 0 is live")
    ] = None
    kickoff: Annotated[
        Identifier | None, Meta(description="the match that kicks off now, for the sender")
    ] = None

    def told(self) -> JsonObject:
        """The wish, as operations keep it."""
        told = {"delay_s": self.delay_s, "kickoff": self.kickoff}
        return {name: value for name, value in told.items() if value is not None}

    def delay(self) -> int:
        """What it comes to now; raises InvalidError, UnknownMatchError, ConflictError."""
        if (self.delay_s is None) == (self.kickoff is None):
            raise InvalidError(Fault(pointer="", detail="either delay_s or kickoff"))
        if self.kickoff is not None:
            return delay_of_who_sees(self.kickoff)
        return self.delay_s or 0


def _watch(told: Watch, actor: str, sent: Sent) -> Appended:
    return watch(actor=actor, told=told.told(), choose=told.delay, sent=sent)


# A match's kick-off says how far behind somebody is; else it is a verb of users.
WATCH = Command(name="user.watch", fields=Watch, permission=None, run=_watch, reads=True)


class Follow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Follow a match or a club, one of them, or no longer."""

    match: Identifier | None = None
    club: Identifier | None = None
    on: bool


def _follow(told: Follow, actor: str, sent: Sent) -> Appended:
    if (told.match is None) == (told.club is None):
        raise InvalidError(Fault(pointer="", detail="either match or club"))
    if told.match is not None:
        found = Followed(match=selectors.fixture(told.match).pk)
    else:
        found = Followed(club=selectors.club(str(told.club)).pk)
    return ties.follow(actor=actor, followed=found, on=told.on, sent=sent)


# Of users' verbs, this one needs to know what there is to follow.
FOLLOW = Command(name="user.follow", fields=Follow, permission=None, run=_follow)
