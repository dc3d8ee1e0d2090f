"""Appending: gapless offsets, one row an append, all or nothing."""

import pytest
from django.db import transaction

from community.core.errors import OutsideDomainError
from community.core.merkle import Frontier, leaf_hash
from community.streams import selectors, services
from community.streams.models import Batch, Stream
from tests.streams.factories import goal

pytestmark = pytest.mark.django_db


def test_one_append_is_one_row_and_offsets_have_no_gap():
    first = services.append("match.m1", [goal(), goal()])
    second = services.append("match.m1", [goal()])

    assert (first.first, first.last) == (1, 2)
    assert (second.first, second.last) == (3, 3)
    assert list(Batch.objects.values_list("first_offset", "count")) == [(1, 2), (3, 1)]
    assert Stream.objects.get(name="match.m1").head == 3


def test_the_log_reads_back_what_was_appended():
    facts = [goal(clock_ms=n) for n in range(5)]
    services.append("match.m1", facts[:3])
    services.append("match.m1", facts[3:])

    read = selectors.facts_after("match.m1", after=1, limit=3)

    assert read == [(2, facts[1]), (3, facts[2]), (4, facts[3])]


def test_the_stream_row_holds_the_merkle_root_of_its_facts():
    services.append("match.m1", [goal(), goal(), goal()])
    services.append("match.m1", [goal()])

    stream = Stream.objects.get(name="match.m1")
    lines = [line for _, line in selectors.lines_after("match.m1", after=0, limit=10)]
    whole = Frontier().extend([leaf_hash(line) for line in lines])
    assert Frontier.from_bytes(bytes(stream.frontier), size=4).root() == whole.root()


def test_an_append_to_many_streams_is_all_or_nothing():
    with pytest.raises(OutsideDomainError), transaction.atomic():
        services.append_many({"match.m1": [goal()], "match.m2": [goal(reason="\ud800")]})

    assert Batch.objects.count() == 0
    assert Stream.objects.count() == 0


def test_no_batch_is_recorded_before_the_one_it_follows():
    services.append("match.m1", [goal()])
    Stream.objects.filter(name="match.m1").update(moved_at="2999-01-01T00:00:00Z")

    services.append("match.m1", [goal()])

    recorded = Batch.objects.order_by("first_offset").values_list("recorded_at", flat=True)
    assert recorded[1].year == 2999
