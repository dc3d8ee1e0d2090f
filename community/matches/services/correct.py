"""Correct a score by hand: append what was missed, take back what was not."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import msgspec
from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import are_identifiers, random_id
from community.core.types import JsonObject
from community.matches.errors import UnknownMatchError
from community.matches.facts import MatchGoal, MatchRetracted, Side
from community.matches.history import history
from community.matches.models import Fixture
from community.matches.services.incidents import count_incidents, mark_material
from community.matches.timeline import adds_incident
from community.streams import selectors, services as streams
from community.streams.facts import Fact, FactData, Provenance

# A hand correction mends a goal or three; more at once is a wrong match or a slipped key.
GOALS_CORRECTED_MAX = 10
SCORE_MAX = 99
PERIODS_PLAYED = 4  # the fifth is the shoot-out, whose kicks are no goals
GOALS = frozenset({"match.goal", "match.own_goal"})
DESK = Provenance(source="desk")


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Where on the clock a goal set by hand belongs, and who scored it, when known."""

    period: int | None = None
    clock_ms: int | None = None
    player: str | None = None

    def told(self) -> JsonObject:
        """What is known of it."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@transaction.atomic
def correct_score(
    *, match_id: str, home: int, away: int, reason: str, by: str | None, placed: Placed = Placed()
) -> streams.Appended:
    """Make the score home-away by appending goals or taking the latest back, each with the reason.

    Locks the fixture, then its stream. Raises UnknownMatchError, InvalidError,
    TooManyIncidentsError.
    """
    fixture = Fixture.objects.select_for_update(no_key=True).filter(pk=match_id).first()
    if fixture is None:
        raise UnknownMatchError(match=match_id)
    streams.lock_streams([fixture.stream])
    board = selectors.folded(fixture.stream).project()
    _refuse(board, wanted={"home": home, "away": away}, reason=reason, placed=placed)
    wishes: list[tuple[Side, int]] = [("home", home), ("away", away)]
    facts = [
        Fact(type=type_, v=1, id=random_id("event"), at=clock.now_ms(), by=by, prov=DESK, data=data)
        for side, wanted in wishes
        for type_, data in _corrections(fixture.stream, board, (side, wanted, reason, placed))
    ]
    added = sum(adds_incident(fact.data) for fact in facts)
    count_incidents(match_id=match_id, count=added)
    appended = streams.append(fixture.stream, facts)
    mark_material(match_id=match_id, offset=appended.last)
    return appended


def _refuse(board: JsonObject, *, wanted: dict[str, int], reason: str, placed: Placed) -> None:
    faults = [
        Fault(pointer=f"/{side}", detail=f"a score is 0 to {SCORE_MAX}")
        for side, goals in wanted.items()
        if not 0 <= goals <= SCORE_MAX
    ]
    if not 1 <= len(reason) <= 200:  # noqa: PLR2004 -- Reason's own bounds
        faults.append(Fault(pointer="/reason", detail="a reason has 1 to 200 letters"))
    if placed.period is not None and placed.period > PERIODS_PLAYED:
        faults.append(Fault(pointer="/period", detail="a goal falls in periods 1 to 4"))
    if placed.player is not None and not are_identifiers([placed.player]):
        faults.append(Fault(pointer="/player", detail="not a player's id"))
    if "clock" not in board:
        faults.append(Fault(pointer="", detail="the match has not begun"))
    changed = sum(abs(goals - board["score"][side]) for side, goals in wanted.items())
    if changed == 0:
        faults.append(Fault(pointer="", detail="the score is so already"))
    if changed > GOALS_CORRECTED_MAX:
        faults.append(Fault(pointer="", detail=f"more than {GOALS_CORRECTED_MAX} goals at once"))
    if faults:
        raise InvalidError(*faults)


def _corrections(
    stream: str, board: JsonObject, wish: tuple[Side, int, str, Placed]
) -> Iterator[tuple[str, FactData]]:
    side, wanted, reason, placed = wish
    missing = wanted - board["score"][side]
    clock_now = board["clock"]
    for _ in range(missing):
        told = {
            "period": min(clock_now["period"], PERIODS_PLAYED),
            "clock_ms": clock_now["clock_ms"],
            "side": side,
            "reason": reason,
        }
        yield "match.goal", _goal(told | placed.told())
    for event_id in _latest_goals(board, side)[: max(0, -missing)]:
        past = history(event_id, [fact for _, fact in selectors.facts_naming(stream, event_id)])
        assert past is not None, "the board shows only events of the log"
        assert past.stands is not None, "a goal that counts was not taken back"
        yield (
            "match.retracted",
            MatchRetracted(
                target=event_id, revision=past.revision + 1, before=past.stands, reason=reason
            ),
        )


def _goal(told: JsonObject) -> MatchGoal:
    try:
        return msgspec.convert(told, MatchGoal)
    except msgspec.ValidationError as fault:
        detail, _, path = str(fault).partition(" - at `$.")
        raise InvalidError(Fault(pointer=f"/{path.rstrip('`')}", detail=detail)) from None


def _latest_goals(board: JsonObject, side: Side) -> list[str]:
    goals = [
        (incident["period"], incident["clock_ms"], event_id)
        for event_id, incident in board["incidents"].items()
        if incident["type"] in GOALS and incident["side"] == side and not incident.get("struck")
    ]
    return [event_id for _, _, event_id in sorted(goals, reverse=True)]
