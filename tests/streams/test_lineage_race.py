"""Two processes find the log restored at once: one settles it, the other finds it settled."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from community.streams import lineage
from community.streams.models import Lineage, Stream
from tests.streams.factories import append, goal

pytestmark = [
    pytest.mark.django_db(databases=["default", "owner"], transaction=True),
    pytest.mark.timeout(60),
]

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def settle_elsewhere():
    """Settle on a connection of its own."""
    try:
        return lineage.settle()
    finally:
        connection.close()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def test_who_waited_for_the_other_to_settle_begins_no_epoch_again():
    append("match.m1", [goal()])
    lineage.settle()
    Lineage.objects.update(mark="another cluster")

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        Lineage.objects.select_for_update(no_key=True).get()
        late = other.submit(settle_elsewhere)
        while not somebody_waits():
            assert not late.done()
        assert lineage.settle() == 1
        epoch = Stream.objects.get().epoch
    begun = late.result(timeout=30)

    assert begun == 0
    assert Stream.objects.get().epoch == epoch
