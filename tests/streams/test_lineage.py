"""A restored log is another history: every stream begins a new epoch, once."""

import pytest
from django.core.management import call_command

from community.streams import lineage, selectors, snapshots
from community.streams.models import Lineage, Snapshot, Stream
from community.streams.selectors import Head
from tests.streams.factories import append, goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def streams():
    """Two streams of a database that knows itself, and their epochs."""
    append("match.m1", [goal(), goal()])
    append("match.m2", [goal()])
    lineage.settle()
    return epochs()


def epochs():
    return dict(Stream.objects.values_list("name", "epoch"))


def restore():
    """As after a restore: what the database remembers to be is another one."""
    Lineage.objects.update(mark="another cluster")


def test_a_database_that_never_looked_at_itself_only_takes_note():
    append("match.m1", [goal()])
    before = epochs()

    assert lineage.settle() == 0

    assert epochs() == before
    assert Lineage.objects.get().mark != ""


def test_nothing_changes_while_the_log_lies_where_it_was(streams):
    assert lineage.settle() == 0
    assert epochs() == streams


def test_a_restored_log_begins_a_new_epoch_of_every_stream_once(streams):
    restore()

    assert (lineage.settle(), lineage.settle()) == (2, 0)

    assert all(epoch > streams[name] for name, epoch in epochs().items())


def test_facts_and_states_stay_as_they_are(streams):
    before = selectors.folded("match.m1")
    snapshots.take("match.m1", at=2)
    restore()

    lineage.settle()

    after = selectors.folded("match.m1")
    assert (after.offset, after.project()) == (before.offset, before.project())
    assert Snapshot.objects.get().epoch == after.epoch == epochs()["match.m1"]
    assert after.epoch > streams["match.m1"]


def test_a_snapshot_of_an_older_epoch_is_not_taken_along(streams):
    snapshots.take("match.m1", at=2)
    Snapshot.objects.update(epoch=streams["match.m1"] - 1)
    restore()

    lineage.settle()

    assert Snapshot.objects.get().epoch == streams["match.m1"] - 1


def test_a_stream_that_ends_before_what_was_seen_of_it_begins_a_new_epoch_alone(streams):
    seen = {name: Head(epoch=epoch, offset=2) for name, epoch in streams.items()}

    assert (lineage.disown(seen), lineage.disown(seen)) == (1, 0)

    assert epochs()["match.m1"] == streams["match.m1"]
    assert epochs()["match.m2"] > streams["match.m2"]


def test_what_was_seen_of_another_epoch_says_nothing(streams):
    seen = {name: Head(epoch=epoch - 1, offset=9) for name, epoch in streams.items()}

    assert lineage.disown(seen) == 0
    assert epochs() == streams


def test_an_operator_may_begin_them_by_hand(streams, capsys):
    call_command("streams_new_epoch")

    assert all(epoch > streams[name] for name, epoch in epochs().items())
    assert capsys.readouterr().out == "2 streams begin a new epoch\n"
