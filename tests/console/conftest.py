"""A world for the desk: people, a source with a match, and the catalogue around it."""

import pytest
from django.test import Client

from community.config import selectors as config
from community.matches.models import Club, Fixture
from tests.feeds.provider import Provider
from tests.users.factories import someone


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def provider(db):  # noqa: ARG001 -- asked for the database
    made = Provider()
    made.announce()
    return made


@pytest.fixture
def fixture(provider):
    return Fixture.objects.get(pk=provider.match)


@pytest.fixture
def club(fixture):
    return Club.objects.get(pk=fixture.home_id)


@pytest.fixture
def operator(db):  # noqa: ARG001 -- asked for the database
    return someone("operator")


@pytest.fixture
def desk(operator):
    """The operator's browser."""
    browser = Client()
    browser.force_login(operator)
    return browser
