"""Names and facts for the pages' tests."""

from community.matches import facts
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


def dashed(score):
    """A score as pages print it: with an en dash, whatever a keyboard has."""
    return score.replace("-", "\N{EN DASH}")
