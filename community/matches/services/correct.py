"""Correct a score by hand: append what was missed, take back what was not."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db import transaction

from community.core import clock
from community.core.decoding import convert
from community.core.errors import Fault, InvalidError, StaleError
from community.core.ids import are_identifiers, random_id
from community.core.types import JsonObject
from community.matches.errors import UnknownMatchError
from community.matches.facts import MatchGoal, MatchRetracted, Side
from community.matches.history import history
from community.matches.models import Fixture
from community.matches.selectors import players_of
from community.matches.services.incidents import count_incidents, mark_material
from community.matches.timeline import adds_incident
from community.streams import selectors, services as streams
from community.streams.facts import Appended, Fact, FactData, Provenance
from community.streams.operations import UNNAMED, Asked, Sent

# A hand correction mends a goal or three; more at once is a wrong match or a slipped key.
GOALS_CORRECTED_MAX = 10
SCORE_MAX = 99
PERIODS_PLAYED = 4  # the fifth is the shoot-out, whose kicks are no goals
GOALS = frozenset({"match.goal", "match.own_goal"})
NAME = "match.correct_score"


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where on the clock a goal set by hand belongs, and who scored it, when known."""

    period: int | None = None
    clock_ms: int | None = None
    player: str | None = None

    def told(self) -> JsonObject:
        """What is known of it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score as it should be, and why."""

    home: int
    away: int
    reason: str
    placed: Placed = Placed()

    def sides(self) -> dict[Side, int]:
        """The goals each side should have."""
        return {"home": self.home, "away": self.away}


@transaction.atomic
def correct_score(*, match_id: str, score: Score, by: str | None, sent: Sent = UNNAMED) -> Appended:
    """Make a score so by appending goals or taking the latest back, each with the reason.

    The same op and body give the same answer. sent.seen: the offset the sender had seen; None asks
    for no comparison. Holds the op, locks the fixture, then its stream. Raises UnknownMatchError,
    OperationConflictError, StaleError, InvalidError, TooManyIncidentsError.
    """
    asked = _asked(match_id, score, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    fixture = Fixture.objects.select_for_update(no_key=True).filter(pk=match_id).first()
    if fixture is None:
        raise UnknownMatchError(match=match_id)
    streams.lock_streams([fixture.stream])
    now = selectors.folded(fixture.stream)
    board = now.project()
    _refuse_stale(fixture, now.offset, board, seen=sent.seen)
    _refuse(fixture, board, score)
    facts = [
        Fact(
            type=type_,
            v=1,
            id=random_id("event"),
            at=clock.now_ms(),
            by=by,
            prov=Provenance(source="desk", trace=sent.trace),
            op=str(sent.op) if sent.op else None,
            data=data,
        )
        for side in score.sides()
        for type_, data in _corrections(fixture.stream, board, (side, score))
    ]
    added = sum(adds_incident(fact.data) for fact in facts)
    count_incidents(match_id=match_id, count=added)
    appended = streams.append(fixture.stream, facts, asked=asked)
    mark_material(match_id=match_id, offset=appended.last)
    return appended


def _asked(match_id: str, score: Score, *, by: str | None, sent: Sent) -> Asked | None:
    """The correction as an operation; None when nobody named one."""
    if sent.op is None:
        return None
    assert by is not None, "an operation has an actor"
    fields = {"match": match_id, "seen": sent.seen, **asdict(score)}
    return Asked(actor=by, op=sent.op, name=NAME, fields=fields)


def _refuse_stale(fixture: Fixture, head: int, board: JsonObject, *, seen: int | None) -> None:
    """Refuse when the goals are not those that the sender had seen; other facts are no matter."""
    if seen is None:
        return
    if not 0 <= seen <= head:
        raise InvalidError(Fault(pointer="/seen", detail="the match has no such offset"))
    if fixture.material_offset > seen:
        then = selectors.folded(fixture.stream, at=seen).project()
        if _goals(then) != _goals(board):
            raise StaleError(current={"offset": head, "score": board["score"]})


def _goals(board: JsonObject) -> dict[str, str]:
    """Which goals count, and for whom."""
    return {
        event_id: incident["side"]
        for event_id, incident in board.get("incidents", {}).items()
        if incident["type"] in GOALS and not incident.get("struck")
    }


def _refuse(fixture: Fixture, board: JsonObject, score: Score) -> None:
    wanted = score.sides()
    faults = [
        Fault(pointer=f"/{side}", detail=f"a score is 0 to {SCORE_MAX}")
        for side, goals in wanted.items()
        if not 0 <= goals <= SCORE_MAX
    ]
    if not 1 <= len(score.reason) <= 200:  # noqa: PLR2004 -- Reason's own bounds
        faults.append(Fault(pointer="/reason", detail="a reason has 1 to 200 letters"))
    faults += _misplaced(fixture, board, score.placed)
    if "clock" not in board:
        faults.append(Fault(pointer="", detail="the match has not begun"))
    changed = sum(abs(goals - board["score"][side]) for side, goals in wanted.items())
    if changed == 0:
        faults.append(Fault(pointer="", detail="the score is so already"))
    if changed > GOALS_CORRECTED_MAX:
        faults.append(Fault(pointer="", detail=f"more than {GOALS_CORRECTED_MAX} goals at once"))
    if faults:
        raise InvalidError(*faults)


def _misplaced(fixture: Fixture, board: JsonObject, placed: Placed) -> Iterator[Fault]:
    if placed.period is not None and placed.period > PERIODS_PLAYED:
        yield Fault(pointer="/period", detail="a goal falls in periods 1 to 4")
    if placed.player is None:
        return
    if not are_identifiers([placed.player]):
        yield Fault(pointer="/player", detail="not a player's id")
    elif not _may_have_scored(fixture, board, placed.player):
        yield Fault(pointer="/player", detail="nobody of either side")


def _may_have_scored(fixture: Fixture, board: JsonObject, player: str) -> bool:
    """Whether a player is of either side; anybody may be where no side was told."""
    told = {named for side in board.get("lineups", {}).values() for named in side}
    known = told | players_of(fixture).keys()
    return not known or player in known


def _corrections(
    stream: str, board: JsonObject, wish: tuple[Side, Score]
) -> Iterator[tuple[str, FactData]]:
    side, score = wish
    missing = score.sides()[side] - board["score"][side]
    clock_now = board["clock"]
    for _ in range(missing):
        told = {
            "period": min(clock_now["period"], PERIODS_PLAYED),
            "clock_ms": clock_now["clock_ms"],
            "side": side,
            "reason": score.reason,
        }
        yield "match.goal", convert(told | score.placed.told(), MatchGoal)
    for event_id in _latest_goals(board, side)[: max(0, -missing)]:
        past = history(event_id, [fact for _, fact in selectors.facts_naming(stream, event_id)])
        assert past is not None, "the board shows only events of the log"
        assert past.stands is not None, "a goal that counts was not taken back"
        yield (
            "match.retracted",
            MatchRetracted(
                target=event_id, revision=past.revision + 1, before=past.stands, reason=score.reason
            ),
        )


def _latest_goals(board: JsonObject, side: Side) -> list[str]:
    goals = [
        (board["incidents"][event_id]["period"], board["incidents"][event_id]["clock_ms"], event_id)
        for event_id, scored in _goals(board).items()
        if scored == side
    ]
    return [event_id for _, _, event_id in sorted(goals, reverse=True)]
