"""A process that has decided nothing yet."""

import pytest

from community.config import selectors


@pytest.fixture(autouse=True)
def fresh_process():
    selectors.refresh()
    yield
    selectors.refresh()
