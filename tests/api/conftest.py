"""A match to read, and a reader with an address of his own."""

import pytest
from django.test import Client

from community.config import selectors as config
from tests.addresses import anywhere
from tests.feeds.provider import Provider, bare, event


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def reader():
    """Somebody with nothing asked yet."""
    return Client(REMOTE_ADDR=anywhere())


@pytest.fixture
def played(db):  # noqa: ARG001 -- asked for the database
    """A provider that told a kick-off, a pass and a goal of the match it speaks of."""
    made = Provider()
    made.announce()
    made.accept(
        bare(1, "match.kicked_off"),
        event(2, data={"player": "9"}),
        bare(3, "match.goal", period=1, clock_ms=60_000, side="home", player="9"),
    )
    return made
