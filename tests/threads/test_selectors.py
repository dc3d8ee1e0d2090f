"""Pages of a thread, an event's posts, words found, and how much is unread."""

from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from community.config import selectors as config
from community.core import clock
from community.core.errors import InvalidError
from community.streams.selectors import LIVE
from community.threads import desk, pages, ranking, selectors
from community.threads.errors import UnknownPostError
from community.threads.models import Post, Reaction
from community.threads.services import reactions
from community.threads.services.reading import mark_read
from community.threads.services.visibility import hide_post
from tests.threads.speech import GOAL, rewrite, said, state_of


def react(by, post_id, reaction="up"):
    reactions.react(post_id=post_id, reaction=reaction, on=True, by=by)


class TestAPage:
    def test_is_what_the_topic_shows(self, fixture, ann, bob):
        first = said(ann, fixture.pk, "Well, @bob_9?")
        gone = said(bob, fixture.pk)
        said(bob, fixture.pk, "xG.", event=GOAL, reply=first)
        hide_post(post_id=gone, reason="abuse", by=ann)
        rewrite(ann, first, "Better.")
        react(bob, first)
        reactions.tally(match_id=fixture.pk)

        page = pages.thread_page(fixture.pk, as_of=LIVE)

        state = state_of(fixture.pk)
        assert page.posts == state["posts"]
        assert list(page.posts) == list(state["posts"])[::-1]

    def test_goes_on_where_the_one_before_ended(self, fixture, ann):
        ids = [said(ann, fixture.pk, f"Post {number}.") for number in range(5)]

        first = pages.thread_page(fixture.pk, as_of=LIVE, limit=2)
        second = pages.thread_page(fixture.pk, as_of=LIVE, limit=2, before=first.before)
        last = pages.thread_page(fixture.pk, as_of=LIVE, limit=2, before=second.before)

        assert [*first.posts, *second.posts, *last.posts] == ids[::-1]
        assert last.before is None

    def test_of_the_best_begins_with_the_surest(self, fixture, ann, bob):
        ids = [said(ann, fixture.pk, f"Post {number}.") for number in range(4)]
        for post_id, votes in zip(ids, [(2, 0), (9, 1), (0, 3), (2, 0)], strict=True):
            Post.objects.filter(pk=post_id).update(
                best=ranking.best(*(each * ranking.SCALE for each in votes))
            )
        hide_post(post_id=ids[2], reason="abuse", by=bob)

        first = pages.thread_page(fixture.pk, as_of=LIVE, sort="best", limit=2)
        rest = pages.thread_page(fixture.pk, as_of=LIVE, sort="best", before=first.before)

        assert [*first.posts, *rest.posts] == [ids[1], ids[3], ids[0]]

    def test_by_event_goes_by_the_moment_spoken_of(self, fixture, ann):
        late = said(ann, fixture.pk, seen=4)
        early = said(ann, fixture.pk, event=GOAL)

        page = pages.thread_page(fixture.pk, as_of=LIVE, sort="event")

        assert list(page.posts) == [late, early]

    @pytest.mark.parametrize("before", ["x", "-1", "1.2", "9" * 17])
    def test_begins_at_no_place_that_is_none(self, fixture, before):
        with pytest.raises(InvalidError):
            pages.thread_page(fixture.pk, as_of=LIVE, before=before)

    def test_of_a_delayed_viewer_is_of_then_in_the_visibility_of_now(self, fixture, ann, bob):
        edited, hidden = said(ann, fixture.pk, "One."), said(ann, fixture.pk, "Two.")
        then = clock.now()
        rewrite(ann, edited, "Canary.")
        hide_post(post_id=hidden, reason="abuse", by=bob)
        react(bob, edited)
        reactions.tally(match_id=fixture.pk)
        later = said(ann, fixture.pk, "Canary.")

        page = pages.thread_page(fixture.pk, as_of=then)

        assert later not in page.posts
        assert page.posts[edited]["body"] == [["p", None, "One."]]
        assert (page.posts[edited]["rev"], page.posts[edited]["up"]) == (1, 0)
        assert page.posts[hidden]["gone"] == "hidden"
        assert selectors.search(fixture.pk, "canary", as_of=then) == {}
        assert list(selectors.search(fixture.pk, "one", as_of=then)) == [edited]
        with pytest.raises(UnknownPostError):
            selectors.post(later, as_of=then)


POSTS = """
INSERT INTO threads_post (id, match, n, author, kind, at, event, event_revision, "offset", stage,
    clock_ms, seen, reply_to, lang, rev, visibility, reason, up, down, reactions, best)
SELECT 'post_' || lpad(to_hex(m), 24, '0'), match, m, author, kind, at, '', 0, m % 97, '1H',
    0, 4, '', '', 1, 'shown', '', 0, 0, '{}', m * 7919 % 1000003
FROM threads_post, generate_series(10, 20009) AS made (m)"""
TEXTS = """
INSERT INTO threads_text (post, rev, salt, digest, text, body, search, at)
SELECT 'post_' || lpad(to_hex(m), 24, '0'), 1, salt, digest, text, body,
    to_tsvector('simple', 'word' || m), at
FROM threads_text, generate_series(10, 20009) AS made (m)"""


@pytest.fixture
def crowd(fixture, ann):
    """A thread of 20,000 posts, put there by their rows."""
    said(ann, fixture.pk)
    with connection.cursor() as cursor:
        cursor.execute(POSTS)
        cursor.execute(TEXTS)
    with connections["owner"].cursor() as cursor:  # as autovacuum does, who owns them too
        cursor.execute("ANALYZE threads_post, threads_text")
    config.current()
    return fixture


def planned(question):
    """The plan of the query that reads posts' rows, and how many queries there were."""
    with CaptureQueriesContext(connection) as asked:
        question()
    sql = next(query["sql"] for query in asked if "ORDER BY" in query["sql"])
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(row[0] for row in cursor.fetchall()), len(asked)


INDEXES: dict[pages.Sort, str] = {
    "live": "threads_post_n",
    "best": "threads_post_best",
    "event": "threads_post_moment",
}


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_page_of_20_000_posts_is_read_from_an_index_in_few_queries(crowd):
    then = clock.now()

    for sort, index in INDEXES.items():
        plan, count = planned(
            lambda sort=sort: pages.thread_page(crowd.pk, as_of=LIVE, sort=sort, limit=50)
        )
        assert f"Index Scan Backward using {index}" in plan
        assert "Seq Scan" not in plan
        assert "Sort" not in plan
        assert count <= 3
        with CaptureQueriesContext(connection) as asked:
            pages.thread_page(crowd.pk, as_of=then, sort=sort, limit=50)
        # The best of then have no index: who was voted for by then is asked for first.
        assert len(asked) <= (9 if sort == "best" else 6)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_word_among_20_000_posts_is_found_by_its_index(crowd):
    plan, _ = planned(lambda: selectors.search(crowd.pk, "word700", as_of=LIVE))

    assert "threads_text_search" in plan
    assert list(selectors.search(crowd.pk, "word700", as_of=LIVE)) == [f"post_{700:024x}"]


class TestAnEventsPosts:
    def test_are_those_that_speak_of_it_and_those_of_before_they_knew(self, fixture, ann, bob):
        unaware = said(bob, fixture.pk, "Nothing happens here.", seen=2)
        of_it = said(ann, fixture.pk, "Goal!", event=GOAL)
        aware = said(ann, fixture.pk, "What a match.", seen=4)

        found = selectors.posts_of_event(fixture.pk, GOAL, as_of=LIVE)

        assert list(found.posts) == [of_it]
        assert list(found.before_they_knew) == [unaware]
        assert aware not in found.before_they_knew

    def test_leave_out_what_was_said_long_before_or_long_after(self, fixture, ann):
        said(ann, fixture.pk, "Late, who says he had not seen it.", seen=2)
        Post.objects.update(at=clock.now() + timedelta(hours=1))

        assert selectors.posts_of_event(fixture.pk, GOAL, as_of=LIVE).before_they_knew == {}

    def test_of_an_unknown_event_are_none(self, fixture, ann):
        said(ann, fixture.pk)

        for unknown in ("event_unknown", "\0"):
            assert selectors.posts_of_event(fixture.pk, unknown, as_of=LIVE).posts == {}


class TestSearch:
    def test_finds_words_of_what_is_seen_as_it_stands(self, fixture, ann, bob):
        edited = said(ann, fixture.pk, "An early **canary**")
        rewrite(ann, edited, "A quiet bird")
        hidden = said(ann, fixture.pk, "Another canary")
        hide_post(post_id=hidden, reason="abuse", by=bob)
        kept = said(bob, fixture.pk, "Canary, again")

        found = selectors.search(fixture.pk, "canary", as_of=LIVE)

        assert list(found) == [kept]
        assert list(selectors.search(fixture.pk, "quiet bird", as_of=LIVE)) == [edited]

    @pytest.mark.parametrize("words", ["", "  ", "\0", "no such word", '"', "-", "'; DROP"])
    def test_of_nothing_finds_nothing(self, fixture, ann, words):
        said(ann, fixture.pk)

        assert selectors.search(fixture.pk, words, as_of=LIVE) == {}


def test_how_far_somebody_has_read_is_kept(fixture, ann, bob):
    said(ann, fixture.pk)
    mark_read(match_id=fixture.pk, until=2, by=bob)

    assert selectors.read_until(fixture.pk, bob) == 2
    assert selectors.read_until(fixture.pk, "actor_new") == 0


def test_replies_hang_on_their_post(fixture, ann, bob):
    post_id = said(ann, fixture.pk)
    reply = said(bob, fixture.pk, reply=post_id)

    assert list(selectors.replies(post_id, as_of=LIVE)) == [reply]
    assert selectors.replies(reply, as_of=LIVE) == {}


def test_a_post_says_whose_it_is_even_gone(fixture, ann, bob):
    post_id = said(ann, fixture.pk)
    hide_post(post_id=post_id, reason="abuse", by=bob)

    found = selectors.post(post_id, as_of=LIVE)

    assert (found.match, found.author, found.post["gone"]) == (fixture.pk, ann, "hidden")
    with pytest.raises(UnknownPostError):
        selectors.post("post_\0", as_of=LIVE)


def test_the_desk_reads_what_nobody_sees(fixture, ann, bob):
    post_id = said(ann, fixture.pk, "Oi @bob_9")
    hide_post(post_id=post_id, reason="abuse", by=bob)

    kept = desk.kept_one(post_id)

    assert (kept.text, kept.visibility, kept.reason) == ("Oi @bob_9", "hidden", "abuse")
    assert [each.id for each in desk.found(matches=[fixture.pk], author=ann)] == [post_id]
    assert desk.found(matches=[fixture.pk], author=bob) == []
    assert desk.found(matches=["match_other"], author=ann) == []
    assert desk.written(post_id, by=ann) is None
    with pytest.raises(UnknownPostError):
        desk.kept_one("post_unknown")


def test_ones_own_words_are_there_to_be_written_anew(fixture, ann, bob):
    post_id = said(ann, fixture.pk, "Oi @bob_9")

    assert desk.written(post_id, by=ann) == "Oi @bob_9"
    assert desk.written(post_id, by=bob) is None


def test_a_reaction_counts_for_a_delayed_viewer_when_it_is_old_enough(fixture, ann, bob):
    post_id = said(ann, fixture.pk)
    react(bob, post_id, "fire")
    reactions.tally(match_id=fixture.pk)

    counted = pages.thread_page(fixture.pk, as_of=clock.now()).posts[post_id]

    assert counted["reactions"] == {"fire": 1}
    assert Reaction.objects.get().tallied
