"""Questions to the log: by offset, by moment, by name, folded."""

from datetime import timedelta

import pytest
import time_machine

from community.core import clock
from community.matches.facts import MatchRetracted
from community.matches.history import telling
from community.streams import selectors, stretches
from community.streams.errors import UnknownStreamError
from community.streams.facts import Fact
from community.streams.models import Batch, Snapshot, Stream
from community.streams.selectors import Head
from community.streams.snapshots import take
from community.streams.stretches import Span
from tests.matches.factories import FOLD, folded as folded_here
from tests.streams.factories import AT, append, goal, passes, stream_name

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=1)


@pytest.fixture
def stream():
    return stream_name()


def passes_told(folded):
    return folded.project()["stats"]["home"]["passes"]


def retraction(target):
    return Fact(
        type="match.retracted",
        v=1,
        id="event_retraction",
        at=AT,
        data=MatchRetracted(
            target=target.id, revision=1, before=telling(target.data), reason="Offside."
        ),
    )


def spoilt(snapshot):
    """Make a stored snapshot say what no fact ever said, so that a reader of it is known."""
    Snapshot.objects.filter(pk=snapshot.pk).update(
        state=FOLD.dump(folded_here(passes(77))), recorded_at=snapshot.recorded_at
    )


def test_heads_leave_out_what_is_not_there(stream):
    append(stream, passes(3))
    epoch = Stream.objects.get(name=stream).epoch

    assert selectors.heads([stream, "match.nowhere"]) == {stream: Head(epoch=epoch, offset=3)}


def test_heads_of_then_stand_where_the_log_stood(stream):
    append(stream, passes(2))
    moment = Batch.objects.get(stream__name=stream).recorded_at
    append(stream, passes(3))
    epoch = Stream.objects.get(name=stream).epoch

    assert selectors.heads([stream], as_of=moment) == {stream: Head(epoch=epoch, offset=2)}
    before = selectors.heads([stream, "match.nowhere"], as_of=moment - LONG_AGO)
    assert before == {stream: Head(epoch=epoch, offset=0)}


def test_streams_that_moved_since_are_told_from_those_that_did_not(stream):
    other = stream_name()
    append(other, passes(1))
    moment = Batch.objects.get(stream__name=other).recorded_at
    append(stream, passes(1))

    assert selectors.moved_after([stream, other, "match.nowhere"], moment) == {stream}
    assert selectors.moved_after([stream, other], selectors.LIVE) == set()


def test_batches_due_to_many_readers_are_read_once_and_none_too_early(stream):
    append(stream, passes(2))
    first = Batch.objects.get(stream__name=stream).recorded_at
    append(stream, passes(1))
    append(stream, passes(1))
    behind = Span(stream=stream, after=0, as_of=first)
    within = Span(stream=stream, after=1, as_of=first)
    live = Span(stream=stream, after=3, as_of=selectors.LIVE)

    due = stretches.stretches_due([behind, within], batches_max=9)
    more = stretches.stretches_due([behind, live], batches_max=9)

    assert [(s.first, s.last) for s in due] == [(1, 2)]
    assert [(s.first, s.last) for s in more] == [(1, 2), (4, 4)]


def test_without_delay_a_reader_is_live_and_with_one_so_far_behind():
    with time_machine.travel(1_529_949_632.5, tick=False):
        assert selectors.as_of(0) == selectors.LIVE
        assert clock.to_ms(selectors.as_of(30)) == 1_529_949_602_500


def test_stretches_go_on_where_each_reader_stands_and_cut_a_batch_in_two():
    one, two, three = stream_name(), stream_name(), stream_name()
    facts = passes(6)
    append(one, facts[:3])
    append(two, facts[3:5])
    append(two, facts[5:])
    append(three, [goal()])

    read = stretches.stretches_after({one: 1, two: 0, three: 1}, batches_max=9)

    assert [(s.stream, s.first, s.last) for s in read] == [(one, 2, 3), (two, 1, 2), (two, 3, 3)]
    lines = [line for stretch in read for line in stretch.body.split(b"\n")]
    assert [line.count(fact.id.encode()) for line, fact in zip(lines, facts[1:], strict=True)] == [
        1
    ] * 5


def test_stretches_are_bounded_by_batches(stream):
    for fact in passes(3):
        append(stream, [fact])

    read = stretches.stretches_after({stream: 0}, batches_max=2)

    assert [stretch.first for stretch in read] == [1, 2]


def test_nobody_behind_reads_nothing():
    assert stretches.stretches_after({}, batches_max=9) == []


@pytest.mark.parametrize(
    ("after_limit", "offsets"),
    [
        ((0, 9), [1, 2, 3, 4, 5]),
        ((0, 2), [1, 2]),
        ((1, 2), [2, 3]),
        ((3, 1), [4]),
        ((4, 0), []),
        ((5, 9), []),
    ],
)
def test_facts_are_read_by_offset_across_batches(stream, after_limit, offsets):
    after, limit = after_limit
    append(stream, passes(2))
    append(stream, passes(3))

    read = selectors.facts_after(stream, after=after, limit=limit)

    assert [offset for offset, _ in read] == offsets


def test_a_reader_of_a_moment_sees_nothing_recorded_later(stream):
    append(stream, passes(2))
    moment = Batch.objects.get(stream__name=stream).recorded_at
    append(stream, passes(1))
    Stream.objects.filter(name=stream).update(moved_at=clock.now())

    read = selectors.facts_after(stream, after=0, limit=9, as_of=moment)

    assert [offset for offset, _ in read] == [1, 2]


def test_a_fact_is_found_by_its_id_with_those_that_speak_of_it(stream):
    scored = goal()
    append(stream, [goal(), scored, goal()])
    append(stream, [goal(), retraction(scored)])

    named = selectors.facts_naming(stream, scored.id)

    assert [(offset, fact.type) for offset, fact in named] == [
        (2, "match.goal"),
        (5, "match.retracted"),
    ]


def test_a_part_of_an_id_names_nothing(stream):
    scored = goal()
    append(stream, [scored])

    assert selectors.facts_naming(stream, scored.id[:-1]) == []
    assert selectors.facts_naming("match.nowhere", scored.id) == []


def test_a_fact_recorded_later_is_not_named_yet(stream):
    scored = goal()
    append(stream, [scored])

    assert selectors.facts_naming(stream, scored.id, as_of=clock.now() - LONG_AGO) == []


def test_a_state_at_an_offset_is_the_fold_of_the_facts_up_to_it(stream):
    facts = passes(9)
    append(stream, facts[:4])
    append(stream, facts[4:])

    at_six = selectors.folded(stream, at=6)

    assert (at_six.offset, passes_told(at_six)) == (6, 6)
    assert at_six.project() == selectors.folded(stream, at=6).project()
    assert at_six.state == folded_here(facts[:6])
    assert selectors.folded(stream).state == folded_here(facts)
    assert selectors.folded(stream, at=99).offset == 9
    assert selectors.folded_from_empty(stream, at=6) == at_six.state


def test_a_state_is_the_nearest_snapshot_and_the_facts_after_it(stream):
    append(stream, passes(9))
    take(stream, at=3)
    take(stream, at=6)
    from_snapshot = selectors.folded(stream, at=8)

    spoilt(Snapshot.objects.get(stream__name=stream, offset=6))

    assert from_snapshot.state == selectors.folded_from_empty(stream, at=8)
    assert passes_told(selectors.folded(stream, at=8)) == 77 + 2
    assert passes_told(selectors.folded(stream, at=5)) == 5


@pytest.mark.parametrize("changes", [{"fold_version": 2}, {"epoch": 7}])
def test_a_snapshot_of_another_fold_or_history_is_not_read(stream, changes):
    append(stream, passes(5))
    take(stream, at=4)
    snapshot = Snapshot.objects.get(stream__name=stream)
    spoilt(snapshot)
    Snapshot.objects.filter(pk=snapshot.pk).update(**changes)

    assert passes_told(selectors.folded(stream)) == 5


def test_a_delayed_viewer_gets_the_state_of_then_and_no_snapshot_from_later(stream):
    append(stream, passes(2))
    moment = Batch.objects.get(stream__name=stream).recorded_at
    append(stream, passes(3))
    Stream.objects.filter(name=stream).update(moved_at=clock.now())
    take(stream, at=5)

    then = selectors.folded(stream, as_of=moment)

    assert (then.offset, passes_told(then)) == (2, 2)


def test_a_delayed_viewer_before_the_first_fact_sees_an_empty_state(stream):
    append(stream, passes(2))

    then = selectors.folded(stream, as_of=clock.now() - LONG_AGO)

    assert (then.offset, passes_told(then)) == (0, 0)


def test_a_long_history_is_folded_in_parts(stream):
    append(stream, passes(2_000))
    append(stream, passes(100, first=2_000))

    assert passes_told(selectors.folded(stream)) == 2_100
    assert selectors.folded_from_empty(stream, at=2_100) == selectors.folded(stream).state


@pytest.mark.parametrize("keep", [1, 4, 10, 99])
@pytest.mark.parametrize("stored", [None, 6, 10])
def test_a_state_comes_with_the_facts_before_it_that_are_asked_for(
    stream, keep, stored, django_assert_num_queries
):
    append(stream, passes(7))
    append(stream, [goal(), goal(), goal()])
    if stored:
        take(stream, at=stored)

    with django_assert_num_queries(3):
        folded = selectors.folded(stream, keep=keep)

    earlier = folded.earlier
    assert earlier is not None
    state = FOLD.load(earlier.state)
    FOLD.fold(state, selectors.facts_after(stream, after=earlier.offset, limit=keep))
    assert (earlier.offset, len(earlier.lines)) == (max(0, 10 - keep), min(10, keep))
    told = selectors.lines_after(stream, after=earlier.offset, limit=keep)
    assert earlier.lines == [line for _, line in told]
    assert FOLD.dump(state) == FOLD.dump(folded.state)


def test_what_is_kept_of_a_state_of_then_is_not_from_later(stream):
    append(stream, passes(3))
    then = Batch.objects.get().recorded_at
    with time_machine.travel(then + timedelta(seconds=5)):
        append(stream, [goal()])

    earlier = selectors.folded(stream, keep=99, as_of=then).earlier

    assert earlier is not None
    assert (earlier.offset, len(earlier.lines)) == (0, 3)


@pytest.mark.parametrize("name", ["match.nowhere", "policy"])
def test_what_is_not_there_or_has_no_fold_has_no_state(name):
    with pytest.raises(UnknownStreamError):
        selectors.folded(name)


def test_a_kind_without_a_fold_has_no_state(stream):
    name = stream.replace("match.", "feed.")
    append(name, [goal()])

    with pytest.raises(UnknownStreamError):
        selectors.folded(name)
