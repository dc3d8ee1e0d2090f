"""What Wyscout's touches mean: each turned into marks of our own catalogue.

Traps (Sci Data 6:236 and the files themselves): tag 101 marks a goal on the shot and on the beaten
keeper's save alike, so it counts on shots only; tag 102 is an own goal, for the other side.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from community.feeds.providers.recording import Deed, Mark, Moment, Place
from community.feeds.providers.wyscout_file import RawEvent, RawPosition
from community.matches import facts
from community.matches.facts import Side
from community.streams.facts import FactData

PERIODS = {"1H": 1, "2H": 2, "E1": 3, "E2": 4, "P": 5}
_SHOOTOUT = 5

DUEL, FOUL, FREE_KICK, KEEPER_OUT, INTERRUPTION = 1, 2, 3, 4, 5
OFFSIDE, OTHER, PASS, SAVE, SHOT = 6, 7, 8, 9, 10
CORNER, FREE_KICK_SHOT, PENALTY, THROW_IN, WHISTLE = 30, 33, 35, 36, 51
GOAL_TAG, OWN_GOAL_TAG, ASSIST_TAG, WON_TAG, ACCURATE_TAG = 101, 102, 301, 703, 1801

_PassKind = Literal["simple", "high", "cross", "head", "hand", "launch", "smart"]
_TouchKind = Literal["touch", "clearance", "acceleration", "goal_kick", "free_kick"]
_PASSES: dict[int | str, _PassKind] = {
    80: "cross",
    81: "hand",
    82: "head",
    83: "high",
    84: "launch",
    85: "simple",
    86: "smart",
}
_TOUCHES: dict[int | str, _TouchKind] = {70: "acceleration", 71: "clearance", 72: "touch"}
_SET_PIECES: dict[int | str, _TouchKind] = {31: "free_kick", 32: "free_kick", 34: "goal_kick"}
# Second yellow first: where the provider marks it beside another card, it is the one shown.
_CARDS: dict[int, Literal["yellow", "second_yellow", "red"]] = {
    1703: "second_yellow",
    1701: "red",
    1702: "yellow",
}
# For a place that is out or unknown the provider writes a corner of the pitch.
_PLACEHOLDERS = {(0, 0), (1000, 1000)}
# An assist comes a few touches before its goal: at most four in 14 matches measured.
_ASSIST_TOUCHES_MAX = 12


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """An event with its side known; ready to be told."""

    raw: RawEvent
    side: Side

    @property
    def other(self) -> Side:
        """The side it was done to."""
        return "away" if self.side == "home" else "home"

    @property
    def player(self) -> str | None:
        """Who did it; the provider's player 0 is nobody known."""
        return str(self.raw.player_id) if self.raw.player_id else None

    @property
    def tags(self) -> frozenset[int]:
        """The event's tags."""
        return frozenset(tag.id for tag in self.raw.tags)

    @property
    def period(self) -> int:
        """The period, 1..5."""
        return PERIODS[self.raw.match_period]

    @property
    def clock_ms(self) -> int:
        """Milliseconds since the period began, to the nearest."""
        return round(self.raw.event_sec * 1000)

    @property
    def moment(self) -> Moment:
        """Its place on the match clock."""
        return {"period": self.period, "clock_ms": self.clock_ms}

    @property
    def deed(self) -> Deed:
        """Its place on the clock and who did it."""
        return {**self.moment, "side": self.side, "player": self.player}

    def place(self, *, start: bool = True, end: bool = True) -> Place:
        """The deed, where it began and where the ball went, in thousandths; None if not known."""
        positions = self.raw.positions
        x, y = _thousandths(positions[0]) if start and positions else (None, None)
        to_x, to_y = _thousandths(positions[1]) if end and len(positions) > 1 else (None, None)
        if (to_x, to_y) in _PLACEHOLDERS:
            to_x = to_y = None
        return {**self.deed, "x": x, "y": y, "to_x": to_x, "to_y": to_y}

    def mark(self, data: FactData, *, suffix: str = "") -> Mark:
        """A mark at the event's moment; what is derived carries its id and a suffix."""
        return Mark(id=f"{self.raw.id}{suffix}", **self.moment, data=data)


def marks_of(acts: Sequence[Act]) -> Iterator[Mark]:
    """Every mark of a match's acts, which come in clock order; a penalty is awarded at its foul."""
    for index, act in enumerate(acts):
        yield from _told(act, acts[max(0, index - _ASSIST_TOUCHES_MAX) : index])


def is_known(event: RawEvent) -> bool:
    """Whether the event has a meaning here; an unknown one might be a goal, so none is passed."""
    known_free_kicks = {CORNER, FREE_KICK_SHOT, PENALTY, THROW_IN, *_SET_PIECES}
    return event.event_id in _TELLERS and (
        event.event_id != FREE_KICK or event.sub_event_id in known_free_kicks
    )


def _told(act: Act, before: Sequence[Act]) -> Iterator[Mark]:
    shot = _is_shot(act.raw)
    if shot and act.period == _SHOOTOUT:
        yield act.mark(facts.MatchShootoutKick(**act.deed, scored=GOAL_TAG in act.tags))
        return
    penalty = act.raw.sub_event_id == PENALTY
    if penalty:
        yield _award(act, before)
    yield act.mark(_TELLERS[act.raw.event_id](act))
    if shot and GOAL_TAG in act.tags:
        goal = facts.MatchGoal(**act.deed, assist=_assist(act, before), penalty=penalty)
        yield act.mark(goal, suffix=".goal")
    if OWN_GOAL_TAG in act.tags:
        own_goal = facts.MatchOwnGoal(**act.moment, side=act.other, player=act.player)
        yield act.mark(own_goal, suffix=".own_goal")
    for tag, colour in _CARDS.items():
        if tag in act.tags:
            yield act.mark(facts.MatchCard(**act.deed, colour=colour), suffix=".card")
            return


def _is_shot(raw: RawEvent) -> bool:
    return raw.event_id == SHOT or (
        raw.event_id == FREE_KICK and raw.sub_event_id in {FREE_KICK_SHOT, PENALTY}
    )


def _award(kick: Act, before: Sequence[Act]) -> Mark:
    """The penalty given: the provider tells only its kick; it stands at the foul before."""
    cause = kick
    for act in reversed(before):
        if act.raw.event_id not in {FOUL, INTERRUPTION} or act.period != kick.period:
            break
        if act.raw.event_id == FOUL and act.side == kick.other:
            cause = act
    award = facts.MatchPenalty(**cause.moment, side=kick.side)
    return Mark(id=f"{kick.raw.id}.award", **cause.moment, data=award)


def _assist(goal: Act, before: Sequence[Act]) -> str | None:
    """Who gave the last pass, as the provider tagged it; None when there was no such pass."""
    for act in reversed(before):
        if act.period != goal.period or (_is_shot(act.raw) and GOAL_TAG in act.tags):
            return None
        if ASSIST_TAG in act.tags and act.side == goal.side and act.player != goal.player:
            return act.player
    return None


def _duel(act: Act) -> FactData:
    return facts.MatchDuel(**act.place(), won=WON_TAG in act.tags)


def _foul(act: Act) -> FactData:
    return facts.MatchFoul(**act.place(end=False))


def _free_kick(act: Act) -> FactData:
    match act.raw.sub_event_id:
        case 30:
            return facts.MatchCorner(**act.place())
        case 33 | 35:
            return _shot(act)
        case 36:
            accurate = ACCURATE_TAG in act.tags
            return facts.MatchPass(**act.place(), accurate=accurate, kind="throw_in")
        case sub_event:
            return facts.MatchTouch(**act.place(), kind=_SET_PIECES[sub_event])


def _keeper_out(act: Act) -> FactData:
    return facts.MatchTouch(**act.place(), kind="keeper_out")


def _interruption(act: Act) -> FactData:
    whistle = act.raw.sub_event_id == WHISTLE
    return facts.MatchTouch(**act.place(end=False), kind="whistle" if whistle else "ball_out")


def _offside(act: Act) -> FactData:
    return facts.MatchOffside(**act.place(end=False))


def _other(act: Act) -> FactData:
    return facts.MatchTouch(**act.place(), kind=_TOUCHES.get(act.raw.sub_event_id, "touch"))


def _pass(act: Act) -> FactData:
    kind = _PASSES.get(act.raw.sub_event_id, "simple")
    return facts.MatchPass(**act.place(), accurate=ACCURATE_TAG in act.tags, kind=kind)


def _save(act: Act) -> FactData:
    """A save tells where the shot came from, not where the keeper stood: it has no place."""
    return facts.MatchSave(**act.place(start=False, end=False))


def _shot(act: Act) -> FactData:
    sub_event = act.raw.sub_event_id if act.raw.event_id == FREE_KICK else None
    origin: Literal["open_play", "free_kick", "penalty"] = "open_play"
    if sub_event is not None:
        origin = "penalty" if sub_event == PENALTY else "free_kick"
    on_target = ACCURATE_TAG in act.tags
    return facts.MatchShot(**act.place(end=False), on_target=on_target, origin=origin)


_TELLERS: dict[int, Callable[[Act], FactData]] = {
    DUEL: _duel,
    FOUL: _foul,
    FREE_KICK: _free_kick,
    KEEPER_OUT: _keeper_out,
    INTERRUPTION: _interruption,
    OFFSIDE: _offside,
    OTHER: _other,
    PASS: _pass,
    SAVE: _save,
    SHOT: _shot,
}


def _thousandths(position: RawPosition) -> tuple[int, int]:
    """Percent to thousandths, brought back onto the pitch when past its edge."""
    return _clamped(position.x), _clamped(position.y)


def _clamped(percent: float) -> int:
    return round(min(max(percent, 0.0), 100.0) * 10)
