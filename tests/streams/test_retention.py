"""The end of a stream: dropped whole, as the owner, with a tombstone."""

import pytest
from django.core.management import call_command
from django.db import transaction

from community.core.merkle import Frontier, leaf_hash
from community.streams import catalogue, retention, services
from community.streams.errors import DroppedStreamError, UnknownStreamError
from community.streams.models import Batch, Stream, Tombstone
from tests.streams.factories import goal

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


def test_a_dropped_stream_leaves_its_size_and_root_and_nothing_else():
    facts = [goal(), goal()]
    with transaction.atomic():
        services.append("match.m1", facts)
        services.append("match.m2", [goal()])

    retention.drop("match.m1")

    stone = Tombstone.objects.get(name="match.m1")
    leaves = [leaf_hash(catalogue.encode(fact)) for fact in facts]
    assert (stone.size, bytes(stone.root)) == (2, Frontier().extend(leaves).root())
    assert list(Stream.objects.values_list("name", flat=True)) == ["match.m2"]
    assert Batch.objects.count() == 1


def test_a_dropped_name_takes_no_facts_again():
    with transaction.atomic():
        services.append("match.m1", [goal()])
    retention.drop("match.m1")

    with pytest.raises(DroppedStreamError), transaction.atomic():
        services.append("match.m1", [goal()])

    assert Batch.objects.count() == 0


def test_dropping_what_is_not_there_changes_nothing():
    with pytest.raises(UnknownStreamError):
        retention.drop("match.m1")

    assert Tombstone.objects.count() == 0


def test_the_command_says_what_it_removed(capsys):
    with transaction.atomic():
        services.append("match.m1", [goal()])

    call_command("streams_drop", "match.m1", yes=True)

    stone = Tombstone.objects.get(name="match.m1")
    assert capsys.readouterr().out == f"match.m1: 1 facts removed, root {bytes(stone.root).hex()}\n"
