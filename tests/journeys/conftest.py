"""One instance for every journey: starting services and migrating is most of the time."""

import tempfile
from pathlib import Path

import pytest

from community.core import canonical
from tests.deploy.checkout import Checkout
from tests.faults.proxy import Route
from tests.faults.threaded import proxies
from tests.journeys.instance import Instance
from tests.journeys.played import Played
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
    """The instance; what a test starts is stopped after it."""
    yield services
    services.rest()


@pytest.fixture
def kept(instance):
    """For tests that kill, stop and freeze nothing: the next one has the same web process."""
    yield
    instance.keep_web()


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


@pytest.fixture
def match(instance, request):
    """A match on a running web process."""
    instance.start_web()
    return Played(instance, f"played-{canonical.digest(request.node.name)[:12]}")


@pytest.fixture
def follow(instance, kit, watching, match):
    """How to have a viewer follow the match over a line of its own; (viewer, line)."""

    def one(name, decide=None):
        line = kit.to(Route(port=instance.port, down=decide))
        return watching.open(name, port=line.port, token=match.token, topic=match.topic), line

    return one


@pytest.fixture
def calm(follow):
    """A viewer nothing happens to."""
    viewer, _ = follow("calm")
    viewer.until(lambda calm: calm.offset > 0)
    return viewer
