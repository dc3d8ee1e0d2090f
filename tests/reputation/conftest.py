"""A match that is talked about, who talks, and who votes."""

import pytest

from community.config import selectors as config
from tests.threads.speech import begun_fixture
from tests.users.factories import someone


@pytest.fixture(autouse=True)
def policies(db):  # noqa: ARG001 -- asked for the database
    """What is in force is looked up anew, before and after."""
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """A match set down, kicked off, and 12 minutes in."""
    return begun_fixture()


@pytest.fixture
def ann(db):  # noqa: ARG001 -- asked for the database
    """Who writes."""
    return someone(name="ann").actor_id


@pytest.fixture
def bob(db):  # noqa: ARG001 -- asked for the database
    """Who votes."""
    return someone(name="bob_9").actor_id
