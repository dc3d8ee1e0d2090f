"""Setting fixtures down and moving them."""

from datetime import timedelta

import pytest

from community.core.errors import InvalidError
from community.matches.errors import UnknownMatchError
from community.matches.models import Club, Fixture, Scoreboard
from community.matches.services.schedule import move_fixture, schedule_fixture, schedule_sheet
from community.streams import selectors as streams
from tests.matches.services.sheets import sheet

pytestmark = pytest.mark.django_db


def facts(fixture):
    return [fact for _, fact in streams.facts_after(fixture.stream, after=0, limit=10)]


def test_a_sheet_is_stated_once_however_often_it_comes():
    announced = sheet()

    first = schedule_sheet(announced, provider="provider")
    again = schedule_sheet(announced, provider="provider")

    assert again == first
    [fact] = facts(first)
    assert (fact.prov.source, fact.prov.id, fact.by) == ("provider", announced.id, None)


def test_clubs_and_seasons_are_shared_by_the_sheets_that_name_them():
    first = schedule_sheet(sheet(), provider="provider")
    second = schedule_sheet(sheet(), provider="provider")

    assert first.pk != second.pk
    assert (first.home, first.away, first.season) == (second.home, second.away, second.season)


def test_a_sheet_with_another_kick_off_moves_the_fixture(scheduled):
    announced = sheet(kickoff_at=1)
    first = schedule_sheet(announced, provider="provider")

    moved = schedule_sheet(sheet(id=announced.id, kickoff_at=2), provider="provider")

    assert moved.pk == first.pk
    assert [fact.data.kickoff_at for fact in facts(moved)] == [1, 2]
    assert len(facts(scheduled)) == 1


def test_a_side_does_not_play_itself():
    announced = sheet()
    clubs = Club.objects.count()

    with pytest.raises(InvalidError) as refused:
        schedule_sheet(sheet(away={"id": "city", "name": "C", "code": "CC"}), provider="provider")

    assert [fault.pointer for fault in refused.value.faults] == ["/away/id"]
    assert Club.objects.count() == clubs
    assert not Fixture.objects.filter(season__name=announced.season.name).exists()


def test_an_operator_sets_a_fixture_down(scheduled, kickoff_at):
    fixture = schedule_fixture(
        home_id=scheduled.away_id,
        away_id=scheduled.home_id,
        season_id=scheduled.season_id,
        kickoff_at=kickoff_at,
        venue="The Quay",
        by="actor_1",
    )

    [fact] = facts(fixture)
    assert (fact.type, fact.by, fact.prov) == ("match.scheduled", "actor_1", None)
    assert (fact.data.home, fact.data.away) == (scheduled.away_id, scheduled.home_id)
    assert Scoreboard.objects.get(fixture=fixture).status == "scheduled"
    assert fixture.simulated is False


def test_an_operator_does_not_let_a_side_play_itself(scheduled, kickoff_at):
    with pytest.raises(InvalidError):
        schedule_fixture(
            home_id=scheduled.home_id,
            away_id=scheduled.home_id,
            season_id=scheduled.season_id,
            kickoff_at=kickoff_at,
            venue="",
            by="actor_1",
        )

    assert Fixture.objects.count() == 1


def test_an_operator_moves_a_fixture_and_it_is_stated(scheduled):
    later = scheduled.kickoff_at + timedelta(hours=2)

    move_fixture(match_id=scheduled.pk, kickoff_at=later, by="actor_1")
    move_fixture(match_id=scheduled.pk, kickoff_at=later, by="actor_1")

    assert Fixture.objects.get(pk=scheduled.pk).kickoff_at == later
    assert [fact.by for fact in facts(scheduled)] == [None, "actor_1"]


def test_an_unknown_match_is_not_moved(db, kickoff_at):  # noqa: ARG001 -- asked for the database
    with pytest.raises(UnknownMatchError):
        move_fixture(match_id="match_0", kickoff_at=kickoff_at, by="actor_1")
