"""From the catalogue's rows to what pages show of a match."""

from collections.abc import Mapping

from community.matches.models import Club, Fixture
from community.matches.selectors import Named
from community.web.presenters.match_centre import Card
from community.web.presenters.names import Names, PlayerName, SideName


def card_of(fixture: Fixture, players: Mapping[str, Named] | None = None) -> Card:
    """A fixture's card; players only where a page names them."""
    return Card(
        id=fixture.pk,
        topic=fixture.stream,
        competition=fixture.season.competition.name,
        round=fixture.round,
        venue=fixture.venue,
        kickoff_at=fixture.kickoff_at,
        simulated=fixture.simulated,
        names=Names(
            home=_side(fixture.home), away=_side(fixture.away), players=_players(players or {})
        ),
    )


def _side(club: Club) -> SideName:
    return SideName(name=club.name, code=club.code, colour=club.colour)


def _players(players: Mapping[str, Named]) -> dict[str, PlayerName]:
    return {
        player_id: PlayerName(name=named.name, side=named.side, shirt=named.shirt or 0)
        for player_id, named in players.items()
    }
