"""Snapshots: kept every so many facts, by subscriber, and never in the way."""

import pytest

from community.streams import selectors, snapshots, subscriptions
from community.streams.models import Batch, Cursor, Snapshot
from community.streams.snapshots import FACTS_PER_SNAPSHOT
from community.streams.subscriptions import Read
from tests.matches.factories import FOLD
from tests.streams.factories import append, goal, passes, stream_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    return stream_name()


@pytest.fixture
def subscription(monkeypatch):
    made = snapshots.subscription()
    monkeypatch.setattr(subscriptions, "_subscriptions", {made.name: made})
    return made


def stored(stream):
    rows = Snapshot.objects.filter(stream__name=stream).order_by("offset")
    return [(row.offset, bytes(row.state)) for row in rows]


def from_empty(stream, *, at):
    return FOLD.dump(selectors.folded_from_empty(stream, at=at))


def test_a_snapshot_is_taken_once_so_many_facts_were_read(stream, subscription):
    append(stream, passes(FACTS_PER_SNAPSHOT - 1))
    subscriptions.drain(subscription.name)
    early = stored(stream)

    append(stream, passes(2))
    subscriptions.drain(subscription.name)

    assert early == []
    at = FACTS_PER_SNAPSHOT
    assert stored(stream) == [(at, from_empty(stream, at=at))]


def test_a_backlog_read_at_once_gets_every_snapshot(stream, subscription):
    append(stream, passes(2 * FACTS_PER_SNAPSHOT - 1))
    append(stream, passes(1 + FACTS_PER_SNAPSHOT // 2))

    while subscriptions.drain(subscription.name):
        pass

    assert [offset for offset, _ in stored(stream)] == [FACTS_PER_SNAPSHOT, 2 * FACTS_PER_SNAPSHOT]
    assert stored(stream)[0][1] == from_empty(stream, at=FACTS_PER_SNAPSHOT)


def test_the_next_snapshot_is_counted_from_the_last(stream, subscription):
    append(stream, passes(FACTS_PER_SNAPSHOT))
    subscriptions.drain(subscription.name)
    append(stream, passes(FACTS_PER_SNAPSHOT - 1))
    subscriptions.drain(subscription.name)
    append(stream, passes(1))
    subscriptions.drain(subscription.name)

    assert [offset for offset, _ in stored(stream)] == [FACTS_PER_SNAPSHOT, 2 * FACTS_PER_SNAPSHOT]
    assert stored(stream)[1][1] == from_empty(stream, at=2 * FACTS_PER_SNAPSHOT)


def test_a_replay_from_nothing_gives_the_same_snapshots(stream, subscription):
    append(stream, passes(FACTS_PER_SNAPSHOT))
    subscriptions.drain(subscription.name)
    first = stored(stream)

    Cursor.objects.filter(stream__name=stream).update(offset=0)
    subscriptions.drain(subscription.name)

    assert stored(stream) == first


def test_a_snapshot_is_as_old_as_its_last_fact(stream):
    append(stream, passes(2))
    append(stream, passes(1))

    snapshots.take(stream, at=2)

    first = Batch.objects.get(stream__name=stream, first_offset=1)
    assert Snapshot.objects.get(stream__name=stream).recorded_at == first.recorded_at


def test_a_snapshot_amid_a_batch_holds_what_came_before_it(stream):
    append(stream, passes(5))

    snapshots.take(stream, at=3)

    assert stored(stream) == [(3, from_empty(stream, at=3))]


def test_taking_a_snapshot_again_changes_nothing(stream):
    append(stream, passes(2))
    snapshots.take(stream, at=2)
    first = stored(stream)

    snapshots.take(stream, at=2)

    assert stored(stream) == first


def test_a_kind_without_a_fold_has_none(stream):
    name = stream.replace("match.", "probe.")
    append(name, [goal()])

    snapshots.take_due(name, [Read(offset=1, type="match.goal", id="event_1", view=None)])

    assert not Snapshot.objects.exists()
