"""A world for the desk: people, a source with a match, and the catalogue around it."""

from dataclasses import dataclass, replace

import pytest
from django.test import Client

from community.config import selectors as config
from community.matches.models import Club, Fixture
from moderation.errors import HeldError
from tests.feeds.provider import Provider
from tests.moderation.talk import said, say
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


@dataclass(frozen=True)
class Talk:
    """What a fan said on the fixture's thread: a post, and a text that waits."""

    match: str
    fan: str
    post: str = ""
    held: str = ""


@pytest.fixture
def talk(fixture):
    fan = someone("fan", name="talker").actor_id
    there = Talk(match=fixture.pk, fan=fan)
    with pytest.raises(HeldError) as refused:
        say(there, "oh fuck off ref", seen=1)
    return replace(there, post=said(there, "Evening all", seen=1), held=refused.value.held)


@pytest.fixture
def operator(db):  # noqa: ARG001 -- asked for the database
    return someone("operator")


@pytest.fixture
def desk(operator):
    """The operator's browser."""
    browser = Client()
    browser.force_login(operator)
    return browser
