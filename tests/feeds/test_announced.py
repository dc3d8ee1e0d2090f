"""Fixture sheets through the door."""

import pytest

from community.matches.models import ExternalId, Fixture, Player, Scoreboard, Squad
from community.streams import selectors as streams
from tests.feeds.provider import AT, Provider, sheet

pytestmark = pytest.mark.django_db


def faults(answer):
    assert answer.status_code == 422, answer.content
    return [(fault["pointer"], fault["detail"]) for fault in answer.json()["errors"]]


def scheduled(match_id):
    return [fact for _, fact in streams.facts_after(f"match.{match_id}", after=0, limit=10)]


@pytest.fixture
def newcomer(db):  # noqa: ARG001 -- asked for the database
    return Provider()


def test_a_sheet_sets_a_fixture_down(newcomer):
    match_id = newcomer.announce(venue="The Quay", round="Group B")

    fixture = Fixture.objects.get(pk=match_id)
    assert (fixture.home.name, fixture.away.name) == ("City", "United")
    assert (fixture.venue, fixture.round, fixture.simulated) == ("The Quay", "Group B", False)
    assert (fixture.season.name, fixture.season.competition.name) == ("2026", "First League")
    assert Scoreboard.objects.get(fixture=fixture).status == "scheduled"
    [squad] = Squad.objects.filter(fixture=fixture)
    assert (squad.player.name, squad.side, squad.shirt, squad.role) == ("Silva", "home", 21, "MF")


def test_a_sheet_is_stated_on_the_match_s_stream(newcomer):
    match_id = newcomer.announce()

    [fact] = scheduled(match_id)
    fixture = Fixture.objects.get(pk=match_id)
    assert (fact.type, fact.prov.source) == ("match.scheduled", newcomer.name)
    assert (fact.data.home, fact.data.away) == (fixture.home_id, fixture.away_id)
    assert fact.data.kickoff_at == AT
    assert fact.scope.competition == fixture.season.competition_id


def test_the_same_sheet_again_changes_nothing(newcomer):
    announced = sheet()
    first = newcomer.put(announced).json()
    rows = [model.objects.count() for model in (Fixture, Player, Squad, ExternalId)]

    again = newcomer.put(announced).json()

    assert again == first
    assert [model.objects.count() for model in (Fixture, Player, Squad, ExternalId)] == rows
    assert len(scheduled(first["match"])) == 1


def test_a_moved_kick_off_is_stated(newcomer):
    announced = sheet()
    match_id = newcomer.put(announced).json()["match"]

    newcomer.put(announced | {"kickoff_at": AT + 3_600_000})

    assert [fact.data.kickoff_at for fact in scheduled(match_id)] == [AT, AT + 3_600_000]


def test_two_providers_ids_do_not_meet(newcomer):
    other = Provider()
    announced = sheet()

    first = newcomer.put(announced).json()["match"]
    second = other.put(announced).json()["match"]

    assert first != second


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"id": ""}, "/id"),
        ({"id": 7}, "/id"),
        ({"kickoff_at": -1}, "/kickoff_at"),
        ({"kickoff_at": 1.5}, "/kickoff_at"),
        ({"kickoff_at": 10**18}, "/kickoff_at"),
        ({"venue": ""}, "/venue"),
        ({"venue": "v" * 121}, "/venue"),
        ({"venue": "a\x00b"}, "/venue"),
        ({"season": {"id": "s", "name": "a\nb"}}, "/season/name"),
        ({"season": {"id": "s"}}, "/season"),
        ({"home": {"id": "h", "name": "H", "code": "no"}}, "/home/code"),
        ({"away": {"id": "a", "name": "A", "code": "AAA", "colour": "red"}}, "/away/colour"),
        ({"simulated": "yes"}, "/simulated"),
        ({"weather": "fine"}, "/weather"),
        ({"home": sheet()["home"] | {"players": [{"id": "1"}]}}, "/home/players/0"),
        (
            {"home": sheet()["home"] | {"players": [{"id": "1", "name": "A", "role": "\x00"}]}},
            "/home/players/0/role",
        ),
        (
            {"home": sheet()["home"] | {"players": [{"id": "1", "name": "A", "shirt": 100}]}},
            "/home/players/0/shirt",
        ),
        ({"away": sheet()["home"]}, "/away/id"),
    ],
    ids=str,
)
def test_a_fault_of_a_sheet_is_named_and_nothing_is_set_down(refused, changes, fault):
    before = (Fixture.objects.count(), Player.objects.count())

    answer = refused.put_raw(sheet(**changes))

    assert [pointer for pointer, _ in faults(answer)] == [fault]
    assert (Fixture.objects.count(), Player.objects.count()) == before


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"1", b'"x"', b"\xff"], ids=repr)
def test_what_is_no_sheet_is_malformed(refused, body):
    answer = refused.send_bytes(body, door="fixtures", method="put")

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_an_unsigned_sheet_is_refused(refused):
    answer = refused.put(sheet(), secret=b"another")

    assert (answer.status_code, answer.json()["reason"]) == (401, "signature")


def test_a_sheet_is_not_taken_for_a_batch(refused):
    answer = refused.put(sheet(), content_type="application/cloudevents-batch+json")

    assert answer.status_code == 415
