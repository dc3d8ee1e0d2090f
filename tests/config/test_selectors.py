"""What is in force, and how soon a process knows."""

import logging

import pytest

from community.config import files, selectors
from community.config.models import PolicyVersion
from community.config.selectors import STALE_MS_MAX, Snapshots
from community.core import canonical, clock
from tests.config.policies import apply_changed, changed

pytestmark = pytest.mark.django_db


class Hands:
    """A clock's hands, moved by the test."""

    def __init__(self):
        self.at_ms = 0.0
        self.meanwhile = []

    def __call__(self):
        if self.meanwhile:
            self.meanwhile.pop()()
        return self.at_ms


@pytest.fixture
def hands():
    return Hands()


def write(name, version, values):
    """Write a row as another version of the program would have."""
    PolicyVersion.objects.create(
        name=name,
        version=version,
        digest=canonical.digest(values),
        body=canonical.dumps(values),
        applied_at=clock.now(),
    )


def test_a_fresh_database_is_ruled_by_the_files():
    policies = selectors.current()

    assert policies.edge == files.repository()["edge"]
    assert policies.digest("edge") == files.repository()["edge"].digest
    assert selectors.in_force()["edge"].version == 0
    assert selectors.in_force()["edge"].since is None


def test_what_was_applied_rules_over_the_file():
    apply_changed("feeds", batch_events_max=500)
    selectors.refresh()

    policies = selectors.current()

    assert policies.feeds.batch_events_max == 500
    assert policies.digest("feeds") == changed("feeds", batch_events_max=500).digest
    assert policies.edge == files.repository()["edge"]
    assert selectors.in_force()["feeds"].by == "actor_1"


def test_the_highest_version_is_in_force():
    apply_changed("matches", incidents_max=100)
    apply_changed("matches", incidents_max=90)
    selectors.refresh()

    assert selectors.current().matches.incidents_max == 90


def test_a_snapshot_asks_once_a_second(hands, django_assert_num_queries):
    snapshots = Snapshots(hands)
    with django_assert_num_queries(2):
        snapshots.current()

    with django_assert_num_queries(0):
        hands.at_ms += STALE_MS_MAX - 1
        snapshots.current()
    with django_assert_num_queries(1):
        hands.at_ms += 1
        snapshots.current()


def test_a_process_learns_of_a_change_within_a_second(hands):
    snapshots = Snapshots(hands)
    before = snapshots.current()
    apply_changed("matches", incidents_max=100)

    assert snapshots.current() is before
    hands.at_ms += STALE_MS_MAX
    assert snapshots.current().matches.incidents_max == 100


def test_while_one_looks_the_others_use_what_is_held(hands):
    snapshots = Snapshots(hands)
    before = snapshots.current()
    apply_changed("matches", incidents_max=100)
    hands.at_ms += STALE_MS_MAX
    others = []
    # The first look at the clock is the question's, the second is the look's own.
    hands.meanwhile = [lambda: others.append(snapshots.current()), lambda: None]

    after = snapshots.current()

    assert others == [before]
    assert after.matches.incidents_max == 100


def test_a_snapshot_stays_itself_while_nothing_is_applied(hands):
    snapshots = Snapshots(hands)
    before = snapshots.current()

    hands.at_ms += STALE_MS_MAX

    assert snapshots.current() is before


def test_a_number_born_since_comes_from_the_file():
    write("feeds", 1, {"batch_events_max": 500, "moons_max": 2})

    policies = selectors.current()

    assert policies.feeds == changed("feeds", batch_events_max=500)


def test_what_no_longer_fits_gives_way_to_the_file_and_is_logged(caplog):
    write("matches", 1, {"incidents_max": 9_999})

    with caplog.at_level(logging.ERROR):
        policies = selectors.current()

    assert policies.matches == files.repository()["matches"]
    assert [record.message for record in caplog.records] == ["config.applied_policy_no_longer_fits"]


def test_a_policy_unknown_to_this_program_is_left_alone():
    write("weather", 1, {"rain": True})

    assert "weather" not in selectors.in_force()
    assert selectors.current().edge == files.repository()["edge"]
