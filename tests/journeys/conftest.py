"""One instance for every journey: starting services and migrating is most of the time."""

import tempfile
from pathlib import Path

import pytest

from tests.deploy.checkout import Checkout
from tests.faults.threaded import proxies
from tests.journeys.instance import Instance
from tests.journeys.viewers import viewers


@pytest.fixture(scope="session")
def services():
    """An instance whose services run and whose database is made."""
    with tempfile.TemporaryDirectory(prefix="t") as folder:
        checkout = Checkout(Path(folder).resolve())
        made = Instance(checkout)
        yield made
        made.close()
        checkout.close()


@pytest.fixture
def instance(services):
    """The instance with no program running yet; what a test starts is stopped after it."""
    yield services
    services.close()


@pytest.fixture
def watching():
    """A process of viewers with the real SDK."""
    with viewers() as made:
        yield made


@pytest.fixture
def kit():
    """Proxies to put before a server."""
    with proxies() as made:
        yield made
