"""Numbered producers: told once, repeated, contradicted, out of turn."""

from typing import Any

import pytest
from msgspec.structs import replace

from community.core.errors import SequenceConflictError, SequenceGapError
from community.streams import producers, selectors
from community.streams.errors import StaleEpochError, UnknownStreamError
from community.streams.facts import Provenance
from community.streams.models import Batch, Producer
from tests.streams.factories import Told, append, goal, passes, stream_name, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    name = stream_name()
    append(name, [goal()])
    return name


def standing(stream):
    """All that may move: the stream's head, and where its producers stand."""
    rows = Producer.objects.filter(stream__name=stream)
    return (
        selectors.heads([stream])[stream],
        Batch.objects.filter(stream__name=stream).count(),
        sorted(rows.values_list("name", "epoch", "next_sequence")),
    )


def told_by(stream, name):
    """The sequences the log holds of a producer's epochs, in the log's order."""
    rows: Any = Batch.objects.filter(stream__name=stream, producer=name).order_by("first_offset")
    return [
        (epoch, sequence)
        for epoch, first, count in rows.values_list("epoch", "first_sequence", "count")
        for sequence in range(first, first + count)
    ]


def test_a_run_told_in_parts_is_numbered_through(stream):
    facts = passes(5)

    first = tell(stream, facts[:2])
    second = tell(stream, facts[2:], first=3)

    assert first == Told(known=0, fresh=2, next_sequence=3)
    assert second == Told(known=0, fresh=3, next_sequence=6)
    assert told_by(stream, "wyscout") == [(1, number) for number in range(1, 6)]
    assert [fact for _, fact in selectors.facts_after(stream, after=1, limit=9)] == facts


def test_what_was_told_before_is_counted_and_appends_nothing(stream):
    facts = passes(5)
    tell(stream, facts[:2])
    tell(stream, facts[2:], first=3)
    before = standing(stream)

    again = tell(stream, facts)

    assert again == Told(known=5, fresh=0, next_sequence=6)
    assert standing(stream) == before


@pytest.mark.parametrize("run", [(1, 6, 3), (2, 6, 2), (3, 7, 1), (2, 2, 1)])
def test_of_a_run_partly_told_only_the_rest_is_new(stream, run):
    first, until, known = run
    facts = passes(7)
    tell(stream, facts[:1])
    tell(stream, facts[1:3], first=2)

    told = tell(stream, facts[first - 1 : until], first=first)

    assert told.known == known
    assert told.next_sequence == max(4, until + 1)
    log = [fact for _, fact in selectors.facts_after(stream, after=1, limit=9)]
    assert log == facts[: max(3, until)]


def test_a_gap_is_refused_with_the_number_expected_and_nothing_moves(stream):
    tell(stream, passes(2))
    before = standing(stream)

    with pytest.raises(SequenceGapError) as refused:
        tell(stream, passes(1), first=4)

    assert (refused.value.expected, refused.value.received) == (3, 4)
    assert standing(stream) == before


def test_a_stranger_begins_at_one_and_a_refused_one_leaves_no_row(stream):
    with pytest.raises(SequenceGapError) as refused:
        tell(stream, passes(1), name="stranger", first=2)

    assert refused.value.expected == 1
    assert standing(stream)[2] == []


def test_a_repeated_number_with_another_body_names_the_field_and_nothing_moves(stream):
    facts = [goal(player="player_1"), goal(player="player_2")]
    tell(stream, facts)
    before = standing(stream)
    changed = replace(facts[1], data=replace(facts[1].data, player="player_3"))

    with pytest.raises(SequenceConflictError) as refused:
        tell(stream, [facts[0], changed])

    assert (refused.value.sequence, refused.value.pointer) == (2, "/data/player")
    assert standing(stream) == before


def test_a_conflict_refuses_what_is_new_in_the_batch_too(stream):
    facts = passes(3)
    tell(stream, facts[:1])
    before = standing(stream)

    with pytest.raises(SequenceConflictError):
        tell(stream, [replace(facts[0], at=7), *facts[1:]])

    assert standing(stream) == before


def test_how_a_fact_travelled_is_no_difference():
    first = replace(goal(), prov=Provenance(source="wyscout", id="7", trace="a" * 32), policy="x")
    second = replace(first, prov=replace(first.prov, trace="b" * 32), policy="y")

    assert producers.difference(first, second) is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"id": "event_2"}, "/id"),
        ({"at": 7}, "/at"),
        ({"by": "actor_1"}, "/by"),
        ({"prov": Provenance(source="other")}, "/prov/source"),
        ({"prov": None}, "/prov"),
        ({"data": goal(clock_ms=1).data}, "/data/clock_ms"),
        ({"type": "match.own_goal"}, "/type"),
    ],
)
def test_the_first_field_that_differs_is_named(changes, pointer):
    told = replace(goal(), prov=Provenance(source="wyscout"))

    assert producers.difference(told, replace(told, **changes)) == pointer


def test_a_field_the_door_fills_by_itself_is_passed_over():
    told = goal(player="player_1")
    other = replace(told, data=replace(told.data, player="player_2"))

    assert producers.difference(told, other, ignore={"/data/player"}) is None


def test_an_epoch_that_ended_is_refused_and_nothing_moves(stream):
    tell(stream, passes(2), epoch=2)
    before = standing(stream)

    with pytest.raises(StaleEpochError) as refused:
        tell(stream, passes(2), epoch=1)

    assert refused.value.facts == {"epoch": 1, "current": 2}
    assert standing(stream) == before


def test_a_new_epoch_begins_again_at_one(stream):
    old, new = passes(2), passes(2, first=2)
    tell(stream, old)

    with pytest.raises(SequenceGapError) as refused:
        tell(stream, new, epoch=2, first=3)
    told = tell(stream, new, epoch=2)
    again = tell(stream, new, epoch=2)

    assert refused.value.expected == 1
    assert (told.fresh, again.known) == (2, 2)
    assert told_by(stream, "wyscout") == [(1, 1), (1, 2), (2, 1), (2, 2)]


def test_producers_of_one_stream_number_apart(stream):
    tell(stream, passes(2), name="wyscout")

    told = tell(stream, passes(3), name="generic")

    assert told == Told(known=0, fresh=3, next_sequence=4)
    assert standing(stream)[2] == [("generic", 1, 4), ("wyscout", 1, 3)]


def test_nobody_tells_a_stream_that_is_not_there():
    with pytest.raises(UnknownStreamError):
        tell("match.nowhere", passes(1))

    assert not Producer.objects.exists()
