"""Fixtures every test may ask for; nouns only.

Tests run as the application's role. A test that commits marks itself
`django_db(transaction=True, databases=["default", "owner"])`: only the owner may empty the log.
"""

import pytest
from django.db import connection, connections
from django.test.utils import setup_databases, teardown_databases
from hypothesis import settings

from tests.house.locks import LockOrder

# Nothing here is timed: Hypothesis' own 200 ms would fail a test for another's work.
settings.register_profile("terrace", deadline=None)
settings.load_profile("terrace")


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run the proofs at their full size")
    parser.addoption("--write-vectors", action="store_true", help="write the shared vectors anew")
    parser.addoption("--write-docs", action="store_true", help="write docs/live.md's tables anew")


@pytest.fixture
def size(request):
    """How large a proof is: the first number, or with --full the full one."""
    is_full = request.config.getoption("--full")
    return lambda small, *, full: full if is_full else small


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment,  # noqa: ARG001 -- asked for its settings, as the stock fixture does
    django_db_blocker,
):
    """A database of the run's own, made by the owner whichever tests were chosen.

    pytest-django makes only what the chosen tests name; without the owner nothing would be made,
    and the tests would meet the profile's standing database.
    """
    with django_db_blocker.unblock():
        # The stubs ask for a mapping; Django only asks what is in it.
        both = dict.fromkeys(["default", "owner"])
        made = setup_databases(verbosity=0, interactive=False, aliases=both)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def lock_order(request, monkeypatch):
    """Holds every transaction of a test to the one order of locks, unless it is marked."""
    order = LockOrder()
    begin = connection.set_autocommit

    def set_autocommit(*args, **kwargs):
        order.begin()
        return begin(*args, **kwargs)

    monkeypatch.setattr(connection, "set_autocommit", set_autocommit)
    with connection.execute_wrapper(order):
        yield order
    if request.node.get_closest_marker("any_lock_order") is None:
        assert order.faults == [], "locks go: cursor, producer, domain rows, accounts, streams"
