"""The doors: what a page holds before any script runs, and what it refuses."""

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from community.core import clock
from community.core.ids import random_id
from community.edge import tokens
from community.matches import facts
from community.matches.models import Scoreboard
from tests.matches.factories import amended, retracted, told
from tests.web.factories import dashed, goal, player, schedule, tell
from tests.web.reading import text_of

pytestmark = pytest.mark.django_db


def match_url(fixture):
    return reverse("match", args=[fixture.pk])


def test_a_match_page_reads_without_a_script(client, fixture):
    scorer = player(fixture, "City Player 9")
    tell(
        fixture,
        told(facts.MatchKickedOff()),
        told(facts.MatchLineup(side="home", starting=[scorer], bench=[])),
        told(goal("home", 1, 754_200, player=scorer, penalty=True)),
        told(facts.MatchPass(period=1, clock_ms=760_000, side="away", x=500, y=400)),
    )

    page = text_of(client.get(match_url(fixture)))

    assert "City v United" in page
    assert "City 1, United 0" in page
    assert "13' First half" in page
    assert "City Player 9 13' (pen)" in page
    assert f"Goal {dashed('1-0')} City Player 9 Penalty" in page
    assert "Pass: United, middle third, centre." in page
    assert "The Ground" in page


def test_a_simulated_match_says_so_and_a_real_one_does_not(client, fixture):
    simulated = schedule(simulated=True)

    assert "Simulated match" in text_of(client.get(match_url(simulated)))
    assert "Simulated match" not in text_of(client.get(match_url(fixture)))


def test_a_match_to_come_shows_its_hour_and_no_score(client, fixture):
    page = text_of(client.get(match_url(fixture)))

    assert f"{fixture.kickoff_at:%H:%M} UTC" in page
    assert "City v United, not started" in page


def test_a_page_always_says_how_fresh_it_is(client, fixture):
    page = text_of(client.get(match_url(fixture)))

    assert re.search(r"As of \d\d:\d\d:\d\d UTC\. Reload for the latest\.", page)


def test_a_page_goes_packed_to_who_unpacks_and_as_it_is_to_who_does_not(client, fixture):
    packed = client.get(match_url(fixture), headers={"accept-encoding": "gzip"})
    plain = client.get(match_url(fixture))

    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 3
    assert "As of" in gzip.decompress(packed.content).decode()
    assert not plain.has_header("Content-Encoding")


def test_an_unknown_match_is_not_found_and_says_so_in_our_look(client):
    response = client.get(reverse("match", args=["match_none"]))

    assert response.status_code == 404
    assert "Off the pitch" in text_of(response)


@pytest.mark.parametrize("path", ["/matches/%00/", "/matches/a b/", "/matches/a/events/%00/"])
def test_what_is_no_id_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_an_event_has_a_page_with_what_happened(client, fixture):
    event = told(goal("home", 1, 754_200, player=player(fixture, "City Player 9")))
    tell(fixture, told(facts.MatchKickedOff()), event)

    page = text_of(client.get(reverse("event", args=[fixture.pk, event.id])))

    assert "13' Goal City Player 9, City" in page
    assert "As it stands" in page
    assert "Struck" not in page


def test_an_amended_event_shows_before_and_after_with_the_reason(client, fixture):
    before = goal("home", 1, 754_200, player=player(fixture, "City Player 9"))
    after = goal("home", 1, 754_200, player=player(fixture, "City Player 1"))
    event = told(before)
    tell(fixture, event, amended(event.id, before, after))

    page = text_of(client.get(reverse("event", args=[fixture.pk, event.id])))

    assert "Goal City Player 1, City" in page
    assert "It happened otherwise." in page
    assert "Player City Player 9 City Player 1" in page


def test_a_retracted_event_is_struck_and_never_lost(client, fixture):
    data = goal("home", 1, 754_200, player=player(fixture, "City Player 9"))
    event = told(data)
    tell(fixture, event, retracted(event.id, data))

    response = client.get(reverse("event", args=[fixture.pk, event.id]))

    page = text_of(response)
    assert response.status_code == 200
    assert "Struck from the record." in page
    assert "It did not happen." in page
    assert "<del>Goal</del>" in re.sub(
        r"\s+<", "<", re.sub(r">\s+", ">", response.content.decode())
    )


def test_an_event_that_never_was_is_not_found(client, fixture):
    event = told(goal("home", 1, 754_200, player=player(fixture, "City Player 9")))
    tell(fixture, event)

    for event_id in ("event_none", event.data.player, random_id("event")):
        assert client.get(reverse("event", args=[fixture.pk, event_id])).status_code == 404


def test_home_lists_matches_by_how_they_stand(client, fixture):
    hour = timedelta(hours=1)
    coming = schedule(kickoff_at=clock.to_ms(clock.now() + hour))
    finished = schedule(kickoff_at=clock.to_ms(clock.now() - 3 * hour))
    Scoreboard.objects.filter(fixture=fixture).update(
        status="live", period=2, clock_ms=1_020_000, home=2, away=1
    )
    Scoreboard.objects.filter(fixture=finished).update(
        status="ended", period=5, clock_ms=0, home=1, away=1, shootout_home=3, shootout_away=4
    )

    page = client.get("/").content.decode()

    lists = {
        name: page.split(f'data-list="{name}"')[1].split("</section>")[0]
        for name in ("live", "coming", "finished")
    }
    where = {
        shown.pk: [name for name, part in lists.items() if f"match-{shown.pk}" in part]
        for shown in (fixture, coming, finished)
    }
    assert where == {fixture.pk: ["live"], coming.pk: ["coming"], finished.pk: ["finished"]}
    assert "63&#x27;" in lists["live"]
    assert "Pens" in lists["finished"]
    assert "(4)" in lists["finished"]


@pytest.mark.usefixtures("fixture")
def test_home_asks_the_matches_as_often_for_one_match_as_for_many(client):
    one = match_queries(client)
    for _ in range(5):
        schedule()

    many = match_queries(client)

    assert (one, many) == (1, 1)


def match_queries(client):
    """How many queries a home page puts to the matches; policies are looked up by the clock."""
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    return sum("matches_" in query["sql"] for query in asked)


@pytest.mark.parametrize("path", ["/", "/login/", "/nowhere/"])
def test_every_page_forbids_inline_styles_and_scripts_and_has_none(client, path):
    response = client.get(path)

    policy = response["Content-Security-Policy"]
    page = response.content.decode()
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert not re.search(
        r"\sstyle=|<style|\son\w+=|<script(?![^>]*(?:src=|application/json))", page
    )


def test_the_viewers_theme_is_rendered_and_nothing_else_is(client):
    client.cookies["theme"] = "dark"
    assert 'data-theme="dark"' in client.get("/login/").content.decode()

    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in client.get("/login/").content.decode()


def test_signing_in_leads_back_to_the_page_one_came_from(client, django_user_model, fixture):
    django_user_model.objects.create_user("fan", password="a long enough password")
    where = match_url(fixture)

    response = client.post(
        f"/login/?next={where}",
        {"login": "fan", "password": "a long enough password", "next": where},
    )

    assert response.status_code == 302
    assert response["Location"] == where
    assert "Sign out" in text_of(client.get(where))


def test_a_wrong_password_is_refused_in_words(client):
    response = client.post("/login/", {"login": "fan", "password": "wrong"})

    assert response.status_code == 200
    assert "This handle and password do not go together." in text_of(response)


def test_robots_and_manifest_are_served(client):
    assert client.get("/robots.txt")["Content-Type"] == "text/plain"
    manifest = client.get("/manifest.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    assert manifest.json()["name"] == "Terrace"


def test_a_page_that_links_no_icon_gets_ours_where_browsers_look(client):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"] == "/static/img/favicon.svg"


@pytest.mark.parametrize(("is_staff", "links"), [(True, 1), (False, 0)])
def test_who_may_use_the_console_finds_it_on_the_fans_pages(
    client, django_user_model, fixture, is_staff, links
):
    client.force_login(django_user_model.objects.create_user("ola", is_staff=is_staff))

    for path in ("/", match_url(fixture)):
        assert client.get(path).content.decode().count('<a href="/admin/">Console</a>') == links


def test_the_signed_out_find_no_console(client, fixture):
    assert "/admin/" not in client.get(match_url(fixture)).content.decode()


def test_a_closed_page_says_who_is_signed_in_and_lets_them_out(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ola"))

    answer = client.get("/admin/login/")

    assert answer.status_code == 403
    assert "You are signed in as ola; another account may open it." in text_of(answer)
    assert "Sign out" in text_of(answer)
    assert 'action="/logout/"' in answer.content.decode()


def test_a_page_hands_its_viewer_a_token_for_the_socket(client, django_user_model, fixture):
    page = client.get(match_url(fixture)).content.decode()
    stranger = tokens.read(re.findall(r'data-token="([^"]+)"', page)[0])
    fan = django_user_model.objects.create_user("fan", password="a long enough password")
    client.force_login(fan)

    page = client.get(match_url(fixture)).content.decode()

    claims = tokens.read(re.findall(r'data-token="([^"]+)"', page)[0])
    assert stranger.actor is None
    assert claims.actor == fan.actor_id


def test_a_fresh_token_can_be_asked_for_and_is_never_kept(client):
    response = client.get("/live/token/")

    assert tokens.read(response.json()["token"]).actor is None
    assert response.json()["expires_at"] > clock.now_ms()
    assert "no-store" in response["Cache-Control"]
