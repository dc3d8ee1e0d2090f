"""The nightly fold: finds what differs, mends it, and changes nothing when it is done again."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from community.core import clock, metrics
from community.reputation.models import Award, Balance
from community.reputation.services.refold import refold
from tests.config.policies import apply_changed
from tests.reputation.stand import balances, hear_all, points, someone_else, vote
from tests.threads.speech import said
from tests.users.factories import someone


@pytest.fixture
def earned(fixture):
    """Six people who wrote and were voted for."""
    people = [someone(name=f"fan_{number}").actor_id for number in range(6)]
    for author in people:
        post = said(author, fixture.pk)
        for giver in people:
            if giver != author:
                vote(giver, post)
    hear_all()
    return people


def tomorrow():
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1)


def folded(**told):
    pages = list(refold(until=tomorrow(), **told))
    return sum(page.actors for page in pages), [each for page in pages for each in page.differences]


@pytest.mark.usefixtures("earned")
def test_a_night_decays_everybody_and_finds_nothing():
    assert folded() == (6, [])
    assert all(row["at"] == tomorrow() for row in balances())
    assert folded() == (0, [])


@pytest.mark.usefixtures("earned")
def test_a_night_done_twice_changes_nothing():
    folded()
    after = balances()

    folded(again=True)

    assert balances() == after


def test_what_differs_is_told_counted_logged_and_mended(earned, caplog):
    row = Balance.objects.get(actor=earned[0])
    Balance.objects.filter(pk=row.pk).update(
        sums={key: left + 10 for key, left in row.sums.items()}
    )
    Balance.objects.filter(actor=earned[1]).delete()
    counted = metrics.REPUTATION_DIFFERENCES._value.get()
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("reputation_refold", "--json", stdout=out)

    assert ended.value.code == 1
    told = json.loads(out.getvalue())
    assert told["actors"] == 6
    assert {each["actor"] for each in told["differences"]} == set(earned[:2])
    assert metrics.REPUTATION_DIFFERENCES._value.get() == counted + 2
    assert [record.message for record in caplog.records].count("reputation.differs") == 2
    again = StringIO()
    call_command("reputation_refold", stdout=again)
    assert again.getvalue() == f"6 people, {Award.objects.count()} awards, 0 differences\n"


def test_another_calendar_is_no_difference(earned):
    year_ago = clock.now() - timedelta(days=365)
    before = points(earned[0])

    apply_changed("reputation", frozen=[f"{year_ago:%Y-%m-%d}/{clock.now():%Y-%m-%d}"])

    assert folded() == (6, [])
    # A day of thirty older, and no more.
    assert 0.97 * before < points(earned[0]) < before
    assert points(someone_else()) == 0.0
