"""Rows of the log name themselves for people."""

from uuid import UUID

import pytest

from community.streams.models import (
    Batch,
    Cursor,
    Lineage,
    Operation,
    Producer,
    Snapshot,
    Stream,
    Tombstone,
)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (Stream(name="match.m1"), "match.m1"),
        (Batch(stream_id=7, first_offset=3, last_offset=5), "7:3-5"),
        (Producer(name="wyscout", epoch=2, next_sequence=9), "wyscout@2:9"),
        (Cursor(subscriber="matches.scoreboards", offset=4), "matches.scoreboards@4"),
        (Snapshot(stream_id=7, offset=1_000), "7@1000"),
        (Tombstone(name="match.m1"), "match.m1"),
        (Lineage(mark="7.00000001.16400"), "7.00000001.16400"),
        (
            Operation(actor="actor_1", op=UUID(int=7)),
            "actor_1:00000000-0000-0000-0000-000000000007",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_row_says_what_it_is(row, text):
    assert str(row) == text
