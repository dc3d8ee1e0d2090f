"""What happens in a football match, as facts.

side is who acted, save in goals: there it is who the goal counts for. clock_ms runs from the start
of its period. x, y are thousandths of the pitch, seen by the acting side: it attacks towards
x = 1000; y = 0 is its left.
"""

from typing import Annotated, Any, Final, Literal, TypeAlias

from msgspec import Meta

from community.core.types import CheckedIdentifier, Count, EpochMillis, Identifier, JsonObject
from community.streams.catalogue import states
from community.streams.facts import FactData

Side: TypeAlias = Literal["home", "away"]
Period: TypeAlias = Annotated[
    int, Meta(ge=1, le=5, description="1, 2 halves; 3, 4 extra time; 5 the shoot-out")
]
# Longer than any period played: the longest match on record ended with a part of 203 minutes.
ClockMillis: TypeAlias = Annotated[
    int, Meta(ge=0, le=4 * 3_600_000, description="ms since the period began")
]
Thousandth: TypeAlias = Annotated[int, Meta(ge=0, le=1000)]
# Nobody mends an event more often; a feed that does is broken.
REVISIONS_MAX: Final = 1_000
Revision: TypeAlias = Annotated[int, Meta(ge=1, le=REVISIONS_MAX)]
Reason: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Squad: TypeAlias = Annotated[list[Identifier], Meta(max_length=40)]

_MOMENT: dict[str, Any] = {"period": 1, "clock_ms": 754_200}
_TOUCH: dict[str, Any] = {**_MOMENT, "side": "home", "player": "player_5f2c", "x": 510, "y": 330}


class Moment(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """Something with a place on the match clock."""

    period: Period
    clock_ms: ClockMillis


class Incident(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """Something a side did; player is unknown when None."""

    side: Side
    player: CheckedIdentifier | None = None


class Touch(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """Something a side did at a place on the pitch; to_x, to_y where the ball went."""

    x: Thousandth | None = None
    y: Thousandth | None = None
    to_x: Thousandth | None = None
    to_y: Thousandth | None = None


@states(
    "match.scheduled",
    home="club_1a",
    away="club_2b",
    competition="competition_3c",
    season="season_4d",
    kickoff_at=1_529_949_600_000,
)
class MatchScheduled(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A fixture was set down or moved."""

    home: Identifier
    away: Identifier
    competition: Identifier
    season: Identifier
    kickoff_at: EpochMillis


@states("match.lineup", side="home", starting=["player_5f2c"], bench=["player_77aa"])
class MatchLineup(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A side named its players."""

    side: Side
    starting: Squad
    bench: Squad


@states("match.kicked_off")
class MatchKickedOff(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """The match began."""


@states("match.period_started", period=2)
class MatchPeriodStarted(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A period began; its clock stands at 0."""

    period: Period


@states("match.period_ended", period=1, clock_ms=2_820_000)
class MatchPeriodEnded(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """A period ended."""


@states("match.clock", **_MOMENT)
class MatchClock(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """The source told the time; nothing else happened."""


@states("match.full_time", period=2, clock_ms=2_890_000)
class MatchFullTime(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """The match ended."""


@states("match.pass", **_TOUCH, to_x=620, to_y=400)
class MatchPass(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """A pass, a cross or a throw-in among them."""

    accurate: bool = True
    kind: Literal[
        "simple", "high", "long", "cross", "head", "hand", "launch", "smart", "throw_in"
    ] = "simple"


@states("match.shot", **_TOUCH, on_target=True, origin="open_play")
class MatchShot(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """An attempt at goal, not in a shoot-out; a goal of its own follows a scored one."""

    on_target: bool = False
    origin: Literal["open_play", "free_kick", "penalty"] = "open_play"


@states("match.foul", **_TOUCH)
class MatchFoul(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """A foul by side."""


@states("match.duel", **_TOUCH, won=True)
class MatchDuel(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """A contest for the ball, on the ground or in the air."""

    won: bool = False


@states("match.touch", **_TOUCH, kind="clearance")
class MatchTouch(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """Any other touch or stoppage."""

    kind: Literal[
        "touch",
        "clearance",
        "acceleration",
        "ball_out",
        "whistle",
        "goal_kick",
        "free_kick",
        "keeper_out",
    ]


@states("match.save", **_TOUCH)
class MatchSave(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """A goalkeeper's save, or attempt at one."""


@states("match.offside", **_TOUCH)
class MatchOffside(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """Side was offside."""


@states("match.corner", **_TOUCH)
class MatchCorner(Touch, frozen=True, kw_only=True, omit_defaults=True):
    """A corner taken."""


@states("match.goal", **_MOMENT, side="home", player="player_5f2c", penalty=True)
class MatchGoal(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """A goal for side, scored by its player. `reason` is given when an operator set it by hand."""

    assist: Identifier | None = None
    penalty: bool = False
    reason: Reason | None = None


@states("match.own_goal", **_MOMENT, side="away", player="player_5f2c")
class MatchOwnGoal(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """A goal for side, put in by a player of the other."""

    reason: Reason | None = None


@states("match.penalty", **_MOMENT, side="away")
class MatchPenalty(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """A penalty awarded to side; the kick is a shot of origin penalty."""


@states(
    "match.shootout_kick", period=5, clock_ms=90_000, side="home", player="player_5f2c", scored=True
)
class MatchShootoutKick(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """A kick of the shoot-out; never a goal, never a shot."""

    scored: bool


@states("match.card", **_MOMENT, side="home", player="player_5f2c", colour="yellow")
class MatchCard(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """A card shown; a second yellow stands alone and is neither a yellow nor a red."""

    colour: Literal["yellow", "second_yellow", "red"]


@states("match.substitution", **_MOMENT, side="home", player="player_77aa", off="player_5f2c")
class MatchSubstitution(Incident, frozen=True, kw_only=True, omit_defaults=True):
    """player came on for off."""

    off: Identifier | None = None


@states("match.var_check", **_MOMENT, subject="goal", outcome="checking")
class MatchVarCheck(Moment, frozen=True, kw_only=True, omit_defaults=True):
    """The video referee looks at something, or has looked; target is the event looked at."""

    subject: Literal["goal", "penalty", "red_card", "identity"]
    outcome: Literal["checking", "stands", "overturned"]
    side: Side | None = None
    target: Identifier | None = None


class Told(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A fact's meaning at one revision: its type, version and data.

    struck: in `before` only, when the event stood taken back: it counted for nothing then.
    """

    type: str
    v: Count
    data: JsonObject
    struck: bool = False


_TOLD = Told(type="match.goal", v=1, data={**_MOMENT, "side": "home", "player": "player_5f2c"})
_TOLD_AFTER = Told(
    type="match.goal", v=1, data={**_MOMENT, "side": "home", "player": "player_77aa"}
)


@states(
    "match.retracted",
    target="event_9d",
    revision=1,
    before=_TOLD,
    reason="Offside in the build-up.",
)
class MatchRetracted(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """An event did not happen after all; it stays, struck."""

    target: Identifier
    revision: Revision
    before: Told
    reason: Reason


@states(
    "match.amended",
    target="event_9d",
    revision=1,
    before=_TOLD,
    after=_TOLD_AFTER,
    reason="Scorer corrected.",
)
class MatchAmended(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """An event happened otherwise than told; after replaces before whole."""

    target: Identifier
    revision: Revision
    before: Told
    after: Told
    reason: Reason


@states("match.feed_silent", since=1_529_949_602_102, source="wyscout")
class MatchFeedSilent(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A source that should be speaking has said nothing since a moment."""

    since: EpochMillis
    source: Identifier


@states("match.feed_resumed", silent_ms=31_000, source="wyscout")
class MatchFeedResumed(FactData, frozen=True, kw_only=True, omit_defaults=True):
    """A silent source speaks again."""

    silent_ms: Count
    source: Identifier
