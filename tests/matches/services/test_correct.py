"""Correcting a score: what was missed is appended, what was wrong taken back."""

from uuid import UUID

import pytest

from community.core.errors import InvalidError, OperationConflictError, StaleError
from community.matches import board
from community.matches.errors import TooManyIncidentsError, UnknownMatchError
from community.matches.facts import MatchCard, MatchGoal, MatchLineup, MatchOwnGoal
from community.matches.models import Fixture, Squad
from community.matches.services.correct import Placed, Score, correct_score
from community.matches.services.incidents import count_incidents, mark_material
from community.streams import selectors as streams
from community.streams.operations import Sent
from tests.matches.factories import told
from tests.streams.factories import append

pytestmark = pytest.mark.django_db


def correct(fixture, home, away, **changes):
    given = {"reason": "The feed missed it."} | changes
    sent = given.pop("sent", Sent())
    score = Score(home=home, away=away, **given)
    return correct_score(match_id=fixture.pk, score=score, by="actor_1", sent=sent)


def facts(fixture, *, after=0):
    return [fact for _, fact in streams.facts_after(fixture.stream, after=after, limit=100)]


def score(fixture):
    state = streams.folded(fixture.stream).state
    shown = board.board(state, match=fixture.pk, facts=0, head=0, names={}).score
    return (shown.home, shown.away)


def goal(period, clock_ms, side="home"):
    return told(MatchGoal(period=period, clock_ms=clock_ms, side=side))


def refusal(fixture, *told_score, **changes):
    """The pointers of a refusal that moved nothing."""
    head = len(facts(fixture))
    with pytest.raises(InvalidError) as refused:
        correct(fixture, *told_score, **changes)
    assert len(facts(fixture)) == head
    assert Fixture.objects.get(pk=fixture.pk).incidents == 0
    return [fault.pointer for fault in refused.value.faults]


def test_missing_goals_are_appended_where_the_clock_stands(begun):
    appended = correct(begun, 1, 2)

    added = facts(begun, after=3)
    assert (appended.first, appended.last) == (4, 6)
    assert [(fact.type, fact.data.side) for fact in added] == [
        ("match.goal", "home"),
        ("match.goal", "away"),
        ("match.goal", "away"),
    ]
    assert {(fact.data.period, fact.data.clock_ms) for fact in added} == {(2, 600_000)}
    assert {fact.data.reason for fact in added} == {"The feed missed it."}
    assert {(fact.by, fact.prov.source) for fact in added} == {("actor_1", "desk")}
    assert score(begun) == (1, 2)


def test_a_missing_goal_is_placed_and_given_to_its_scorer(begun):
    scorer = begun.squads.filter(side="home").values_list("player_id", flat=True)[0]

    correct(begun, 1, 0, placed=Placed(period=1, clock_ms=0, player=scorer))

    [fact] = facts(begun, after=3)
    assert (fact.data.period, fact.data.clock_ms, fact.data.player) == (1, 0, scorer)


def test_who_is_named_by_a_line_up_alone_may_have_scored(begun):
    named = MatchLineup(side="away", starting=["player_7"], bench=["player_8"])
    append(begun.stream, [told(named)])

    correct(begun, 0, 1, placed=Placed(player="player_8"))

    assert facts(begun)[-1].data.player == "player_8"


@pytest.mark.any_lock_order  # what is deleted by hand stays locked in the test's transaction
def test_where_no_side_was_told_anybody_may_have_scored(begun):
    Squad.objects.filter(fixture=begun).delete()

    correct(begun, 1, 0, placed=Placed(player="player_9"))

    assert facts(begun)[-1].data.player == "player_9"


def test_wrong_goals_are_taken_back_the_latest_first(begun):
    first, own, last = (
        goal(1, 60_000),
        told(MatchOwnGoal(period=2, clock_ms=1_000, side="home")),
        goal(1, 90_000),
    )
    other = goal(2, 500_000, side="away")
    append(begun.stream, [first, own, other, last])

    correct(begun, 1, 1)

    taken_back = facts(begun, after=7)
    assert [fact.data.target for fact in taken_back] == [own.id, last.id]
    assert [fact.data.before.type for fact in taken_back] == ["match.own_goal", "match.goal"]
    assert {fact.data.revision for fact in taken_back} == {1}
    assert score(begun) == (1, 1)


def test_a_goal_may_move_from_one_side_to_the_other(begun):
    append(begun.stream, [goal(1, 60_000)])

    correct(begun, 0, 1)

    assert [fact.type for fact in facts(begun, after=4)] == ["match.retracted", "match.goal"]
    assert score(begun) == (0, 1)


def test_a_correction_is_itself_corrected(begun):
    correct(begun, 2, 0)

    correct(begun, 1, 0)

    assert score(begun) == (1, 0)
    assert Fixture.objects.get(pk=begun.pk).incidents == 2


def test_a_correction_is_material(begun):
    appended = correct(begun, 2, 0)

    fixture = Fixture.objects.get(pk=begun.pk)
    assert (fixture.material_offset, fixture.incidents) == (appended.last, 2)


@pytest.mark.parametrize(
    ("told_score", "changes", "pointers"),
    [
        ((0, 0), {}, [""]),
        ((-1, 0), {}, ["/home"]),
        ((0, 100), {}, ["/away", ""]),
        ((11, 0), {}, [""]),
        ((1, 0), {"reason": ""}, ["/reason"]),
        ((1, 0), {"reason": "r" * 201}, ["/reason"]),
        ((1, 0), {"placed": Placed(period=5)}, ["/period"]),
        ((1, 0), {"placed": Placed(period=0)}, ["/period"]),
        ((1, 0), {"placed": Placed(clock_ms=-1)}, ["/clock_ms"]),
        ((1, 0), {"placed": Placed(clock_ms=14_400_001)}, ["/clock_ms"]),
        ((1, 0), {"placed": Placed(player="no id")}, ["/player"]),
        ((1, 0), {"placed": Placed(player="player_9")}, ["/player"]),
    ],
    ids=str,
)
def test_a_correction_that_cannot_be_is_refused(begun, told_score, changes, pointers):
    assert refusal(begun, *told_score, **changes) == pointers


def test_a_match_that_has_not_begun_has_no_score_to_correct(scheduled):
    assert refusal(scheduled, 1, 0) == [""]


def test_an_unknown_match_is_refused(db):  # noqa: ARG001 -- asked for the database
    with pytest.raises(UnknownMatchError):
        correct_score(match_id="match_0", score=Score(home=1, away=0, reason="No."), by=None)


def test_a_full_board_takes_no_further_goal(begun):
    count_incidents(match_id=begun.pk, count=127)
    head = len(facts(begun))

    with pytest.raises(TooManyIncidentsError):
        correct(begun, 2, 0)

    assert len(facts(begun)) == head
    assert Fixture.objects.get(pk=begun.pk).incidents == 127


def test_other_incidents_are_left_alone(begun):
    card = told(MatchCard(period=1, clock_ms=1_000, side="home", colour="yellow"))
    append(begun.stream, [card, goal(1, 60_000)])

    correct(begun, 0, 0)

    assert [fact.data.before.type for fact in facts(begun, after=5)] == ["match.goal"]


OP = UUID("0190f3f0-0000-7000-8000-000000000001")


def test_a_correction_sent_twice_is_done_once(begun):
    first = correct(begun, 1, 0, sent=Sent(op=OP, seen=3, trace="a" * 32))

    again = correct(begun, 1, 0, sent=Sent(op=OP, seen=3))

    assert again == first
    [fact] = facts(begun, after=3)
    assert (fact.op, fact.prov.trace) == (str(OP), "a" * 32)


def test_another_correction_under_the_same_op_is_refused_and_nothing_moves(begun):
    correct(begun, 1, 0, sent=Sent(op=OP))

    with pytest.raises(OperationConflictError) as refused:
        correct(begun, 2, 0, sent=Sent(op=OP))

    assert refused.value.field == "home"
    assert score(begun) == (1, 0)


def test_a_correction_of_a_score_that_moved_is_refused_with_the_present_one(begun):
    correct(begun, 1, 0)

    with pytest.raises(StaleError) as refused:
        correct(begun, 2, 0, sent=Sent(op=OP, seen=3))

    assert refused.value.current == {"offset": 4, "score": {"home": 1, "away": 0}}
    assert score(begun) == (1, 0)
    assert correct(begun, 2, 0, sent=Sent(op=OP, seen=4)).last == 5


def test_a_goal_given_and_taken_back_meanwhile_is_a_move_undone(begun):
    correct(begun, 1, 0)
    correct(begun, 0, 0)

    assert correct(begun, 1, 0, sent=Sent(seen=3)).first == 6


def test_a_goal_that_took_another_s_place_is_a_move_too(begun):
    correct(begun, 1, 0)
    seen = len(facts(begun))
    correct(begun, 0, 0)
    correct(begun, 1, 0)

    with pytest.raises(StaleError):
        correct(begun, 0, 0, sent=Sent(seen=seen))

    assert score(begun) == (1, 0)


def test_what_else_happened_meanwhile_makes_nothing_stale(begun):
    card = told(MatchCard(period=2, clock_ms=601_000, side="home", colour="yellow"))
    append(begun.stream, [card])
    mark_material(match_id=begun.pk, offset=4)

    assert correct(begun, 1, 0, sent=Sent(seen=3)).first == 5


@pytest.mark.parametrize("seen", [-1, 4])
def test_an_offset_the_match_never_had_was_not_seen(begun, seen):
    assert refusal(begun, 1, 0, sent=Sent(seen=seen)) == ["/seen"]
