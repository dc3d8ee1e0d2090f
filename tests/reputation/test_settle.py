"""Settling: it waits for nobody who hears, and one author's fault is his own."""

import pytest
from django.db import connection, transaction

from community.reputation import tasks
from community.reputation.models import Deed
from community.reputation.services.settle import settle
from community.streams import subscriptions
from tests.reputation.stand import SUBSCRIBERS, hear_all, ledger, points, vote
from tests.threads.speech import said


def hear():
    """Have every fact heard, and nothing settled."""
    for name in SUBSCRIBERS:
        while subscriptions.drain(name):
            pass


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_settling_never_waits_for_a_deed_that_somebody_holds(fixture, ann, bob):
    posts = [said(ann, fixture.pk) for _ in range(4)]
    for post in posts:
        vote(bob, post)
    hear_all()
    vote(bob, posts[0], on=False)
    hear()
    # Of two deeds to change the one that is not heard of is held, as by who hears of its post.
    with transaction.atomic(using="owner"):
        fourth = Deed.objects.using("owner").select_for_update(no_key=True).get(post=posts[3])
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        settle(actor=ann)

        assert points(ann) == pytest.approx(2.0, abs=1e-5)

    settle(actor=ann)

    assert points(ann) == pytest.approx(3.0, abs=1e-5)
    assert Deed.objects.get(pk=fourth.pk).credited == 1_000_000
    rows = ledger()
    settle(actor=ann)
    assert ledger() == rows


def test_an_author_who_cannot_be_settled_stops_nobody_after_him(fixture, ann, bob, caplog):
    first, second = sorted([ann, bob])
    vote(second, said(first, fixture.pk))
    vote(first, said(second, fixture.pk))
    hear_all()
    # The award that this would make is there already.
    Deed.objects.filter(actor=first).update(settled=False, credited=0, award="", turn=0)
    Deed.objects.filter(actor=second).update(settled=False, amount=1_500_000)

    tasks.settle()

    assert [row.message for row in caplog.records].count("reputation.settle_failed") == 1
    assert points(second) == pytest.approx(1.5, abs=1e-5)
    assert list(Deed.objects.filter(settled=False).values_list("actor", flat=True)) == [first]
