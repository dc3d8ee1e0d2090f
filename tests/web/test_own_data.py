"""All we hold on somebody, in a file: theirs alone, whole, and of a bounded size."""

from uuid import uuid4

import pytest
from django.test import Client

from community.streams import subscriptions
from community.streams.operations import Sent
from community.threads.services.edits import delete_post
from community.threads.services.reactions import react
from community.threads.services.reading import mark_read
from community.users.facts import StandingKind, StandingReason
from community.users.models import User
from community.users.services.ties import block
from community.web import own_words
from moderation.errors import HeldError
from moderation.services import decisions, publish, reports
from tests.moderation.conftest import fresh_policies, stand
from tests.moderation.talk import draft, in_force, said
from tests.reputation.stand import hear_all

pytestmark = pytest.mark.django_db
__all__ = ["fresh_policies", "stand"]


def taken(name="ola"):
    """Somebody's file, as bytes and as what they say."""
    browser = Client()
    browser.force_login(User.objects.get(username=name))
    answer = browser.get("/me/data/")
    return answer.content.decode(), answer.json()


def lived(stand):
    """The ids of a post edited and answered, and of one hidden; their author did all there is."""
    in_force("publish", new_for_s=0, burst=100, author_per_minute=100)
    first = said(stand, "Thei scored")
    publish.edit(post_id=first, rev=1, text="They scored", by=stand.fan, sent=Sent(op=uuid4()))
    theirs = said(stand, "What do you say to that, then?", by=stand.other, reply=first)
    second = said(stand, "Nobody ever defends on the left")
    gone = said(stand, "I take this one back at once")
    delete_post(post_id=gone, by=stand.fan)
    react(post_id=theirs, reaction="up", on=True, by=stand.fan)
    mark_read(match_id=stand.match, until=2, by=stand.fan)
    reports.report(post_id=theirs, reason="abuse", note="See for yourselves", by=stand.fan)
    reports.report(post_id=second, reason="spam", note="Says the other", by=stand.other)
    with pytest.raises(HeldError):
        publish.post(draft=draft(stand, "oh fuck off ref"), by=stand.fan, sent=Sent(op=uuid4()))
    decisions.hide(post_id=second, reason="abuse", by=stand.moderator)
    decisions.sanction(
        actor=stand.fan,
        kind=StandingKind.WARNED,
        reason=StandingReason.ABUSE,
        until=None,
        competition=stand.competition,
        by=stand.moderator,
    )
    block(actor=stand.fan, other=stand.elsewhere, on=True)
    for name in subscriptions.registered():
        while subscriptions.drain(name):
            pass
    return first, second, gone, theirs


def test_all_one_did_is_in_the_file(stand):
    first, second, gone, theirs = lived(stand)

    _, told = taken()

    posts = {post["post"]: post for post in told["posts"]}
    assert set(posts) == {first, second, gone}
    assert [said["text"] for said in posts[first]["revisions"]] == ["Thei scored", "They scored"]
    assert (posts[second]["visibility"], posts[second]["reason"]) == ("hidden", "abuse")
    assert posts[gone]["visibility"] == "deleted"
    assert [(row["post"], row["reaction"], row["until"]) for row in told["reactions"]] == [
        (theirs, "up", None)
    ]
    assert [(row["match"], row["until"]) for row in told["read"]] == [(stand.match, 2)]
    assert {row["kind"] for row in told["notices"]} == {"reply", "hidden", "standing"}
    assert [(row["post"], row["note"]) for row in told["reports"]] == [
        (theirs, "See for yourselves")
    ]
    assert [row["draft"]["text"] for row in told["held"]] == ["oh fuck off ref"]
    assert [row["outcome"] for row in told["verdicts"]] == ["hold"] + ["allow"] * 4
    assert {row["kind"] for row in told["decisions"]} == {"hide", "standing"}
    assert told["standing"]["kind"] == "warned"
    assert told["kept_away"] == [{"block": stand.elsewhere}]
    assert {"user.blocked", "user.reacted", "user.standing_set", "user.thread_read"} <= {
        fact["type"] for fact in told["facts"]
    }
    assert (told["listed_max"], told["left_off"]) == (own_words.LISTED_MAX, [])


def test_the_file_names_no_moderator_and_no_reporter_and_holds_no_words_of_others(stand):
    _, second, _, _ = lived(stand)
    his, _ = taken()
    others, _ = taken("ines")

    assert stand.moderator not in his
    assert "Says the other" not in his
    assert "What do you say to that" not in his
    assert stand.moderator not in others
    assert second in others  # whom she reported, she knows
    assert "Nobody ever defends" not in others
    assert "oh fuck off" not in others


def test_the_file_does_not_say_who_voted(stand):
    in_force("publish", new_for_s=0, burst=100, author_per_minute=100)
    post = said(stand, "They scored")
    react(post_id=post, reaction="down", on=True, by=stand.other)
    hear_all()

    his, told = taken()

    assert "user.awarded" in {fact["type"] for fact in told["facts"]}
    assert stand.other not in his


def test_a_long_life_is_told_from_its_newest_and_says_what_was_left_off(stand, monkeypatch):
    first, *_ = lived(stand)
    monkeypatch.setattr(own_words, "LISTED_MAX", 2)

    _, told = taken()

    assert first not in {post["post"] for post in told["posts"]}
    assert [len(told[name]) for name in ("posts", "verdicts", "facts")] == [2, 2, 2]
    assert told["left_off"] == ["facts", "notices", "posts", "verdicts"]
    assert told["facts"][0]["offset"] == told["facts"][1]["offset"] + 1


def test_the_file_takes_as_many_questions_for_many_posts_as_for_few(
    stand, django_assert_max_num_queries
):
    lived(stand)
    browser = Client()
    browser.force_login(User.objects.get(username="ola"))
    browser.get("/me/data/")

    with django_assert_max_num_queries(45) as few:
        browser.get("/me/data/")
    for number in range(20):
        said(stand, f"Word {number * 7919} and then again {number * 104729}")

    with django_assert_max_num_queries(len(few)):
        browser.get("/me/data/")
