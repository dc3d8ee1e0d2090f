"""Locks are taken in one order; tests/conftest.py watches every transaction of every test."""

import pytest
from django.db import connection, transaction

from community.streams import producers, services as streams
from community.streams.models import Producer
from tests.house.locks import LockOrder, locked_by
from tests.streams.factories import goal

pytestmark = pytest.mark.django_db


@pytest.fixture
def watch():
    order = LockOrder()
    with connection.execute_wrapper(order):
        yield order


@pytest.mark.any_lock_order
def test_a_producer_locked_after_its_stream_is_found(watch):
    with transaction.atomic():
        streams.append("match.m1", [goal()])
        producers.lock_producer("match.m1", "wyscout", epoch=1)

    assert watch.faults == ["streams_producer after streams_stream"]


@pytest.mark.any_lock_order
def test_streams_locked_out_of_their_order_are_found(watch):
    with transaction.atomic():
        streams.append("match.m2", [goal()])
        streams.append("match.m1", [goal()])

    assert watch.faults == ["stream match.m1 after match.m2"]


def test_streams_locked_at_once_are_in_order(watch):
    with transaction.atomic():
        streams.append_many({"match.m2": [goal()], "match.m1": [goal()]})
        streams.append("match.m2", [goal()])

    assert watch.faults == []


def test_one_transaction_does_not_answer_for_another(watch):
    with transaction.atomic():
        streams.append("match.m2", [goal()])
    with transaction.atomic():
        producers.lock_producer("match.m2", "wyscout", epoch=1)
        streams.append("match.m1", [goal()])

    assert watch.faults == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
@pytest.mark.any_lock_order
def test_transactions_of_their_own_are_watched_too(lock_order):
    with transaction.atomic():
        streams.append("match.m1", [goal()])
    with transaction.atomic():
        producers.lock_producer("match.m1", "wyscout", epoch=1)
    assert lock_order.faults == []

    with transaction.atomic():
        streams.append("match.m1", [goal()])
        Producer.objects.update(silent_since=None)

    assert lock_order.faults == ["streams_producer after streams_stream"]


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT "a"."id" FROM "a" WHERE "a"."id" = %s', []),
        ('SELECT "a"."id" FROM "a" INNER JOIN "b" ON (1=1) FOR UPDATE', ["a", "b"]),
        ('SELECT "a"."id" FROM "a" INNER JOIN "b" ON (1=1) FOR NO KEY UPDATE OF "a"', ["a"]),
        ('UPDATE "a" SET "b" = %s', ["a"]),
        ('DELETE FROM "a" WHERE "a"."id" = %s', ["a"]),
        ('INSERT INTO "a" ("b") VALUES (%s)', []),
    ],
)
def test_a_statement_tells_what_it_locks(sql, tables):
    assert locked_by(sql) == tables
