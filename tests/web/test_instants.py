"""A match's page at any offset: all of it as it was then, in the visibility of now."""

import cProfile
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community.matches import facts
from community.streams import catalogue, selectors as streams, subscriptions
from community.streams.selectors import LIVE
from community.streams.snapshots import FACTS_PER_SNAPSHOT
from community.threads import pages
from community.threads.services.visibility import hide_post, restore_post
from tests.matches.factories import told
from tests.streams.factories import append, passes
from tests.threads.factories import slowed
from tests.threads.speech import rewrite, said, state_of
from tests.web.factories import goal, player, tell

pytestmark = pytest.mark.django_db

QUERIES_MAX = 8
FACTS_MAX = 1_000
PATHS = ("/matches/{}/", "/matches/{}/talk/", "/api/v1/matches/{}", "/api/v1/matches/{}/posts")


@pytest.fixture
def told_and_said(live, ola, pia):
    """Ends at offset 6: posts between 4, 5 and 6, and one after; the goal of 5 is United's."""
    said(ola.actor_id, live.pk, "Before it")
    tell(live, told(goal("away", 1, 900_000, player=player(live, "United Player 9"))))
    said(pia.actor_id, live.pk, "What a goal")
    said(ola.actor_id, live.pk, "Who was marking him")
    tell(live, told(facts.MatchClock(period=1, clock_ms=960_000)))
    said(pia.actor_id, live.pk, "After it all")
    return live


def queries(asked):
    """What was asked, but for the policies in force: a process looks them up once a second."""
    told = [query["sql"] for query in asked.captured_queries]
    return [sql for sql in told if "config_policy_version" not in sql]


def decoded(client, path):
    """How many facts of the log an answer read."""
    with cProfile.Profile() as profile:
        answer = client.get(path)
    assert answer.status_code == 200
    calls = {each.code: each.callcount for each in profile.getstats()}
    return calls.get(catalogue.decode.__code__, 0)


def words(page):
    """What a page's posts say, in the order shown."""
    return [row.body[0][2] for row in page.context["talk"].rows if not row.gone]


def test_the_whole_page_is_of_then(client, told_and_said):
    page = client.get(f"/matches/{told_and_said.pk}/?at=5")

    board = page.context["page"].board
    assert (board.home_score, board.away_score, board.status.label) == (1, 1, "16'")
    assert words(page) == ["Before it"]
    assert page.context["talk"].count == 1
    assert "After it all" not in page.content.decode()


def test_each_offset_shows_what_the_live_page_showed_when_it_was_the_head(client, live, ola, pia):
    shown = {}
    for number in range(4):
        said((ola, pia)[number % 2].actor_id, live.pk, f"Word {number}")
        tell(live, told(facts.MatchClock(period=1, clock_ms=1_000_000 + number)))
        state = state_of(live.pk)
        head = streams.heads([live.stream])[live.stream].offset
        shown[head] = [post["body"][0][2] for post in state["posts"].values()]

    for offset, then in shown.items():
        assert words(client.get(f"/matches/{live.pk}/?at={offset}")) == then


def test_a_post_hidden_since_is_not_read_then_and_one_restored_is(client, told_and_said, ola):
    keys = list(pages.thread_page(told_and_said.pk, as_of=LIVE).posts)[::-1]
    first, second = keys[0], keys[1]
    hide_post(post_id=second, reason="abuse", by=ola.actor_id)
    hide_post(post_id=first, reason="mistake", by=ola.actor_id)
    restore_post(post_id=first, reason="mistake", by=ola.actor_id)

    page = client.get(f"/matches/{told_and_said.pk}/?at=6")

    assert words(page) == ["Before it", "Who was marking him"]
    assert "What a goal" not in page.content.decode()


def test_a_post_hidden_at_that_moment_and_restored_since_is_read(client, told_and_said, ola):
    first = list(pages.thread_page(told_and_said.pk, as_of=LIVE).posts)[-1]
    hide_post(post_id=first, reason="mistake", by=ola.actor_id)
    tell(told_and_said, told(facts.MatchClock(period=1, clock_ms=970_000)))
    restore_post(post_id=first, reason="mistake", by=ola.actor_id)

    page = client.get(f"/matches/{told_and_said.pk}/?at=7")

    assert words(page)[0] == "Before it"


def test_a_post_rewritten_since_says_what_it_said(client, told_and_said, ola):
    first = list(pages.thread_page(told_and_said.pk, as_of=LIVE).posts)[-1]
    rewrite(ola.actor_id, first, "Before it, rewritten")

    assert words(client.get(f"/matches/{told_and_said.pk}/?at=6"))[0] == "Before it"
    assert words(client.get(f"/matches/{told_and_said.pk}/"))[0] == "Before it, rewritten"


@pytest.mark.parametrize("path", PATHS)
def test_two_replays_are_the_same_bytes(client, told_and_said, path):
    path = path.format(told_and_said.pk) + "?at=5"

    assert client.get(path).content == client.get(path).content


@pytest.mark.parametrize("at", ["7", "0", "-1", "five", "", "9" * 17, "9007199254740993", "\u0665"])
@pytest.mark.parametrize("path", PATHS)
def test_a_moment_that_is_not_there_is_refused_in_the_same_words(client, told_and_said, path, at):
    path = path.format(told_and_said.pk)

    answer, other = client.get(path, {"at": at}), client.get(path, {"at": "8"})

    assert answer.status_code == (422 if path.startswith("/api") else 400)
    assert answer.content == other.content


def test_the_api_points_at_the_offset(client, told_and_said):
    answer = client.get(f"/api/v1/matches/{told_and_said.pk}?at=7")

    assert answer.json()["errors"] == [{"pointer": "/at", "detail": "no moment of this match"}]


def test_nobody_writes_in_the_past(signed_in, told_and_said):
    page = signed_in.get(f"/matches/{told_and_said.pk}/?at=5").content.decode()

    assert "Leave the replay to post" in page
    assert "csrfmiddlewaretoken" not in re.sub(r"(?s)<header.*?</header>", "", page)


def test_links_of_the_past_lead_to_the_past(client, told_and_said):
    page = client.get(f"/matches/{told_and_said.pk}/?at=5").content.decode()

    (scored,) = [
        row.key
        for row in client.get(f"/matches/{told_and_said.pk}/?at=3").context["page"].timeline
        if row.icon == "goal"
    ]
    event = f"/matches/{told_and_said.pk}/events/{scored}/?at=5"
    assert event in page
    assert client.get(event).context["page"].title
    assert f"/matches/{told_and_said.pk}/talk/?sort=best&amp;at=5" in page


def test_an_event_is_not_there_before_it_was_told(client, told_and_said):
    (second, _) = [
        row.key
        for row in client.get(f"/matches/{told_and_said.pk}/").context["page"].timeline
        if row.icon == "goal"
    ]
    path = f"/matches/{told_and_said.pk}/events/{second}/"

    assert client.get(path, {"at": "4"}).status_code == 404
    assert client.get(path, {"at": "5"}).status_code == 200


def test_reading_back_takes_few_queries(client, told_and_said):
    path = f"/matches/{told_and_said.pk}/?at=6"
    client.get(path)

    with CaptureQueriesContext(connection) as asked:
        client.get(path)

    assert len(told := queries(asked)) <= QUERIES_MAX, told


@pytest.fixture
def dearest(live, ola):
    """The dearest moment: either stream one fact short of its second snapshot, and both go on."""
    short = 2 * FACTS_PER_SNAPSHOT - 1
    talk, begun = f"thread.{live.pk}", streams.heads([live.stream])[live.stream].offset
    said(ola.actor_id, live.pk, "The first word")
    spoken = streams.heads([talk])[talk].offset
    append(talk, [slowed() for _ in range(short - spoken)])
    append(live.stream, passes(short - begun, first=900))
    append(talk, [slowed() for _ in range(short)])
    append(live.stream, passes(FACTS_PER_SNAPSHOT, first=900 + short))
    while subscriptions.drain("streams.snapshots"):
        pass
    return live, short


def test_a_moment_just_before_two_snapshots_folds_fewer_than_a_thousand_facts(client, dearest):
    match, at = dearest
    path = f"/matches/{match.pk}/?at={at}"

    read = decoded(client, path)
    with CaptureQueriesContext(connection) as asked:
        client.get(path)

    assert 2 * (FACTS_PER_SNAPSHOT - 1) <= read < FACTS_MAX
    assert len(told := queries(asked)) <= QUERIES_MAX, told
