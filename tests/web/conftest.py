"""A match in the log, for the doors' tests."""

import pytest

from tests.web.factories import schedule


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """City v United, set down and not begun."""
    return schedule()
