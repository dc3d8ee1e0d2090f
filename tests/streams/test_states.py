"""States of many streams at a moment: each as if it were asked for alone."""

import pytest

from community.streams import selectors
from community.streams.models import Batch
from community.streams.snapshots import take
from community.streams.states import folded_each
from tests.streams.factories import append, goal, passes, stream_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def names():
    """Three matches: with two snapshots, without any, and begun last."""
    made = [stream_name() for _ in range(3)]
    for count in (3, 2):
        append(made[0], passes(count))
        append(made[1], [goal()])
    append(made[2], [goal()])
    take(made[0], at=2)
    take(made[0], at=4)
    return made


def moments():
    """When each batch was recorded, and the end of time."""
    recorded = Batch.objects.order_by("recorded_at").values_list("recorded_at", flat=True)
    return [*recorded, selectors.LIVE]


def test_each_is_what_it_is_alone_at_every_moment(names, django_assert_num_queries):
    for moment in moments():
        alone = {name: selectors.folded(name, as_of=moment) for name in names}

        with django_assert_num_queries(3):
            together = folded_each(names, as_of=moment)

        assert together == alone


def test_before_its_first_fact_a_stream_is_empty(names):
    first = moments()[0]

    together = folded_each(names, as_of=first)

    assert [together[name].offset for name in names] == [3, 0, 0]


def test_what_is_unknown_or_has_no_fold_is_left_out(names):
    feed = names[0].replace("match.", "feed.")
    append(feed, [goal()])

    assert set(folded_each([names[0], feed, "match.nowhere"], as_of=selectors.LIVE)) == {names[0]}


def test_nothing_asked_is_nothing_read(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert folded_each([], as_of=selectors.LIVE) == {}
