"""Taking back and telling anew, through the door."""

import pytest

from community.core.ids import derived_id
from community.matches import board
from community.matches.services.correct import Score, correct_score
from community.streams import selectors as streams
from tests.feeds.provider import Provider, bare, event

pytestmark = pytest.mark.django_db

GOAL = {"period": 1, "clock_ms": 60_000, "side": "home"}


def goal(sequence, **data):
    return bare(sequence, "match.goal", **(GOAL | data))


def retract(sequence, target):
    return bare(sequence, "match.retracted", target=target, reason="Offside.")


def amend(sequence, target, after, kind="match.goal"):
    told = {"type": kind, "v": 1, "data": after}
    return bare(sequence, "match.amended", target=target, after=told, reason="Seen again.")


def score(provider):
    folded = streams.folded(provider.stream)
    told = board.board(folded.state, match=provider.match, facts=0, head=0, names={})
    return (told.score.home, told.score.away)


def newest(provider):
    *_, (_, fact) = streams.facts_after(provider.stream, after=1, limit=2_000)
    return fact


def faults(answer):
    assert answer.status_code == 422, answer.content
    return [(fault["pointer"], fault["detail"]) for fault in answer.json()["errors"]]


def canonical_id(provider, provider_id):
    return derived_id("event", provider.match, provider.name, provider_id)


def test_a_check_names_what_it_looks_at_by_its_canonical_id(provider):
    check = {"period": 1, "clock_ms": 61_000, "subject": "goal", "outcome": "checking"}
    provider.accept(goal(1))

    provider.accept(bare(2, "match.var_check", target="e1", **check))
    named = newest(provider).data
    provider.accept(bare(3, "match.var_check", **check))

    assert named.target == canonical_id(provider, "e1")
    assert newest(provider).data.target is None


def test_a_goal_is_taken_back_by_the_provider_s_id(provider):
    provider.accept(goal(1))

    provider.accept(retract(2, "e1"))

    taken_back = newest(provider).data
    assert taken_back.target == canonical_id(provider, "e1")
    assert (taken_back.revision, taken_back.reason) == (1, "Offside.")
    assert (taken_back.before.type, taken_back.before.data) == ("match.goal", GOAL)
    assert score(provider) == (0, 0)


def test_a_goal_is_taken_back_by_its_canonical_id(provider):
    provider.accept(goal(1))

    provider.accept(retract(2, canonical_id(provider, "e1")))

    assert score(provider) == (0, 0)


def test_a_goal_is_taken_back_within_the_batch_that_told_it(provider):
    receipt = provider.accept(goal(1), retract(2, "e1"), goal(3))

    assert receipt["accepted"] == 3
    assert score(provider) == (1, 0)


def test_a_goal_is_told_anew_for_the_other_side(provider):
    provider.accept(goal(1))

    provider.accept(amend(2, "e1", GOAL | {"side": "away", "player": "9"}))

    told_anew = newest(provider).data
    assert (told_anew.revision, told_anew.before.data) == (1, GOAL)
    assert told_anew.after.data["side"] == "away"
    assert told_anew.after.data["player"].startswith("player_")
    assert score(provider) == (0, 1)


def test_revisions_are_numbered_through_batches_and_within_one(provider):
    provider.accept(goal(1), amend(2, "e1", GOAL | {"clock_ms": 61_000}))

    provider.accept(amend(3, "e1", GOAL | {"clock_ms": 62_000}), retract(4, "e1"))

    taken_back = newest(provider).data
    assert (taken_back.revision, taken_back.before.data["clock_ms"]) == (3, 62_000)
    assert score(provider) == (0, 0)


def test_a_revision_sent_again_is_a_duplicate(provider):
    batch = [goal(1), amend(2, "e1", GOAL | {"side": "away"}), retract(3, "e1")]
    provider.accept(*batch)

    again = provider.accept(*batch)

    assert (again["accepted"], again["duplicate"]) == (0, 3)


def test_a_revision_sent_again_with_another_reason_names_it(provider, refused):
    provider.accept(goal(1), retract(2, "e1"))

    answer = refused.send(bare(2, "match.retracted", target="e1", reason="Handball."))

    assert (answer.status_code, answer.json()["pointer"]) == (409, "/data/reason")


def test_another_source_takes_back_by_the_canonical_id(provider):
    other = Provider()
    provider.accept(goal(1))

    other.accept(retract(1, canonical_id(provider, "e1")) | {"subject": provider.match})

    assert score(provider) == (0, 0)


def test_another_source_s_id_is_no_event_of_ours(provider, refused):
    other = Provider()
    provider.accept(goal(1))

    answer = refused.by(other).send(retract(1, "e1") | {"subject": provider.match})

    assert faults(answer) == [("/0/data/target", "no such event")]


@pytest.mark.parametrize("target", ["e9", "event_000000000000000000000000"])
def test_what_was_never_told_cannot_be_taken_back(provider, refused, target):
    provider.accept(goal(1))

    answer = refused.send(event(2), retract(3, target))

    assert faults(answer) == [("/1/data/target", "no such event")]


def test_what_comes_later_in_the_batch_cannot_be_taken_back(refused):
    answer = refused.send(retract(1, "e2"), goal(2))

    assert faults(answer) == [("/0/data/target", "no such event")]


def test_what_was_taken_back_cannot_be_taken_back_again(provider, refused):
    provider.accept(goal(1), retract(2, "e1"))

    answer = refused.send(goal(3), retract(4, "e1"))

    assert faults(answer) == [("/1/data/target", "already taken back")]


def test_a_revision_is_no_target(provider, refused):
    provider.accept(goal(1), retract(2, "e1"))

    assert faults(refused.send(retract(3, "e2"))) == [("/0/data/target", "no such event")]


@pytest.mark.parametrize(
    ("after", "fault"),
    [
        ({"type": "match.unheard"}, ("/0/data/after/type", "not a type a provider may tell")),
        ({"type": "match.retracted"}, ("/0/data/after/type", "not a type a provider may tell")),
        ({"type": "match.scheduled"}, ("/0/data/after/type", "not a type a provider may tell")),
        ({"v": 9}, ("/0/data/after/v", "unknown version")),
        ({"data": GOAL | {"period": 9}}, ("/0/data/after/data/period", "Expected `int` <= 5")),
        ({"data": {"period": 1, "clock_ms": 5}}, ("/0/data/after/data/side", "missing")),
        ({"data": GOAL | {"mood": "good"}}, ("/0/data/after/data/mood", "no such field")),
    ],
    ids=str,
)
def test_a_fault_of_what_is_told_anew_is_named(provider, refused, after, fault):
    provider.accept(goal(1))
    told_anew = amend(2, "e1", GOAL)
    told_anew["data"]["after"] |= after

    assert faults(refused.send(told_anew)) == [fault]


def test_a_fraction_in_what_is_told_anew_is_named(provider, refused):
    provider.accept(goal(1))
    told_anew = amend(2, "e1", GOAL)
    told_anew["data"]["after"]["data"] = GOAL | {"clock_ms": 1.5}

    [(pointer, _)] = faults(refused.send_raw(told_anew, {}))

    assert pointer == "/0/data/after/data/clock_ms"


def test_players_that_are_no_ids_are_named_in_what_is_told_anew(provider, refused):
    provider.accept(goal(1))
    told_anew = amend(2, "e1", GOAL | {"player": 9})

    [(pointer, _)] = faults(refused.send(told_anew))

    assert pointer == "/0/data/after/data/player"


def test_an_event_is_revised_until_one_revision_is_left_for_the_desk(provider, refused):
    amendments = [
        amend(number, "e1", GOAL | {"clock_ms": 60_000 + number}) for number in range(2, 1_001)
    ]
    provider.accept(goal(1), *amendments)

    answer = refused.send(retract(1_001, "e1"))
    correct_score(match_id=provider.match, score=Score(home=0, away=0, reason="Never in."), by=None)

    assert faults(answer) == [("/0/data/target", "revised too often")]
    assert newest(provider).data.revision == 1_000
    assert score(provider) == (0, 0)


def test_a_provider_may_name_its_events_as_we_do(provider):
    provider.accept(goal(1) | {"id": "event_1"})

    provider.accept(retract(2, "event_1"))

    assert score(provider) == (0, 0)


def test_a_lineup_told_anew_has_canonical_players(provider):
    provider.accept(bare(1, "match.lineup", side="home", starting=["9"], bench=[]))
    after = {"side": "home", "starting": ["9"], "bench": ["10", "11"]}

    provider.accept(amend(2, "e1", after, kind="match.lineup"))

    told_anew = newest(provider).data.after.data
    assert [player[:7] for player in told_anew["bench"]] == ["player_", "player_"]
