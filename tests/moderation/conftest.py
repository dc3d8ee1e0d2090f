"""A match people talk about: fans, a moderator of its competition, and one of another."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from community.config import selectors as config
from community.core import clock
from community.matches.models import Competition, Fixture
from community.users.models import User
from community.users.services.roles import set_competitions
from tests.feeds.provider import Provider, bare, event
from tests.users.factories import someone

LONG_AGO = timedelta(days=90)


@pytest.fixture(autouse=True)
def fresh_policies():
    config.refresh()
    yield
    config.refresh()


@dataclass(frozen=True)
class Stand:
    """Who is there, by actor id, and the match they watch."""

    match: str
    competition: str
    fan: str
    other: str
    moderator: str
    elsewhere: str

    @property
    def thread(self) -> str:
        return f"thread.{self.match}"


def settled(name: str, *roles: str) -> Any:
    """Somebody whose account is not new."""
    user = someone(*(roles or ("fan",)), name=name)
    User.objects.filter(pk=user.pk).update(date_joined=clock.now() - LONG_AGO)
    return user


@pytest.fixture
def stand(db):  # noqa: ARG001 -- asked for the database
    """A match that has kicked off, and people around it."""
    provider = Provider()
    provider.announce()
    provider.accept(bare(1, "match.kicked_off"), event(2))
    fixture = Fixture.objects.get(pk=provider.match)
    here = fixture.season.competition_id
    cup = Competition.objects.create(
        pk="competition_cup", name="Cup", sport_id=fixture.season.competition.sport_id
    )
    moderator, elsewhere = settled("moira", "moderator"), settled("elsa", "moderator")
    set_competitions(user_id=moderator.pk, competitions=[here], by=None)
    set_competitions(user_id=elsewhere.pk, competitions=[cup.pk], by=None)
    return Stand(
        match=fixture.pk,
        competition=here,
        fan=settled("ola").actor_id,
        other=settled("ines").actor_id,
        moderator=moderator.actor_id,
        elsewhere=elsewhere.actor_id,
    )
