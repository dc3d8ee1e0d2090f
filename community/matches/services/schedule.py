"""Set a fixture down: by a provider's sheet, or by hand."""

from datetime import datetime

from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import derived_id, random_id
from community.matches.errors import UnknownMatchError
from community.matches.facts import MatchScheduled
from community.matches.models import (
    Club,
    Competition,
    ExternalId,
    Fixture,
    Player,
    Scoreboard,
    Season,
    Sport,
    Squad,
)
from community.matches.sheet import ClubSheet, FixtureSheet
from community.streams import services as streams
from community.streams.facts import Fact, Provenance, Scope

FOOTBALL = "football"


@transaction.atomic
def schedule_sheet(sheet: FixtureSheet, *, provider: str) -> Fixture:
    """Set down or move a fixture as a provider announces it; the same sheet again changes nothing.

    Locks the fixture, then its stream when something changed. Raises InvalidError.
    """
    season = _season(sheet, provider)
    home, away = _club(sheet.home, provider), _club(sheet.away, provider)
    _refuse_one_side(home.pk, away.pk, pointer="/away/id")
    fixture_id = _canonical(provider, ExternalId.Kind.FIXTURE, sheet.id)
    fixture, made = Fixture.objects.select_for_update(no_key=True).get_or_create(
        pk=fixture_id,
        defaults={
            "season": season,
            "home": home,
            "away": away,
            "kickoff_at": clock.from_ms(sheet.kickoff_at),
            "venue": sheet.venue or "",
            "round": sheet.round or "",
            "simulated": sheet.simulated,
        },
    )
    _name_squads(fixture, sheet, provider)
    prov = Provenance(source=provider, id=sheet.id, simulated=sheet.simulated)
    if made:
        _state(fixture, prov=prov)
    else:
        _move(fixture, clock.from_ms(sheet.kickoff_at), prov=prov)
    return fixture


@transaction.atomic
def schedule_fixture(
    *, home_id: str, away_id: str, season_id: str, kickoff_at: datetime, venue: str, by: str
) -> Fixture:
    """Set a fixture down by hand; by is the operator's actor id. Raises InvalidError."""
    _refuse_one_side(home_id, away_id, pointer="/away_id")
    fixture = Fixture.objects.create(
        pk=random_id("match"),
        season_id=season_id,
        home_id=home_id,
        away_id=away_id,
        kickoff_at=kickoff_at,
        venue=venue,
    )
    _state(fixture, by=by)
    return fixture


@transaction.atomic
def move_fixture(*, match_id: str, kickoff_at: datetime, by: str) -> Fixture:
    """Move a fixture's kick-off by hand; to where it stands changes nothing.

    Locks the fixture, then its stream. Raises UnknownMatchError.
    """
    fixture = Fixture.objects.select_for_update(no_key=True).filter(pk=match_id).first()
    if fixture is None:
        raise UnknownMatchError(match=match_id)
    _move(fixture, kickoff_at, by=by)
    return fixture


def _refuse_one_side(home_id: str, away_id: str, *, pointer: str) -> None:
    if home_id == away_id:
        raise InvalidError(Fault(pointer=pointer, detail="a side does not play itself"))


def _move(
    fixture: Fixture, kickoff_at: datetime, *, prov: Provenance | None = None, by: str | None = None
) -> None:
    if fixture.kickoff_at == kickoff_at:
        return
    fixture.kickoff_at = kickoff_at
    fixture.save(update_fields=["kickoff_at"])
    _state(fixture, prov=prov, by=by)


def _state(fixture: Fixture, *, prov: Provenance | None = None, by: str | None = None) -> None:
    competition_id = fixture.season.competition_id
    Scoreboard.objects.get_or_create(fixture=fixture)
    fact = Fact(
        type="match.scheduled",
        v=1,
        id=random_id("event"),
        at=clock.now_ms(),
        by=by,
        prov=prov,
        scope=Scope(competition=competition_id),
        data=MatchScheduled(
            home=fixture.home_id,
            away=fixture.away_id,
            competition=competition_id,
            season=fixture.season_id,
            kickoff_at=clock.to_ms(fixture.kickoff_at),
        ),
    )
    streams.append(fixture.stream, [fact])


def _season(sheet: FixtureSheet, provider: str) -> Season:
    sport, _ = Sport.objects.get_or_create(pk=FOOTBALL, defaults={"name": "Football"})
    competition, _ = Competition.objects.get_or_create(
        pk=_canonical(provider, ExternalId.Kind.COMPETITION, sheet.competition.id),
        defaults={"name": sheet.competition.name, "sport": sport},
    )
    season, _ = Season.objects.get_or_create(
        pk=_canonical(provider, ExternalId.Kind.SEASON, sheet.season.id),
        defaults={"name": sheet.season.name, "competition": competition},
    )
    return season


def _club(sheet: ClubSheet, provider: str) -> Club:
    club, _ = Club.objects.get_or_create(
        pk=_canonical(provider, ExternalId.Kind.CLUB, sheet.id),
        defaults={"name": sheet.name, "code": sheet.code, "colour": sheet.colour or ""},
    )
    return club


def _name_squads(fixture: Fixture, sheet: FixtureSheet, provider: str) -> None:
    named = [("home", player) for player in sheet.home.players]
    named += [("away", player) for player in sheet.away.players]
    ids = _canonical_many(provider, ExternalId.Kind.PLAYER, [player.id for _, player in named])
    Player.objects.bulk_create(
        [Player(pk=ids[player.id], name=player.name) for _, player in named], ignore_conflicts=True
    )
    Squad.objects.bulk_create(
        [
            Squad(
                fixture=fixture,
                player_id=ids[player.id],
                side=side,
                shirt=player.shirt,
                role=player.role or "",
            )
            for side, player in named
        ],
        ignore_conflicts=True,
    )


def _canonical(provider: str, kind: ExternalId.Kind, external_id: str) -> str:
    return _canonical_many(provider, kind, [external_id])[external_id]


def _canonical_many(
    provider: str, kind: ExternalId.Kind, external_ids: list[str]
) -> dict[str, str]:
    """Our ids for a provider's, mapped now where they were not."""
    ExternalId.objects.bulk_create(
        [
            ExternalId(
                provider=provider,
                kind=kind,
                external_id=external_id,
                canonical_id=derived_id(kind.value, provider, external_id),
            )
            for external_id in external_ids
        ],
        ignore_conflicts=True,
    )
    rows = ExternalId.objects.filter(provider=provider, kind=kind, external_id__in=external_ids)
    return dict(rows.values_list("external_id", "canonical_id"))
