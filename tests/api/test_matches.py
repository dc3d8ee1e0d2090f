"""Matches and their facts, as anybody reads them."""

import msgspec
import pytest
from django.test import Client

from community.api import shapes
from community.config import selectors as config
from community.streams import selectors as streams
from tests.config.policies import apply_changed
from tests.feeds.provider import AT, Provider, event
from tests.notices.factories import notice_id, notified
from tests.streams import factories

pytestmark = pytest.mark.django_db

BY_HOUR = 3_600_000


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    told = msgspec.convert(answer.json(), shapes.Problem)
    assert told.status == answer.status_code
    return (told.status, told.code)


def test_matches_come_by_kick_off_in_pages(reader):
    provider = Provider()
    announced = [provider.announce(kickoff_at=AT + hour * BY_HOUR) for hour in (3, 1, 2)]

    first = reader.get("/api/v1/matches", {"limit": 2}).json()
    rest = reader.get("/api/v1/matches", {"limit": 2, "after": first["next"]}).json()

    late, early, middle = announced
    assert [match["match"] for match in first["matches"]] == [early, middle]
    assert first["next"] == middle
    assert [match["match"] for match in rest["matches"]] == [late]
    assert rest["next"] is None


def test_no_matches_are_an_empty_page(reader):
    assert reader.get("/api/v1/matches").json() == {"matches": [], "next": None}


def test_a_summary_says_who_plays_where_and_when(reader):
    provider = Provider()
    match_id = provider.announce(venue="The Quay", simulated=True)

    [summary] = reader.get("/api/v1/matches").json()["matches"]

    home, away = summary.pop("home"), summary.pop("away")
    assert (home["name"], home["code"], away["name"]) == ("City", "CTY", "United")
    assert summary == {
        "match": match_id,
        "stream": f"match.{match_id}",
        "competition": "First League",
        "season": "2026",
        "kickoff_at": "2018-06-25T18:00:02.102000Z",
        "venue": "The Quay",
        "simulated": True,
    }


def test_a_match_shows_its_state_at_its_head(reader, played):
    told = reader.get(f"/api/v1/matches/{played.match}").json()

    assert told["offset"] == 4
    assert told["state"] == streams.folded(played.stream).project()
    assert told["state"]["score"] == {"home": 1, "away": 0}
    [player] = told["names"]
    assert told["names"][player] == "Silva"
    assert told["board"]["goals"] == [
        {
            "period": 1,
            "clock_ms": 60_000,
            "side": "home",
            "player": "Silva",
            "own_goal": False,
            "penalty": False,
        }
    ]
    assert (told["board"]["facts"], told["board"]["head"]) == (4, 4)


def test_facts_come_by_offset_in_pages(reader, played):
    path = f"/api/v1/matches/{played.match}/facts"

    first = reader.get(path, {"limit": 3}).json()
    rest = reader.get(path, {"limit": 3, "after": first["next"]}).json()

    assert [fact["offset"] for fact in first["facts"]] == [1, 2, 3]
    assert (first["next"], first["head"], first["stream"]) == (3, 4, played.stream)
    [goal] = rest["facts"]
    assert (goal["offset"], goal["type"], goal["data"]["side"]) == (4, "match.goal", "home")
    assert goal["prov"]["source"] == played.name
    assert rest["next"] is None


def test_a_fact_reads_as_it_lies_in_the_log(reader, played):
    told = reader.get(f"/api/v1/matches/{played.match}/facts").json()["facts"]

    lines = [msgspec.json.decode(line) for _, line in _lines(played)]
    assert [{**fact, "offset": None} for fact in told] == [
        {**line, "offset": None} for line in lines
    ]


def _lines(played):
    return streams.lines_after(played.stream, after=0, limit=100)


def test_nothing_past_the_head_is_an_empty_page(reader, played):
    told = reader.get(f"/api/v1/matches/{played.match}/facts", {"after": 99}).json()

    assert (told["facts"], told["next"], told["head"]) == ([], None, 4)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/matches/match_0",
        "/api/v1/matches/match_0/facts",
        "/api/v1/matches?after=match_0",
        "/api/v1/matches/%00",
        "/api/v1/matches?after=%00",
    ],
)
def test_an_unknown_match_is_not_found(reader, path):
    assert problem(reader.get(path)) == (404, "unknown_match")


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"limit": "0"}, "/limit"),
        ({"limit": "1001"}, "/limit"),
        ({"limit": "ten"}, "/limit"),
        ({"limit": "-1"}, "/limit"),
        ({"limit": ""}, "/limit"),
        ({"after": "1.5"}, "/after"),
        ({"after": "\u0663"}, "/after"),
        ({"after": str(2**53)}, "/after"),
        ({"after": "0" * 17 + "9" * 20}, "/after"),
        ({"after": "0" * 5_000}, "/after"),
    ],
    ids=lambda query: str(query)[:30],
)
def test_a_cursor_that_is_none_is_pointed_at(reader, played, query, pointer):
    answer = reader.get(f"/api/v1/matches/{played.match}/facts", query)

    assert problem(answer) == (422, "invalid")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_matches_are_only_read(reader, played, method):
    answer = getattr(reader, method)(f"/api/v1/matches/{played.match}")

    assert problem(answer) == (405, "method_not_allowed")
    assert "GET" in answer.headers["allow"]


def test_an_address_past_its_pace_is_told_when_to_come_back(reader, played):
    apply_changed("api", requests_per_minute=1, requests_burst=2)
    config.refresh()
    path = f"/api/v1/matches/{played.match}"
    assert [reader.get(path).status_code for _ in range(2)] == [200, 200]

    answer = reader.get(path)

    assert problem(answer) == (429, "too_many")
    assert 0 < answer.json()["retry_after_ms"] <= 60_000
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    elsewhere = Client(REMOTE_ADDR="2001:db8:ffff:ffff::1").get(path)
    assert elsewhere.status_code == 200


@pytest.mark.parametrize("path", ["/api/", "/api/v2/matches", "/api/v1/nothing/here/"])
def test_a_path_nothing_answers_is_a_problem_too(reader, path):
    assert problem(reader.get(path)) == (404, "not_found")
    assert problem(reader.post(path)) == (404, "not_found")


def test_a_page_of_the_api_is_found_without_its_last_slash(reader):
    assert reader.get("/api/docs").headers["location"] == "/api/docs/"


def test_without_redis_the_api_is_read_all_the_same(reader, played, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    assert reader.get(f"/api/v1/matches/{played.match}").status_code == 200


@pytest.mark.parametrize(
    ("door", "shape"),
    [
        ("matches", shapes.MatchPage),
        ("matches/{match}", shapes.MatchDetail),
        ("matches/{match}/facts", shapes.FactPage),
    ],
)
def test_answers_have_the_shape_the_schema_tells(reader, played, door, shape):
    played.accept(event(4))

    told = reader.get("/api/v1/" + door.format(match=played.match)).json()

    assert msgspec.to_builtins(msgspec.convert(told, shape)) == told


@pytest.mark.parametrize("name", ["user.actor_5f2c", "actor_5f2c", "policy", "moderation"])
def test_only_streams_of_matches_are_read_here(reader, name):
    factories.append("user.actor_5f2c", [notified(1)])

    for path in (f"/api/v1/matches/{name}", f"/api/v1/matches/{name}/facts"):
        answer = reader.get(path)

        assert problem(answer) == (404, "unknown_match")
        assert notice_id(1) not in answer.content.decode()
