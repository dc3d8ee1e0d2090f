"""An example of every body and answer: structs as the doors read and write them, in JSON."""

from typing import Any

import msgspec

from community.api import earned, own, shapes, talk
from community.api.bodies import without
from community.core import clock
from community.core.types import JsonObject
from community.feeds.providers.protocol import Amendment, Retraction
from community.feeds.services.ingest import Receipt
from community.matches import board, facts, sheet
from community.matches.commands import WATCH, ScoreToCorrect
from community.matches.fold import MatchFold
from community.matches.scoreboard import scoreboard
from community.notices.commands import READ_NOTICES
from community.streams import catalogue
from community.streams.facts import Fact, FactData, Provenance
from moderation.commands import EDIT, POST, REPORT

_MATCH = "match_3fa9c1"
_STREAM = f"match.{_MATCH}"
_KICKOFF_AT = 1_772_895_600_000  # 2026-03-07T15:00:00Z
_GOAL_AT = _KICKOFF_AT + 754_200
_SCORER = "player_5f2c"
_GOAL = facts.MatchGoal(period=1, clock_ms=754_200, side="home", player=_SCORER)
_FACTS = [
    Fact(
        type=fact_type,
        v=1,
        id=f"event_{offset}d",
        at=at,
        prov=Provenance(source="acme", id=f"acme-{offset}"),
        data=data,
    )
    for offset, (fact_type, at, data) in enumerate(
        [
            ("match.kicked_off", _KICKOFF_AT, facts.MatchKickedOff()),
            ("match.goal", _GOAL_AT, _GOAL),
        ],
        start=1,
    )
]
_SHEET = sheet.FixtureSheet(
    id="acme-match-77",
    competition=sheet.NamedThing(id="acme-league", name="First League"),
    season=sheet.NamedThing(id="acme-season-26", name="2025/26"),
    home=sheet.ClubSheet(
        id="acme-club-1",
        name="Harbour City",
        code="HAR",
        colour="#123a6b",
        players=[sheet.PlayerSheet(id="acme-player-9", name="A. Keeper", shirt=1, role="GK")],
    ),
    away=sheet.ClubSheet(id="acme-club-2", name="Hill Town", code="HIL"),
    kickoff_at=_KICKOFF_AT,
    venue="Harbour Park",
    round="Round 27",
)
_SUMMARY: dict[str, Any] = {
    "match": _MATCH,
    "stream": _STREAM,
    "competition": "First League",
    "season": "2025/26",
    "home": shapes.Club(id="club_11", name="Harbour City", code="HAR"),
    "away": shapes.Club(id="club_12", name="Hill Town", code="HIL"),
    "kickoff_at": "2026-03-07T15:00:00Z",
    "venue": "Harbour Park",
    "simulated": False,
}


def batch() -> list[JsonObject]:
    """The kick-off and a goal."""
    return [event("match.kicked_off", sequence=1), event("match.goal", sequence=2)]


def event(fact_type: str, *, sequence: int = 1) -> JsonObject:
    """One event as a provider sends it, around the catalogue's sample of its type."""
    data = _told(fact_type)
    at = clock.from_ms(_KICKOFF_AT + getattr(data, "clock_ms", 0))
    return {
        "specversion": "1.0",
        "id": f"acme-{sequence}",
        "type": fact_type,
        "source": "/acme",
        "subject": "acme-match-77",
        "time": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "sequence": sequence,
        "data": _json(data),
    }


def bodies() -> dict[type[Any], JsonObject]:
    """An example of every other shape that is sent or answered, by its class."""
    told = [
        _SHEET,
        ScoreToCorrect(home=2, away=1, reason="A goal was missed.", seen=44),
        Receipt(match=_MATCH, accepted=2, duplicate=0, head=2, next_sequence=3),
        shapes.Announced(match=_MATCH),
        shapes.MatchPage(matches=[shapes.MatchSummary(**_SUMMARY)], next=None),
        _detail(),
        _fact_page(),
        _moment(),
        _operations(),
        shapes.Done(stream=_STREAM, epoch=1, first=45, last=45),
        shapes.Problem(
            type="about:blank",
            title="Unprocessable Content",
            status=422,
            code="invalid",
            errors=[shapes.FieldFault(pointer="/0/data/period", detail="expected int <= 5")],
        ),
    ]
    return (
        {type(body): _json(body) for body in told}
        | talk.examples()
        | own.examples()
        | earned.examples()
        | _written()
    )


def _written() -> dict[type[Any], JsonObject]:
    """What is sent to threads."""
    post: JsonObject = {
        "text": "Their left side was **open** all half.",
        "kind": "insight",
        "seen": 2,
        "event": "event_2d",
        "how": {"source": "own", "links": ["https://example.org/shots"]},
    }
    return {
        without(POST.fields, "match"): post,
        without(EDIT.fields, "post"): {"rev": 1, "text": "Their right side was open."},
        READ_NOTICES.fields: {"until": 7},
        WATCH.fields: {"delay_s": 30},
        without(REPORT.fields, "post"): {
            "reason": "abuse",
            "note": "Look at the last line.",
        },
    }


def _told(fact_type: str) -> FactData:
    """The data a provider sends; it names what it takes back by its own id."""
    sample = catalogue.latest(fact_type).sample
    match sample:
        case facts.MatchRetracted(reason=reason):
            return Retraction(target="acme-2", reason=reason)
        case facts.MatchAmended(after=after, reason=reason):
            return Amendment(target="acme-2", after=after, reason=reason)
        case _:
            return sample


def _detail() -> shapes.MatchDetail:
    fold, names, head = MatchFold(), {_SCORER: "B. Striker"}, len(_FACTS)
    state = fold.empty()
    fold.fold(state, enumerate(_FACTS, start=1))
    return shapes.MatchDetail(
        **_SUMMARY,
        epoch=1,
        offset=head,
        state=scoreboard(state),
        names=names,
        board=board.board(state, match=_MATCH, facts=head, head=head, names=names),
    )


def _moment() -> shapes.MatchMoment:
    state = _json(_detail().state)
    topic = shapes.TopicAt(topic=_STREAM, epoch=1, offset=len(_FACTS), state=state)
    return shapes.MatchMoment(match=_MATCH, offset=2, head=1450, after="2.7", topics=[topic])


def _operations() -> shapes.OperationPage:
    taken = shapes.Operation(
        topic=_STREAM,
        epoch=1,
        from_=2,
        to=4,
        offset=4,
        wait_ms=2_300,
        patch={"clock": {"clock_ms": 756_500}},
    )
    return shapes.OperationPage(match=_MATCH, operations=[taken], next="402.31")


def _fact_page() -> shapes.FactPage:
    told = [
        shapes.FactAt(offset=offset, **msgspec.structs.asdict(fact))
        for offset, fact in enumerate(_FACTS, start=1)
    ]
    return shapes.FactPage(stream=_STREAM, epoch=1, head=len(told), facts=told, next=None)


def _json(told: Any) -> Any:  # noqa: ANN401 -- any of the shapes
    return msgspec.json.decode(msgspec.json.encode(told))
