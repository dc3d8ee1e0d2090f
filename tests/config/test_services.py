"""How a policy comes into force."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from django.db import DatabaseError, connection

from community.config import files, selectors, services
from community.config.errors import PolicyInvalidError
from community.config.models import PolicyVersion
from community.streams import selectors as log
from community.streams.models import Stream
from tests.config.policies import apply_changed, changed

pytestmark = pytest.mark.django_db


def facts():
    return [fact for _, fact in log.facts_after("policy", after=0, limit=100)]


def test_a_first_apply_puts_every_file_in_force_with_a_fact_each():
    services.apply(by="actor_1", reason="The first day.")

    rows = {row.name: row for row in PolicyVersion.objects.all()}
    assert rows.keys() == files.repository().keys()
    assert {row.version for row in rows.values()} == {1}
    assert {row.applied_by for row in rows.values()} == {"actor_1"}
    assert [(fact.type, fact.by) for fact in facts()] == [("policy.applied", "actor_1")] * len(rows)
    assert {fact.data.name: fact.data.digest for fact in facts()} == {
        name: policy.digest for name, policy in files.repository().items()
    }


def test_the_digest_is_the_sha_256_of_the_row_s_bytes():
    services.apply(by=None, reason="The first day.")

    for row in PolicyVersion.objects.all():
        assert hashlib.sha256(bytes(row.body)).hexdigest() == row.digest


def test_the_same_again_does_nothing():
    services.apply(by=None, reason="The first day.")
    said = len(facts())

    again = services.apply(by=None, reason="The second day.")

    assert again == []
    assert PolicyVersion.objects.count() == said == len(facts())


def test_a_change_is_a_new_version_and_tells_its_reason():
    services.apply(by=None, reason="The first day.")

    (step,) = apply_changed("feeds", batch_events_max=500)

    assert (step.name, step.version) == ("feeds", 2)
    assert [change.field for change in step.changes] == ["batch_events_max"]
    last = facts()[-1].data
    assert (last.name, last.version, last.reason) == ("feeds", 2, "A test.")
    assert last.digest == changed("feeds", batch_events_max=500).digest


def test_what_does_not_fit_is_refused_and_nothing_moves():
    wrong = msgspec.structs.replace(files.repository()["edge"], tick_ms=1)

    with pytest.raises(PolicyInvalidError) as refused:
        services.apply(by=None, reason="Faster!", wanted={"edge": wrong})

    assert [fault.pointer for fault in refused.value.faults] == ["/edge/tick_ms"]
    assert PolicyVersion.objects.count() == 0
    assert not Stream.objects.filter(name="policy", head__gt=0).exists()


def test_a_row_cannot_be_changed():
    services.apply(by=None, reason="The first day.")

    with pytest.raises(DatabaseError, match="permission denied"):
        PolicyVersion.objects.update(version=9)


def test_history_is_told_newest_first():
    services.apply(by=None, reason="The first day.")
    apply_changed("matches", incidents_max=100)

    assert [str(row) for row in selectors.history("matches")] == ["matches v2", "matches v1"]
    assert selectors.reasons("matches") == {1: "The first day.", 2: "A test."}
    assert selectors.history("weather") == []


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_who_apply_at_once_make_one_version():
    def apply():
        try:
            return services.apply(by=None, reason="At once.")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        made = [hand.result() for hand in [hands.submit(apply), hands.submit(apply)]]

    assert sorted(len(steps) for steps in made) == [0, len(files.repository())]
    assert PolicyVersion.objects.count() == len(files.repository()) == len(facts())
