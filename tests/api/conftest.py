"""A match to read, and a reader with an address of his own."""

import secrets

import pytest
from django.test import Client

from community.config import selectors as config
from tests.feeds.provider import Provider, bare, event


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def reader():
    """Meters stand in the Redis that runs share, so every reader has a network of his own."""
    network = secrets.token_hex(4)
    return Client(REMOTE_ADDR=f"2001:db8:{network[:4]}:{network[4:]}::1")


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
