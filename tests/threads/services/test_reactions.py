"""Reactions given, taken back, and counted a window at a time; how far threads are read."""

import pytest
from django.db import IntegrityError, transaction

from community.config import selectors as config
from community.core import clock
from community.core.errors import InvalidError
from community.reputation.decay import Calendar
from community.reputation.models import Balance
from community.streams import publish, refold, selectors as streams
from community.streams.selectors import LIVE
from community.threads import pages, ranking, selectors, tasks
from community.threads.errors import (
    AlreadyGivenError,
    GonePostError,
    NotGivenError,
    OwnPostError,
    UnknownPostError,
)
from community.threads.models import Mark, Post, Reaction
from community.threads.services import reactions
from community.threads.services.reading import mark_read
from community.threads.services.visibility import hide_post
from tests.config.policies import apply_changed
from tests.threads.speech import OWN, facts, said, sent, types
from tests.users.factories import someone


def react(by, post_id, reaction="up", *, on=True, op=None):
    return reactions.react(post_id=post_id, reaction=reaction, on=on, by=by, sent=op or sent())


def counts(match):
    """What the last count told of each post."""
    told = [fact for fact in facts(match) if fact.type == "thread.tallied"][-1]
    return {
        tally.post: (tally.up, tally.down, {one.reaction: one.count for one in tally.reactions})
        for tally in told.data.tallies
    }


@pytest.fixture(autouse=True)
def policies(db):  # noqa: ARG001 -- asked for the database
    """What is in force is looked up anew, before and after."""
    config.refresh()
    yield
    config.refresh()


@pytest.fixture
def post_id(fixture, ann):
    return said(ann, fixture.pk)


def test_a_reaction_is_told_to_who_gave_it_and_counted_later(fixture, post_id, ann, bob):
    appended = react(bob, post_id)
    react(ann, post_id, "fire")

    assert appended.stream == f"user.{bob}"
    assert "thread.tallied" not in types(fixture.pk)
    assert not reactions.tally(match_id=fixture.pk)
    assert counts(fixture.pk) == {post_id: (1, 0, {"fire": 1})}
    row = Post.objects.get()
    assert (row.up, row.reactions, row.best) == (1, {"fire": 1}, ranking.best(500_000, 0))


def test_counting_twice_tells_nothing_twice(fixture, post_id, bob):
    react(bob, post_id)
    reactions.tally(match_id=fixture.pk)
    said_before = types(fixture.pk)

    reactions.tally(match_id=fixture.pk)
    react(bob, post_id, on=False)
    react(bob, post_id)  # as it stood
    reactions.tally(match_id=fixture.pk)

    assert types(fixture.pk) == said_before
    assert Reaction.objects.filter(tallied=False).count() == 0


def test_an_up_takes_back_a_down(fixture, post_id, bob):
    react(bob, post_id, "down")
    react(bob, post_id, "up")
    reactions.tally(match_id=fixture.pk)

    assert counts(fixture.pk) == {post_id: (1, 0, {})}


def test_of_an_up_and_a_down_at_once_one_stands(fixture, post_id, bob):
    both = [
        Reaction(post_id=post_id, match=fixture.pk, actor=bob, reaction=vote, at=clock.now())
        for vote in ("up", "down")
    ]

    with pytest.raises(IntegrityError), transaction.atomic():
        Reaction.objects.bulk_create(both)

    assert not Reaction.objects.exists()


def test_what_is_taken_back_counts_no_longer(fixture, post_id, bob):
    react(bob, post_id, "clap")
    reactions.tally(match_id=fixture.pk)
    react(bob, post_id, "clap", on=False)
    reactions.tally(match_id=fixture.pk)

    assert counts(fixture.pk) == {post_id: (0, 0, {})}


def test_under_one_op_a_reaction_is_given_once(post_id, bob):
    op = sent()

    assert react(bob, post_id, op=op) == react(bob, post_id, op=op)


def test_what_is_not_offered_unknown_or_gone_gets_none(post_id, bob):
    with pytest.raises(InvalidError):
        react(bob, post_id, "poop")
    with pytest.raises(UnknownPostError):
        react(bob, "post_unknown")
    hide_post(post_id=post_id, reason="abuse", by=bob)
    with pytest.raises(GonePostError):
        react(bob, post_id)

    assert Reaction.objects.count() == 0


def test_a_vote_for_oneself_given_twice_or_never_given_is_refused_and_moves_nothing(
    fixture, post_id, ann, bob
):
    op = sent()
    answer = react(bob, post_id, op=op)

    def stand():
        reactions.tally(match_id=fixture.pk)
        return (list(Reaction.objects.values()), list(Post.objects.values()), types(fixture.pk))

    before = stand()
    for refused, by, asked in (
        (OwnPostError, ann, {"reaction": "up"}),
        (OwnPostError, ann, {"reaction": "down"}),
        (AlreadyGivenError, bob, {"reaction": "up"}),
        (NotGivenError, bob, {"reaction": "down", "on": False}),
        (NotGivenError, ann, {"reaction": "fire", "on": False}),
    ):
        with pytest.raises(refused):
            react(by, post_id, **asked)

    assert stand() == before
    # A page that did not hear the answer asks again, and is given the same one.
    assert react(bob, post_id, op=op) == answer


def test_the_surest_by_weight_is_best_whatever_the_count(fixture, ann, bob):
    one, other = said(ann, fixture.pk), said(ann, fixture.pk)
    crowd = [someone(name=f"fan_{number}").actor_id for number in range(4)]
    react(bob, one)
    for fan in crowd[:2]:
        react(fan, other)
    balance = Balance(actor=bob, at=clock.now(), folded_at=clock.now(), sums={"31536000": 10**9})
    balance.calendar = Calendar().digest
    balance.save()
    react(bob, one, on=False)
    react(bob, one)
    reactions.tally(match_id=fixture.pk)

    weights = dict(Reaction.objects.filter(until=None).values_list("actor", "weight"))
    # Three at most, and half of it while his account is new.
    assert weights[bob] == 1_500_000
    order = list(pages.thread_page(fixture.pk, as_of=LIVE, sort="best").posts)
    assert order == [one, other]


def test_a_delayed_viewers_best_goes_by_the_votes_of_then(fixture, ann, bob):
    posts = [said(ann, fixture.pk) for _ in range(4)]
    react(bob, posts[1])
    reactions.tally(match_id=fixture.pk)
    then = clock.now()
    react(bob, posts[1], "down")
    react(bob, posts[0])
    reactions.tally(match_id=fixture.pk)

    def best(as_of, limit=None):
        return list(pages.thread_page(fixture.pk, as_of=as_of, sort="best", limit=limit).posts)

    assert best(LIVE) == [posts[0], posts[3], posts[2], posts[1]]
    assert best(then) == [posts[1], posts[3], posts[2], posts[0]]
    page, before = None, None
    seen: list[str] = []
    while page is None or before is not None:
        page = pages.thread_page(fixture.pk, as_of=then, sort="best", limit=1, before=before)
        seen, before = [*seen, *page.posts], page.before
    assert seen == best(then)
    shown = pages.thread_page(fixture.pk, as_of=then).posts[posts[1]]
    assert (shown["up"], shown["down"]) == (1, 0)
    assert selectors.given_by(bob, posts, as_of=then) == {(posts[1], "up")}


def test_an_insights_outcome_is_told_once_and_to_its_author(fixture, ann):
    apply_changed("reputation", outcome_votes_min=2)
    config.refresh()
    post = said(ann, fixture.pk, kind="insight", how=OWN)
    for number in range(3):
        react(someone(name=f"fan_{number}").actor_id, post)
        reactions.tally(match_id=fixture.pk)

    told = [
        fact
        for _, fact in streams.facts_after(f"user.{ann}", after=0, limit=99)
        if fact.type == "user.insight_judged"
    ]
    assert [(fact.data.outcome, fact.data.votes, fact.data.up) for fact in told] == [
        ("upheld", 2, 1_000_000)
    ]
    assert told[0].policy == config.current().digest("reputation")


def test_a_proven_authors_insight_comes_first(fixture, ann, bob):
    balance = Balance(actor=ann, at=clock.now(), folded_at=clock.now(), sums={"31536000": 10**8})
    balance.calendar = Calendar().digest
    balance.save()
    insight = said(ann, fixture.pk, kind="insight", how=OWN)
    comment = said(ann, fixture.pk)
    react(bob, comment)
    reactions.tally(match_id=fixture.pk)

    for as_of in (LIVE, clock.now()):
        found = pages.thread_page(fixture.pk, as_of=as_of, sort="best")
        assert list(found.posts) == [insight, comment]


def test_a_window_counts_so_many_posts_and_the_next_goes_on(fixture, ann, bob):
    apply_changed("threads", tally_posts_max=2)
    config.refresh()
    for _ in range(3):
        react(bob, said(ann, fixture.pk))

    waits = [reactions.tally(match_id=fixture.pk) for _ in range(3)]

    assert waits == [True, False, False]
    assert sum(fact.type == "thread.tallied" for fact in facts(fixture.pk)) == 2


def test_the_rows_are_what_the_facts_come_to(fixture, post_id, ann, bob):
    react(bob, post_id)
    said(ann, fixture.pk)
    reactions.tally(match_id=fixture.pk)
    name = f"thread.{fixture.pk}"
    assert list(refold.differences(name)) == []

    Post.objects.filter(pk=post_id).update(up=7, visibility="hidden")

    assert list(refold.differences(name)) == [
        f"{post_id}: visibility is 'hidden', the facts say 'shown'",
        f"{post_id}: up is 7, the facts say 1",
    ]
    Post.objects.exclude(pk=post_id).delete()
    assert next(iter(refold.differences(name))) == "1 posts have rows, the facts tell 2"


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_window_is_asked_for_once_and_a_lost_one_is_swept(fixture, ann, bob):
    post_id = said(ann, fixture.pk)
    client = publish.client_for(fixture.pk)
    key = f"{fixture.pk}:poke:threads.tally"

    react(bob, post_id)
    held_ms = client.pttl(key)
    react(ann, post_id, "clap")

    assert 0 < client.pttl(key) <= held_ms <= 2_000
    tasks.tally(fixture.pk)
    assert client.exists(key) == 0
    assert counts(fixture.pk) == {post_id: (1, 0, {"clap": 1})}
    react(bob, post_id, "fire")
    client.delete(key)
    tasks.sweep()
    assert counts(fixture.pk) == {post_id: (1, 0, {"clap": 1, "fire": 1})}


@pytest.mark.usefixtures("post_id")
def test_a_mark_only_goes_on(fixture, ann, bob):
    said(ann, fixture.pk)

    appended = mark_read(match_id=fixture.pk, until=3, by=bob, sent=sent())
    again = mark_read(match_id=fixture.pk, until=2, by=bob, sent=sent())

    assert (appended.stream, again.last) == (f"user.{bob}", appended.last)
    assert Mark.objects.get().until == 3
    told = streams.facts_after(f"user.{bob}", after=0, limit=100)
    assert [fact.data.until for _, fact in told if fact.type == "user.thread_read"] == [3]


@pytest.mark.usefixtures("post_id")
def test_nothing_is_read_that_was_not_said(fixture, bob):
    with pytest.raises(InvalidError):
        mark_read(match_id=fixture.pk, until=99, by=bob)
    with pytest.raises(InvalidError):
        mark_read(match_id="match_unknown", until=1, by=bob)

    assert Mark.objects.count() == 0
