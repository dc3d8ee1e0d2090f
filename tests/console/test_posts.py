"""The moderator's desk: posts found, read in their place, decided on; each in their competition."""

import pytest
from django.test import Client
from django.urls import reverse

from community.matches import selectors as matches
from community.threads.models import Post
from community.threads.selectors import pace_of
from community.threads.services.visibility import erase_texts_of
from community.users.models import User
from community.users.standing import standing_of
from moderation.errors import HeldError
from moderation.models import Decision, Held, Report
from moderation.services.reports import report
from tests.moderation.conftest import stand
from tests.moderation.talk import said, say, types

__all__ = ["stand"]
pytestmark = pytest.mark.django_db

BEFORE = ["Evening all", "Rain again", "What a save", "Corner now"]
LIST = "/admin/community/post/"


def browser(actor):
    """Somebody's browser, signed in."""
    client = Client()
    client.force_login(User.objects.get(actor_id=actor))
    return client


@pytest.fixture
def moderator(stand):
    return browser(stand.moderator)


@pytest.fixture
def post(stand):
    """A post among others, reported."""
    for words in BEFORE:
        said(stand, words, by=stand.other)
    made = said(stand, "Words to be judged <b>here</b>")
    said(stand, "Said after", by=stand.elsewhere)
    report(post_id=made, reason="abuse", by=stand.other, note="Look at this.")
    return made


def shown(answer):
    return " ".join(answer.content.decode().split())


def path(name, *args):
    return reverse(f"admin:community_post_{name}", args=args)


def held(stand):
    with pytest.raises(HeldError) as refused:
        say(stand, "oh fuck off ref")
    return refused.value.held


@pytest.mark.usefixtures("post")
def test_the_list_shows_what_is_reported_and_what_waits(moderator, stand):
    held_id = held(stand)

    page = shown(moderator.get(LIST))

    assert "Words to be judged &lt;b&gt;here&lt;/b&gt;" in page
    assert "1 report: abuse" in page
    assert path("held", held_id) in page
    assert "watched_words" in page


@pytest.mark.parametrize("by", ["match", "club", "author"])
def test_posts_are_found_by_match_by_club_and_by_author(moderator, stand, post, by):
    club = matches.fixture(stand.match).home.name
    asked = {"match": {"match": stand.match}, "club": {"match": club.upper()[:-1]}}

    page = shown(moderator.get(LIST, asked.get(by, {"author": "ola"})))

    assert path("change", post) in page
    assert ("Said after" in page) is (by != "author")
    assert (path("slow", stand.match) in page) is (by != "author")


@pytest.mark.usefixtures("post")
def test_a_moderator_of_another_competition_finds_no_post_of_this_one(stand):
    elsewhere = browser(stand.elsewhere)

    found = [elsewhere.get(LIST, {"author": "ola"}), elsewhere.get(LIST, {"match": stand.match})]

    assert ["No post of your competitions." in shown(page) for page in found] == [True, True]


@pytest.mark.usefixtures("post")
def test_a_club_that_nobody_spoke_of_finds_nothing(moderator):
    assert "No post of your competitions." in shown(moderator.get(LIST, {"match": "Rovers Z"}))


@pytest.mark.usefixtures("post")
def test_an_author_nobody_knows_wrote_nothing(moderator):
    assert "No post of your competitions." in shown(moderator.get(LIST, {"author": "nobody"}))


def test_a_post_is_shown_in_its_place_with_all_that_was_said_of_it(moderator, post):
    page = shown(moderator.get(path("change", post)))

    said_of_it = [*BEFORE[1:], "Said after", "Look at this."]
    assert [words in page for words in said_of_it] == [True] * 5
    assert BEFORE[0] not in page
    assert "<code>basic</code> v1" in page
    assert "Nothing was decided yet." in page


def test_a_post_is_hidden_with_a_reason_and_restored(moderator, stand, post):
    hidden = moderator.post(path("decide", post), {"verb": "hide", "reason": "abuse"}, follow=True)
    assert "The post is hidden." in shown(hidden)
    assert "hidden: Abuse" in shown(hidden)
    assert Report.objects.get().state == "upheld"

    moderator.post(path("decide", post), {"verb": "restore", "reason": "mistake"})

    assert Post.objects.get(pk=post).visibility == "shown"
    assert types(stand.thread)[-2:] == ["thread.hidden", "thread.restored"]


@pytest.mark.parametrize("told", [{"verb": "hide"}, {"verb": "hide", "reason": "mood"}, {}])
def test_without_a_reason_nothing_is_decided(moderator, stand, post, told):
    before = types(stand.thread)

    answer = moderator.post(path("decide", post), told)

    assert answer.status_code == 200
    assert types(stand.thread) == before
    assert Decision.objects.count() == 0


def test_reports_are_closed_when_nothing_is_wrong(moderator, post):
    moderator.post(path("decide", post), {"verb": "dismiss"})

    assert Report.objects.get().state == "dismissed"
    assert "No report is open." in shown(moderator.get(LIST))


def test_what_was_hidden_meanwhile_is_told(moderator, post):
    told = {"verb": "hide", "reason": "abuse"}
    moderator.post(path("decide", post), told)

    answer = moderator.post(path("decide", post), told)

    assert "Select a valid choice" in shown(answer) or "Refused: gone post." in shown(answer)
    assert Decision.objects.count() == 1


def test_an_author_is_slowed_with_a_reason_and_an_end(moderator, stand, post):
    told = {"kind": "slowed", "why": "spam", "lasts": "86400"}

    answer = moderator.post(path("standing", post), told, follow=True)

    standing = standing_of(stand.fan)
    assert (standing.kind, standing.reason, standing.competition) == (
        "slowed",
        "spam",
        stand.competition,
    )
    assert standing.until is not None
    assert "Slowed for spam until" in shown(answer)
    assert "Slowed: Spam" in shown(answer)


def test_a_standing_needs_a_reason(moderator, stand, post):
    answer = moderator.post(path("standing", post), {"kind": "muted", "lasts": "0"})

    assert "This field is required." in shown(answer)
    assert standing_of(stand.fan).kind == "none"


def test_a_held_text_is_let_through(moderator, stand):
    held_id = held(stand)

    page = shown(moderator.get(path("held", held_id)))
    assert "oh fuck off ref" in page
    moderator.post(path("held", held_id), {"verb": "allow"})

    assert types(stand.thread)[-1] == "thread.posted"
    assert Held.objects.get().state == "allowed"


def test_a_held_text_is_denied_with_a_reason(moderator, stand):
    held_id = held(stand)

    missing = moderator.post(path("held", held_id), {"verb": "deny", "reason": ""})
    assert "This field is required." in shown(missing)
    moderator.post(path("held", held_id), {"verb": "deny", "reason": "abuse"})
    again = moderator.post(path("held", held_id), {"verb": "allow"})

    assert Held.objects.get().state == "denied"
    assert "Refused: decided." in shown(again)
    assert types("moderation") == ["moderation.held", "moderation.denied"]


def test_a_thread_is_slowed_by_hand(moderator, stand):
    told = {"gap_ms": "30000", "reason": "heated", "lasts": "600"}

    moderator.post(path("slow", stand.match), told)

    pace = pace_of(stand.match)
    assert pace is not None
    assert (pace.gap_ms, pace.reason) == (30_000, "heated")
    assert "30.0 s between two posts" in shown(moderator.get(path("slow", stand.match)))


@pytest.mark.parametrize("by", ["elsewhere", "other"])
def test_another_competition_s_posts_are_closed_at_every_door(stand, post, by):
    held_id, before = held(stand), types(stand.thread)
    elsewhere = browser(getattr(stand, by))
    # Whoever moderates nothing is not let into the console at all.
    refused = 403 if by == "elsewhere" else 302

    told = [
        elsewhere.get(path("change", post)),
        elsewhere.post(path("decide", post), {"verb": "hide", "reason": "abuse"}),
        elsewhere.post(path("decide", post), {"verb": "dismiss"}),
        elsewhere.post(path("standing", post), {"kind": "muted", "why": "spam", "lasts": "0"}),
        elsewhere.get(path("held", held_id)),
        elsewhere.post(path("held", held_id), {"verb": "allow"}),
        elsewhere.get(path("slow", stand.match)),
        elsewhere.post(
            path("slow", stand.match), {"gap_ms": "5000", "reason": "heated", "lasts": "0"}
        ),
    ]

    assert [answer.status_code for answer in told] == [refused] * len(told)
    assert types(stand.thread) == before
    assert standing_of(stand.fan).kind == "none"
    assert Held.objects.get().state == "waiting"


def test_another_competition_s_posts_are_in_no_list(stand, post):
    held(stand)
    elsewhere = browser(stand.elsewhere)

    pages = [
        shown(elsewhere.get(LIST, asked))
        for asked in ({}, {"match": stand.match}, {"author": "ola"})
    ]

    assert [post in page for page in pages] == [False] * 3
    assert "Nothing waits." in pages[0]
    assert "No report is open." in pages[0]


def test_erased_words_are_told_so(moderator, stand, post):
    erase_texts_of(stand.fan)

    page = shown(moderator.get(path("change", post)))

    assert "Its words are erased." in page
    assert "Words to be judged" not in page


@pytest.mark.parametrize(
    ("name", "arguments"),
    [("change", ["post_none"]), ("held", ["held_none"]), ("slow", ["match_none"])],
)
def test_what_is_not_there_is_not_found(moderator, name, arguments):
    assert moderator.get(path(name, *arguments)).status_code == 404


def test_a_moderator_does_not_decide_on_his_own_post(moderator, stand):
    own = said(stand, "My own words", by=stand.moderator)

    answer = moderator.post(path("decide", own), {"verb": "hide", "reason": "abuse"})

    assert "Refused: own case." in shown(answer)
    assert Post.objects.get(pk=own).visibility == "shown"
