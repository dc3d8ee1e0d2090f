"""Refolding: what is stored equals what its facts say, or the difference is printed."""

import pytest
from django.core.management import call_command
from django.db import connections

from community.streams import refold, snapshots
from community.streams.models import Snapshot, Stream
from tests.streams.factories import append, goal, passes, stream_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    name = stream_name()
    append(name, passes(3))
    append(name, [goal(), *passes(2)])
    snapshots.take(name, at=2)
    snapshots.take(name, at=5)
    return name


def differences(stream):
    return list(refold.differences(stream))


def test_a_stream_as_it_was_written_differs_in_nothing(stream):
    assert differences(stream) == []
    assert stream in refold.folded_streams()


def test_a_snapshot_that_says_otherwise_is_found(stream):
    other = Snapshot.objects.get(stream__name=stream, offset=2).state
    Snapshot.objects.filter(stream__name=stream, offset=5).update(state=other)

    assert differences(stream) == ["the snapshot at 5 differs from its facts"]


def test_a_snapshot_past_the_last_fact_is_found(stream):
    Snapshot.objects.filter(stream__name=stream, offset=5).update(offset=7)

    assert differences(stream) == ["the snapshot at 7 is of no fact"]


def test_a_frontier_that_does_not_follow_is_found(stream):
    Stream.objects.filter(name=stream).update(frontier=b"\x00" * 64)

    assert differences(stream) == ["the Merkle frontier differs from the facts"]


def test_a_head_ahead_of_the_facts_is_found(stream):
    Stream.objects.filter(name=stream).update(head=9)

    assert differences(stream) == ["the head is 9, the last fact 6"]


def test_a_snapshot_of_an_older_fold_is_nobodys_business(stream):
    Snapshot.objects.filter(stream__name=stream).update(fold_version=99, state=b"{}")

    assert differences(stream) == []


def test_what_a_projection_says_of_itself_is_told(stream, monkeypatch):
    monkeypatch.setattr(refold, "_checks", {})
    refold.register(
        "match", lambda name, offset, state: iter([f"{name} at {offset}: {state.clock.period}"])
    )

    assert differences(stream) == [f"{stream} at 6: 1"]


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_missing_batch_is_found():
    name = stream_name()
    append(name, passes(2))
    append(name, passes(2))
    with connections["owner"].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SET LOCAL terrace.retention = 'on'")
        cursor.execute("DELETE FROM streams_batch WHERE first_offset = 1")
        cursor.execute("COMMIT")

    assert differences(name) == ["offset 1 is missing: the next batch begins at 3"]


def test_the_command_counts_and_fails_on_a_difference(stream, capsys):
    call_command("streams_refold", stream)
    well = capsys.readouterr().out
    Stream.objects.filter(name=stream).update(head=9)

    with pytest.raises(SystemExit) as ended:
        call_command("streams_refold")

    assert well == "1 streams, 0 differences\n"
    assert ended.value.code == 1
    assert capsys.readouterr().out == (
        f"{stream}: the head is 9, the last fact 6\n1 streams, 1 differences\n"
    )
