"""The spoiler shield on pages: a delayed viewer is shown what was recorded so long ago."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine

from community.core import clock
from community.matches import facts
from community.matches.services.schedule import move_fixture
from community.users.models import User
from community.users.services.profile import Draft
from community.users.viewing import SESSION_KEY
from moderation.services.people import set_profile
from tests.matches.factories import told
from tests.web.factories import goal, player, tell

pytestmark = pytest.mark.django_db

DELAY_S = 30


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they go on by themselves."""
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield traveller


@pytest.fixture
def scored(hands, live):
    """A match seen for a while, and a goal of just now: 2-0."""
    hands.shift(DELAY_S + 1)
    tell(live, told(goal("home", 1, 900_000, player=player(live, "City Player 9"))))
    return live


@pytest.fixture
def kept_back(client, ola):
    """The browser of ola, who watches behind live."""
    User.objects.filter(pk=ola.pk).update(delay_s=DELAY_S)
    client.force_login(ola)
    return client


def scores(client, fixture):
    """The match's score as its page and the API tell it."""
    page = client.get(f"/matches/{fixture.pk}/").context["page"].board
    state = client.get(f"/api/v1/matches/{fixture.pk}").json()["state"]
    return page.home_score, state["score"]["home"]


def test_a_goal_is_shown_when_it_is_due_and_not_before(hands, kept_back, scored):
    assert scores(kept_back, scored) == (1, 1)

    hands.shift(DELAY_S)

    assert scores(kept_back, scored) == (2, 2)


def test_whoever_is_signed_out_has_it_from_his_session(client, hands, scored):
    session = client.session
    session[SESSION_KEY] = DELAY_S
    session.save()
    assert scores(client, scored) == (1, 1)

    hands.shift(DELAY_S)

    assert scores(client, scored) == (2, 2)


def test_a_live_viewer_sees_it_at_once(client, scored):
    assert scores(client, scored) == (2, 2)


def chosen(client, **told):
    """What choosing by the form is answered."""
    return client.post("/viewing/", {"next": "/"} | told)


def test_a_signed_in_fan_chooses_by_the_form_and_it_is_kept_on_his_row(client, ola):
    client.force_login(ola)

    assert chosen(client, delay_s="30").headers["location"] == "/"

    assert User.objects.get(pk=ola.pk).delay_s == 30
    page = client.get("/").content.decode()
    assert "You watch</span> <b>30 s</b> behind live." in page
    assert re.search(r"As of \d\d:\d\d:\d\d UTC, 30 s behind live\.", page)


def test_one_tap_goes_live(kept_back, scored):
    assert scores(kept_back, scored) == (1, 1)

    chosen(kept_back, delay_s="0")

    assert scores(kept_back, scored) == (2, 2)
    assert b"behind live." not in kept_back.get("/").content


def test_whoever_is_signed_out_chooses_and_stays_behind_when_he_signs_in_and_out(client, ola):
    chosen(client, delay_s="45")
    assert b"<b>45 s</b>" in client.get("/").content

    client.post("/login/", {"login": "ola", "password": "a long enough password"})
    assert User.objects.get(pk=ola.pk).delay_s == 45
    client.post("/logout/")

    assert b"<b>45 s</b>" in client.get("/").content


@pytest.mark.parametrize(
    "delay_s", ["7", "-30", "soon", "3e1", "", "9" * 40, "30.0", "\u0663\u0660"]
)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_delay_that_is_not_offered_is_refused_and_nothing_moves(
    client, ola, delay_s, is_signed_in
):
    if is_signed_in:
        client.force_login(ola)
    chosen(client, delay_s="30")

    answer = chosen(client, delay_s=delay_s)

    assert answer.status_code == 400
    assert b"That delay is not offered." in answer.content
    assert b"<b>30 s</b>" in client.get("/").content


def test_seeing_the_kick_off_makes_the_next_longer_step(hands, client, ola, live):
    hands.shift(32)
    client.force_login(ola)

    chosen(client, kickoff=live.pk)

    assert User.objects.get(pk=ola.pk).delay_s == 35


@pytest.mark.parametrize(("seconds", "words"), [(130, b"is longer ago than the longest delay")])
def test_a_kick_off_past_the_longest_step_is_refused(hands, client, live, seconds, words):
    hands.shift(seconds)

    answer = chosen(client, kickoff=live.pk)

    assert (answer.status_code, words in answer.content) == (400, True)
    assert b"behind live." not in client.get("/").content


def test_a_kick_off_nobody_told_of_is_refused(client, fixture):
    answer = chosen(client, kickoff=fixture.pk)

    assert answer.status_code == 400
    assert b"We have not heard of the kick-off yet." in answer.content


def test_the_api_tells_and_takes_a_delay(client, ola):
    client.force_login(ola)
    sent = {"content_type": "application/json", "headers": {"Idempotency-Key": str(uuid4())}}

    assert client.put("/api/v1/me/viewing", b'{"delay_s":20}', **sent).status_code == 200

    assert client.get("/api/v1/me/viewing").json()["delay_s"] == 20


def test_a_post_by_the_plain_form_is_said_to_be_kept_until_it_is_due(hands, kept_back, scored):
    form = {"op": str(uuid4()), "seen": "3", "text": "Well held"}
    answer = kept_back.post(f"/matches/{scored.pk}/posts/", form)

    assert answer.headers["location"] == f"/matches/{scored.pk}/#compose"
    page = kept_back.get(f"/matches/{scored.pk}/").content
    assert b"Your post is kept. It shows here in 30 s, as everything you watch." in page
    assert b"Well held" not in page
    hands.shift(DELAY_S)
    page = kept_back.get(f"/matches/{scored.pk}/").content
    assert (b"Your post is kept." in page, b"Well held" in page) == (False, True)


def kickoffs(client, fixture):
    """When the match begins, as the API's list and its own answer say."""
    listed = client.get("/api/v1/matches").json()["matches"]
    own = client.get(f"/api/v1/matches/{fixture.pk}").json()
    return [told["kickoff_at"] for told in (*listed, own)]


def test_a_kick_off_that_was_moved_is_moved_when_it_is_due(hands, kept_back, scored):
    before = kickoffs(kept_back, scored)
    move_fixture(match_id=scored.pk, kickoff_at=datetime(2031, 5, 6, 18, tzinfo=UTC), by="actor_1")

    assert kickoffs(kept_back, scored) == before

    hands.shift(DELAY_S)
    assert kickoffs(kept_back, scored) == ["2031-05-06T18:00:00Z"] * 2


OF_A_MATCH = ("/matches/{}/", "/matches/{}/talk/", "/api/v1/matches/{}", "/api/v1/matches/{}/facts")


def test_a_match_announced_just_now_is_not_there_yet(hands, kept_back, fixture):
    paths = [path.format(fixture.pk) for path in OF_A_MATCH]

    assert [kept_back.get(path).status_code for path in paths] == [404] * 4

    hands.shift(DELAY_S + 1)
    assert [kept_back.get(path).status_code for path in paths] == [200] * 4


def test_words_about_oneself_are_shown_when_they_are_due(hands, kept_back, pia):
    draft = Draft(handle="pia", hue=7, bio="Two nil at last")
    set_profile(user_id=pia.pk, actor=pia.actor_id, draft=draft)

    assert b"Two nil at last" not in kept_back.get("/people/pia/").content

    hands.shift(DELAY_S + 1)
    assert b"Two nil at last" in kept_back.get("/people/pia/").content


def test_where_nothing_is_live_the_bar_says_so(hands, kept_back, scored):
    tell(scored, told(facts.MatchFullTime(period=2, clock_ms=2_900_000)))
    hands.shift(DELAY_S)
    path = f"/matches/{scored.pk}/"

    for page in (path, f"{path}talk/", f"{path}?at=3"):
        told_there = kept_back.get(page).content.decode()
        assert "What is played now reaches you <b>30 s</b> behind live." in told_there
        assert ("Drop the delay" in told_there, "Go live" in told_there) == (True, False)
    assert "That was kick-off for me" not in kept_back.get(path).content.decode()
