"""A match's thread over HTTP: read by anybody, written by the socket's own commands."""

import re
from datetime import timedelta
from uuid import uuid4

import msgspec
import pytest
from django.test import Client

from community.api import shapes, talk
from community.config import selectors as config
from community.core import clock
from community.streams import selectors as streams
from community.users.models import User
from moderation.models import Report
from tests.config.policies import apply_changed
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def fan(reader):
    """A fan of long standing, with an address of his own."""
    user = someone("fan", name="ola")
    joined_at = clock.now() - timedelta(days=30)
    User.objects.filter(pk=user.pk).update(date_joined=joined_at)
    reader.force_login(user)
    return reader


@pytest.fixture
def other(db):  # noqa: ARG001 -- asked for the database
    browser = Client()
    browser.force_login(someone("fan", name="ines"))
    return browser


def ask(browser, method, path, told=None, *, op=None):
    return browser.generic(
        method.upper(),
        path,
        b"" if told is None else msgspec.json.encode(told),
        content_type="application/json",
        headers={"Idempotency-Key": str(op or uuid4())},
    )


def say(browser, played, text="What a strike, never saw it coming", *, op=None, **told):
    body = {"text": text, "seen": 3} | told
    return ask(browser, "post", f"/api/v1/matches/{played.match}/posts", body, op=op)


def said(browser, played, text="What a strike, never saw it coming", **told):
    answer = say(browser, played, text, **told)
    assert answer.status_code == 200, answer.content
    return answer.json()["post"]


def page(browser, played, query=""):
    answer = browser.get(f"/api/v1/matches/{played.match}/posts{query}")
    assert answer.status_code == 200, answer.content
    return msgspec.convert(answer.json(), talk.PostPage)


def shown(browser, post_id):
    answer = browser.get(f"/api/v1/posts/{post_id}")
    assert answer.status_code == 200, answer.content
    return msgspec.convert(answer.json(), talk.PostDetail)


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json"
    told = msgspec.convert(answer.json(), shapes.Problem)
    return (told.status, told.code)


def head(played):
    return streams.heads([f"thread.{played.match}"])[f"thread.{played.match}"].offset


def test_what_is_written_is_read_by_whoever_is_signed_out(fan, played):
    answer = say(fan, played)

    posted = msgspec.convert(answer.json(), talk.Posted)
    assert (posted.stream, posted.last) == (f"thread.{played.match}", head(played))
    [post] = page(Client(), played).posts
    assert (post.id, post.name, post.n) == (posted.post, "ola", posted.last)
    assert post.body == [["p", None, "What a strike, never saw it coming"]]


def test_sent_again_it_has_the_same_answer(fan, played):
    op = uuid4()

    answers = [say(fan, played, op=op).json() for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(page(fan, played).posts) == 1


def test_pages_follow_one_another_to_the_oldest_post(fan, played):
    ids = [said(fan, played, f"Number {number} of what I have to say") for number in range(3)]

    first = page(fan, played, "?limit=2")
    second = page(fan, played, f"?limit=2&before={first.next}")

    assert [post.id for post in [*first.posts, *second.posts]] == ids[::-1]
    assert second.next is None


def test_posts_are_sorted_and_searched(fan, other, played):
    plain = said(fan, played, "They press very high today")
    liked = said(fan, played, "That keeper is a wall")
    ask(other, "put", f"/api/v1/posts/{liked}/reactions/up")

    found = page(fan, played, "?q=keeper")

    assert [post.id for post in found.posts] == [liked]
    assert {post.id for post in page(fan, played, "?sort=best").posts} == {plain, liked}
    assert {post.id for post in page(fan, played, "?sort=event").posts} == {plain, liked}


@pytest.mark.parametrize("query", ["sort=worst", "before=x", "limit=0", "limit=9999"])
def test_a_page_nobody_offers_is_refused_by_what_is_wrong(reader, played, query):
    answer = reader.get(f"/api/v1/matches/{played.match}/posts?{query}")

    assert problem(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


def test_a_post_says_how_its_author_knows(fan, played):
    how = {"source": "report", "links": ["https://example.org/a"]}

    post_id = said(fan, played, "Four shots in five minutes", kind="insight", how=how)

    post = shown(Client(), post_id)
    assert (post.match, post.kind) == (played.match, "insight")
    assert post.how is not None
    assert (post.how.source, post.how.links) == ("report", ["https://example.org/a"])


def test_a_post_is_written_anew_and_taken_back_by_its_author_alone(fan, other, played):
    post_id = said(fan, played)
    path = f"/api/v1/posts/{post_id}"

    refused = ask(other, "patch", path, {"rev": 1, "text": "Not mine"})
    edited = ask(fan, "patch", path, {"rev": 1, "text": "What a goal that was"})
    stale = ask(fan, "patch", path, {"rev": 1, "text": "And once more"})
    not_taken = ask(other, "delete", path)
    body = shown(fan, post_id).body
    taken = ask(fan, "delete", path)

    assert [problem(each) for each in (refused, stale, not_taken)] == [
        (403, "not_the_author"),
        (409, "stale"),
        (403, "not_the_author"),
    ]
    assert stale.json()["current"]["rev"] == 2
    assert (edited.status_code, taken.status_code) == (200, 200)
    assert body == [["p", None, "What a goal that was"]]
    assert shown(fan, post_id).gone == "deleted"


def test_a_reaction_is_given_and_taken_back(fan, other, played):
    path = f"/api/v1/posts/{said(fan, played)}/reactions/fire"

    answers = [ask(other, method, path) for method in ("put", "delete")]
    unknown = ask(other, "put", path.replace("fire", "odds"))

    assert [answer.status_code for answer in answers] == [200, 200]
    assert problem(unknown)[0] == 422


def test_a_post_is_reported_once(fan, other, played):
    path = f"/api/v1/posts/{said(fan, played)}/reports"

    answers = [ask(other, "post", path, {"reason": "abuse"}) for _ in range(2)]

    assert answers[0].status_code == 200
    assert problem(answers[1]) == (409, "reported")
    assert Report.objects.count() == 1


def test_the_log_of_a_thread_holds_ids_and_digests_and_no_word(fan, played):
    said(fan, played, "Unmistakable words")

    answer = Client().get(f"/api/v1/matches/{played.match}/thread/facts")

    facts = msgspec.convert(answer.json(), shapes.FactPage)
    assert [fact.type for fact in facts.facts] == ["thread.opened", "thread.posted"]
    assert facts.facts[1].data["digest"]
    assert b"nmistak" not in answer.content
    assert b"ola" not in answer.content


def test_every_answer_to_who_writes_tells_the_budget(fan, played):
    first = say(fan, played, "One thing after another")
    post_id = first.json()["post"]
    edited = ask(fan, "patch", f"/api/v1/posts/{post_id}", {"rev": 1, "text": "Another thing"})
    refused = say(fan, played, "")

    for answer in (first, edited, refused):
        assert '"publish.pace";q=5;w=10' in answer.headers["RateLimit-Policy"]
        assert '"publish.hour";q=60;w=3600' in answer.headers["RateLimit-Policy"]
    left = [
        re.findall(r'"publish.minute";r=(\d+)', answer.headers["RateLimit"])
        for answer in (first, edited, refused)
    ]
    assert left == [["9"], ["8"], ["7"]]
    assert "RateLimit" not in fan.get(f"/api/v1/posts/{post_id}").headers


def test_who_writes_too_fast_is_told_the_limit_and_when_it_ends(fan, played):
    apply_changed("publish", gap_ms=60_000, burst=1)
    config.refresh()
    said(fan, played, "One thing after another")

    answer = say(fan, played, "Another thing, much too soon")

    assert problem(answer) == (429, "too_many")
    assert answer.json()["limit"] == "publish.pace"
    assert 58 <= int(answer.headers["Retry-After"]) <= 60
    assert '"publish.pace";r=0;t=60' in answer.headers["RateLimit"]
    assert len(page(fan, played).posts) == 1


def test_who_is_signed_out_writes_nothing(reader, played):
    answer = say(reader, played)

    assert answer.status_code == 403
    assert "RateLimit" not in answer.headers
    assert page(reader, played).posts == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/v1/posts/post_0"),
        ("delete", "/api/v1/posts/post_0"),
        ("put", "/api/v1/posts/post_0/reactions/up"),
        ("get", "/api/v1/matches/match_0/posts"),
        ("get", "/api/v1/matches/match_0/thread/facts"),
    ],
)
def test_what_is_not_there_is_not_found(fan, played, method, path):
    del played

    assert problem(ask(fan, method, path))[0] == 404
