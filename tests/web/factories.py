"""Names and facts for the pages' tests."""

from django.db import transaction

from community.core import clock
from community.core.ids import random_id
from community.matches import facts
from community.matches.models import Squad
from community.matches.services.schedule import schedule_sheet
from community.matches.sheet import ClubSheet, FixtureSheet, NamedThing, PlayerSheet
from community.streams import services as streams
from community.web.presenters.names import Names, PlayerName, SideName

NAMES = Names(
    home=SideName(name="City", code="CTY", colour="#6cabdd"),
    away=SideName(name="United", code="UTD", colour="#da291c"),
    players={
        "player_5f2c": PlayerName(name="Silva", side="home", shirt=21),
        "player_77aa": PlayerName(name="Mané", side="away", shirt=10),
        "player_1": PlayerName(name="Ederson", side="home", shirt=1),
        "player_2": PlayerName(name="Walker", side="home"),
    },
)


def goal(side, period, clock_ms, **fields):
    """A goal for a side."""
    return facts.MatchGoal(period=period, clock_ms=clock_ms, side=side, **fields)


def passing(side, *, accurate):
    """A pass in the middle of the pitch."""
    return facts.MatchPass(period=1, clock_ms=1, side=side, x=500, y=500, accurate=accurate)


def dashed(score):
    """A score as pages print it: with an en dash, whatever a keyboard has."""
    return score.replace("-", "\N{EN DASH}")


def schedule(*, simulated=False, kickoff_at=None):
    """City v United as a provider announces it, with two players a side."""
    sheet = FixtureSheet(
        id=random_id("sheet"),
        competition=NamedThing(id="league", name="First League"),
        season=NamedThing(id="season", name="2026"),
        home=_club("city", "City", "CTY"),
        away=_club("united", "United", "UTD"),
        kickoff_at=clock.now_ms() if kickoff_at is None else kickoff_at,
        venue="The Ground",
        round="Round 1",
        simulated=simulated,
    )
    return schedule_sheet(sheet, provider="tests")


def _club(name, title, code):
    players = [
        PlayerSheet(id=f"{name}_{number}", name=f"{title} Player {number}", shirt=number)
        for number in (1, 9)
    ]
    return ClubSheet(id=name, name=title, code=code, players=players)


def player(fixture, name):
    """The id of a fixture's player."""
    return Squad.objects.get(fixture=fixture, player__name=name).player_id


def tell(fixture, *facts_told):
    """Append facts to a fixture's stream."""
    with transaction.atomic():
        streams.append(fixture.stream, list(facts_told))
