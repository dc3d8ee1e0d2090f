"""Fixtures at the desk: set down, moved, corrected."""

import re
from itertools import count
from uuid import uuid4

import pytest
from django.contrib.admin.utils import quote

from community.core.ids import derived_id
from community.matches.models import Club, Fixture, Season
from community.streams import selectors as log
from tests.feeds.provider import bare, event

pytestmark = pytest.mark.django_db

FIXTURES = "/admin/community/fixture/"


def facts(fixture):
    return [fact for _, fact in log.facts_after(fixture.stream, after=0, limit=50)]


def plan(fixture, **changes):
    return {
        "season": fixture.season_id,
        "home": fixture.away_id,
        "away": fixture.home_id,
        "kickoff_at": "2027-01-02T15:30",
        "venue": "The Quay",
    } | changes


def correction(fixture, **changes):
    """What the score's page sends."""
    seen = log.heads([fixture.stream])[fixture.stream].offset
    return {"home": 1, "away": 0, "reason": "Missed by the feed.", "op": uuid4(), "seen": seen} | (
        changes
    )


@pytest.fixture
def playing(provider):
    """The provider's match, begun."""
    provider.accept(bare(1, "match.kicked_off"), event(2))
    return Fixture.objects.get(pk=provider.match)


def test_a_fixture_is_scheduled_from_the_desk(desk, operator, fixture):
    answer = desk.post(f"{FIXTURES}add/", plan(fixture), follow=True)

    made = Fixture.objects.exclude(pk=fixture.pk).get()
    assert "United v City is set down." in answer.content.decode()
    assert made.kickoff_at.isoformat() == "2027-01-02T15:30:00+00:00"
    (fact,) = facts(made)
    assert (fact.type, fact.by) == ("match.scheduled", operator.actor_id)


def test_a_club_does_not_play_itself_and_nothing_moves(desk, fixture):
    answer = desk.post(f"{FIXTURES}add/", plan(fixture, home=fixture.home_id))

    assert "A club does not play itself." in answer.content.decode()
    assert Fixture.objects.count() == 1


def test_a_kick_off_is_moved(desk, fixture, operator):
    desk.post(f"{FIXTURES}{fixture.pk}/kickoff/", {"kickoff_at": "2027-01-02T15:30"})

    assert Fixture.objects.get(pk=fixture.pk).kickoff_at.isoformat() == "2027-01-02T15:30:00+00:00"
    assert [fact.by for fact in facts(fixture)] == [None, operator.actor_id]
    assert facts(fixture)[-1].data.kickoff_at == 1_798_903_800_000


def test_a_score_is_corrected_with_its_reason(desk, operator, playing):
    told = correction(playing, period=1, clock="18:05", player="")

    answer = desk.post(f"{FIXTURES}{playing.pk}/score/", told, follow=True)

    assert "The score is 1\u20130 now." in answer.content.decode()
    goal = facts(playing)[-1]
    assert (goal.type, goal.by) == ("match.goal", operator.actor_id)
    assert (goal.data.side, goal.data.clock_ms) == ("home", 1_085_000)
    assert goal.data.reason == "Missed by the feed."


def test_a_scorer_may_be_named_from_the_squads(desk, playing):
    player = playing.squads.get().player_id
    told = correction(playing, player=player)

    desk.post(f"{FIXTURES}{playing.pk}/score/", told)

    assert facts(playing)[-1].data.player == player


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"home": 0, "away": 0, "reason": "Nothing."}, "the score is so already"),
        ({"home": 1, "away": 0, "reason": ""}, "This field is required."),
        ({"home": -1, "away": 0, "reason": "Below."}, "greater than or equal to 0"),
        ({"home": 1, "away": 0, "reason": "When?", "clock": "18"}, "Enter a valid value."),
        ({"home": 50, "away": 0, "reason": "A slip."}, "goals at once"),
    ],
)
def test_a_correction_that_will_not_do_is_refused_and_nothing_moves(desk, playing, told, fault):
    before = facts(playing)

    answer = desk.post(f"{FIXTURES}{playing.pk}/score/", correction(playing, **told))

    assert fault in answer.content.decode()
    assert facts(playing) == before


def test_a_match_that_has_not_begun_has_no_score_to_correct(desk, fixture):
    before = facts(fixture)

    answer = desk.post(f"{FIXTURES}{fixture.pk}/score/", correction(fixture))

    assert "the match has not begun" in answer.content.decode()
    assert facts(fixture) == before


def test_a_correction_sent_twice_by_the_same_page_is_done_once(desk, playing):
    page = desk.get(f"{FIXTURES}{playing.pk}/score/").context["form"]
    told = correction(playing, op=page.initial["op"], seen=page.initial["seen"])

    answers = [desk.post(f"{FIXTURES}{playing.pk}/score/", told, follow=True) for _ in range(2)]

    assert ["The score is 1\u20130 now." in each.content.decode() for each in answers] == [True] * 2
    assert [fact.type for fact in facts(playing)[-2:]] == ["match.pass", "match.goal"]


def test_a_score_that_moved_is_shown_before_it_is_corrected(desk, playing):
    told = correction(playing, home=2)
    desk.post(f"{FIXTURES}{playing.pk}/score/", correction(playing))

    answer = desk.post(f"{FIXTURES}{playing.pk}/score/", told)

    shown = answer.content.decode()
    assert "It has moved since you saw it." in shown
    assert "City 1\u20130 United" in shown
    assert len(facts(playing)) == told["seen"] + 1
    again = answer.context["form"].data
    assert (again["op"], again["home"]) == (str(told["op"]), "2")
    answer = desk.post(f"{FIXTURES}{playing.pk}/score/", again, follow=True)
    assert "The score is 2\u20130 now." in answer.content.decode()


def test_a_page_that_does_not_say_what_it_had_seen_is_opened_again(desk, playing):
    told = correction(playing)
    del told["seen"]

    answer = desk.post(f"{FIXTURES}{playing.pk}/score/", told)

    assert "The page is too old to be sent." in answer.content.decode()
    assert [fact.type for fact in facts(playing)][-1] == "match.pass"


def test_the_action_goes_to_the_page_of_one_match(desk, fixture):
    told = {"action": "correct_one", "_selected_action": [fixture.pk], "index": 0}

    answer = desk.post(FIXTURES, told)

    assert answer.headers["location"] == f"{FIXTURES}{fixture.pk}/score/"


def test_the_action_corrects_one_match_at_a_time(desk, fixture):
    desk.post(f"{FIXTURES}add/", plan(fixture))
    both = list(Fixture.objects.values_list("pk", flat=True))

    answer = desk.post(
        FIXTURES, {"action": "correct_one", "_selected_action": both, "index": 0}, follow=True
    )

    assert "Choose one match" in answer.content.decode()


def test_a_fixture_s_page_shows_the_board_and_who_told(desk, playing, provider):
    shown = " ".join(desk.get(f"{FIXTURES}{playing.pk}/change/").content.decode().split())

    assert '<span class="board__clock">1&#x27;' in shown
    assert "Correct the score" in shown
    assert f"/matches/{playing.pk}/" in shown
    assert provider.name in shown
    assert "next sequence 3" in shown


def test_a_fixture_that_has_not_begun_shows_no_score_and_offers_none_to_correct(desk, fixture):
    shown = " ".join(desk.get(f"{FIXTURES}{fixture.pk}/change/").content.decode().split())

    assert '<b class="board__score">v</b>' in shown
    assert "Correct the score" not in shown


def test_an_id_that_reads_like_a_quotation_is_found_either_way(desk, provider):
    names = map(str, count())
    # To Django's admin `_23` is a quoted `#`.
    name = next(n for n in names if derived_id("match", provider.name, n)[:8] == "match_23")
    match = provider.announce(id=name)

    pages = [match, quote(match)]

    assert [desk.get(f"{FIXTURES}{page}/change/").status_code for page in pages] == [200, 200]


def test_an_unknown_fixture_is_not_found(desk):
    pages = ["change", "score", "kickoff"]

    assert [desk.get(f"{FIXTURES}nowhere/{page}/").status_code for page in pages] == [404] * 3


def test_a_list_is_searched_and_sieved(desk, fixture):
    found = desk.get(FIXTURES, {"q": "City", "scoreboard__status__exact": "scheduled"})
    missed = desk.get(FIXTURES, {"q": "Nobody"})

    assert str(fixture) in found.content.decode()
    assert "Nothing here" in missed.content.decode()


def test_a_club_is_added_with_an_id_nobody_types(desk):
    told = {"name": "Rovers", "code": "ROV", "colour": "#aa0000", "id": "mine"}

    desk.post("/admin/community/club/add/", told)

    club = Club.objects.get(name="Rovers")
    assert club.pk.startswith("club_")
    assert len(club.pk) == len("club_") + 24


def test_a_club_is_renamed_and_keeps_its_id(desk, club):
    told = {"name": "City of Old", "code": club.code, "colour": ""}

    desk.post(f"/admin/community/club/{club.pk.replace('_', '_5F')}/change/", told)

    assert Club.objects.get(pk=club.pk).name == "City of Old"
    assert Club.objects.count() == 2


def test_a_season_is_added_to_a_competition(desk, fixture):
    competition = fixture.season.competition_id

    desk.post("/admin/community/season/add/", {"name": "2027", "competition": competition})

    assert Season.objects.get(name="2027").competition_id == competition


def test_the_desk_shows_what_is_on(desk, playing):
    playing.scoreboard.status = "live"
    playing.scoreboard.period, playing.scoreboard.clock_ms = 2, 1_085_000
    playing.scoreboard.save()

    shown = " ".join(desk.get("/admin/").content.decode().split())

    assert "64&#x27; \u00b7 First League" in shown
    assert re.search(r"As of \d\d:\d\d:\d\d UTC, reload for the latest", shown)
    assert "Policies in force" in shown
