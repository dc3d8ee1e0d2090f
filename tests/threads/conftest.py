"""A match that is being played, its thread, and people who talk."""

import pytest

from tests.threads.speech import begun_fixture
from tests.users.factories import someone


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """A match set down, kicked off, and 12 minutes in: offsets 1 to 4, of which 3 is a goal."""
    return begun_fixture()


@pytest.fixture
def ann(db):  # noqa: ARG001 -- asked for the database
    return someone(name="ann").actor_id


@pytest.fixture
def bob(db):  # noqa: ARG001 -- asked for the database
    return someone(name="bob_9").actor_id
