"""The page of notices: read whole without a script, kept read on the stream, nobody else's."""

import html
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from community.matches import facts
from community.matches.models import Competition
from community.notices import selectors
from community.notices.services.tell import News, tell
from community.notices.state import NOTICES_MAX
from community.streams import selectors as streams, subscriptions
from community.streams.facts import Cause
from community.users.facts import Followed, StandingKind, StandingReason
from community.users.services import ties
from community.users.services.standing import set_standing
from tests.matches.factories import event_id, retracted, told
from tests.users.factories import someone
from tests.web.factories import dashed, goal, player, schedule, tell as tell_match

pytestmark = pytest.mark.django_db

URL = "/me/notifications/"


def text_of(response):
    """What a reader sees: no tags, templates or data blocks, spaces as one."""
    shown = re.sub(r"(?s)<(template|script).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def lines(response):
    """Each line of the list, as text, with its marks."""
    found = re.findall(r'(?s)<li class="notice"(.*?)>(.*?)</li>', response.content.decode())
    return [(set(re.findall(r"data-(unread|struck)", marks)), said) for marks, said in found]


def bell(user):
    return selectors.bell_of(user.actor_id, as_of=streams.LIVE)


@pytest.fixture
def fixture(db):  # noqa: ARG001 -- asked for the database
    """A match that began long after anybody could follow it."""
    return schedule()


@pytest.fixture
def fan(client, fixture):
    """Somebody signed in who follows the match."""
    user = someone("fan", name="ada")
    ties.follow(actor=user.actor_id, followed=Followed(match=fixture.pk), on=True)
    client.force_login(user)
    return user


@pytest.fixture
def scored(fixture, fan):  # noqa: ARG001 -- she follows before
    """The match kicked off and City scored, after the fan followed; told to her."""
    at = 2_000_000_000_000
    event = event_id(1)
    data = goal("home", 1, 754_200, player=player(fixture, "City Player 9"))
    tell_match(fixture, told(facts.MatchKickedOff(), at=at), told(data, id=event, at=at))
    while subscriptions.drain("notices.followers"):
        pass
    return event, data


def test_a_goal_reads_without_a_script(client, scored, fixture):
    event, _ = scored

    page = client.get(URL)

    (marks, said), (_, first) = lines(page)
    assert marks == {"unread"}
    assert "Goal: City" in text_of(page)
    assert f"City {dashed('1-0')} United, 13', City Player 9" in text_of(page)
    assert reverse("event", args=[fixture.pk, event]) in said
    assert "Kick-off" in first
    assert "Mark all as read" in text_of(page)


def test_the_bell_stands_on_every_page_and_counts_what_is_unread(client, scored):  # noqa: ARG001 -- for its notices
    page = text_of(client.get("/"))

    assert "Notifications 2 unread" in page


def test_who_is_signed_out_has_no_bell_and_is_asked_to_sign_in(client):
    answer = client.get(URL)

    assert "notice-bell" not in client.get("/").content.decode().partition("<body>")[2]
    assert (answer.status_code, answer.url) == (302, f"/login/?next={URL}")


def test_reading_is_a_plain_form_and_every_page_knows(client, scored, fan):  # noqa: ARG001 -- for its notices
    until = max(notice.n for notice in bell(fan).notices.values())

    answer = client.post(f"{URL}read/", {"until": until})

    assert (answer.status_code, answer.url) == (302, URL)
    assert bell(fan).unread == 0
    page = client.get(URL)
    assert [marks for marks, _ in lines(page)] == [set(), set()]
    assert re.search(r'data-slot="read"\s+hidden', page.content.decode())
    assert "Notifications unread" in text_of(client.get("/"))


@pytest.mark.parametrize("until", ["", "-1", "1e3", "٣", "9" * 16, "99999"])
def test_a_place_that_is_none_is_refused_and_nothing_is_read(client, scored, fan, until):  # noqa: ARG001 -- for its notices
    before = streams.heads([f"user.{fan.actor_id}"])

    answer = client.post(f"{URL}read/", {"until": until})

    assert answer.status_code == 400
    assert (bell(fan).unread, streams.heads([f"user.{fan.actor_id}"])) == (2, before)


def test_a_goal_taken_back_is_struck_on_the_page(client, scored, fixture):
    event, data = scored

    tell_match(fixture, retracted(event, data))
    while subscriptions.drain("notices.followers"):
        pass

    page = client.get(URL)
    assert lines(page)[0][0] == {"unread", "struck"}
    assert "Taken back" in text_of(page)


def test_older_notices_are_pages_of_their_own(client, fan):
    cause = Cause(stream="match.match_7f0c", offset=1)
    for number in range(NOTICES_MAX + 3):
        news = News(kind="mention", key=f"post_{number}", at=1, cause=cause, by="actor_gone")
        tell([(fan.actor_id, news)])

    newest = client.get(URL)
    place = re.search(r"\?before=(\d+)", newest.content.decode())
    assert place is not None
    older = client.get(URL, {"before": place[1]})

    assert (len(lines(newest)), len(lines(older))) == (NOTICES_MAX, 3)
    assert "Somebody mentioned you" in text_of(older)
    assert "Notifications 50+ unread" in text_of(newest)


def test_one_fan_is_not_shown_what_another_was_told(client, scored):  # noqa: ARG001 -- for its notices
    client.force_login(someone("fan", name="bea"))

    page = client.get(URL)

    assert lines(page) == []
    assert "Nothing yet." in text_of(page)


@pytest.mark.usefixtures("scored")
def test_the_page_costs_so_many_queries_and_no_more(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(22):
        client.get(URL)


def test_what_a_moderator_decided_says_why(client, fan, fixture):
    cause = Cause(stream=f"thread.{fixture.pk}", offset=1)
    about = {"at": 1, "cause": cause, "match": fixture.pk, "post": "post_1"}
    tell([(fan.actor_id, News(kind="hidden", key="hidden_1", reason="off_topic", **about))])

    page = text_of(client.get(URL))

    assert "A moderator hid your post" in page
    assert "City v United, reason: off topic" in page


@pytest.mark.parametrize(
    ("kind", "until", "said"),
    [
        (
            StandingKind.SLOWED,
            datetime(2033, 5, 18, 3, 33, tzinfo=UTC),
            ("slowed you", "in Test League, until 18 May, 03:33 UTC, reason: spam"),
        ),
        (StandingKind.MUTED, None, ("muted you", "in Test League, until it is lifted,")),
        (StandingKind.WARNED, None, ("warned you", "in Test League, reason: spam")),
        (StandingKind.NONE, None, ("lifted what held you back", "in Test League, reason: spam")),
    ],
)
def test_a_standing_says_which_where_and_until_when(client, fan, fixture, kind, until, said):
    competition = fixture.season.competition
    Competition.objects.filter(pk=competition.pk).update(name="Test League")
    set_standing(
        actor=fan.actor_id,
        kind=kind,
        reason=StandingReason.SPAM,
        until=until,
        by=None,
        competition=competition.pk,
    )
    while subscriptions.drain("notices.standing"):
        pass

    page = text_of(client.get(URL))

    assert all(words in page for words in said)
    assert reverse("me") in lines(client.get(URL))[0][1]


def test_a_notice_of_a_post_leads_to_the_post(client, fan, fixture):
    cause = Cause(stream=f"thread.{fixture.pk}", offset=1)
    about = {"at": 1, "cause": cause, "match": fixture.pk, "post": "post_1", "by": "actor_gone"}
    tell([(fan.actor_id, News(kind="reply", key="reply_1", **about))])

    ((_, said),) = lines(client.get(URL))

    assert f'href="{reverse("post", args=[fixture.pk, "post_1"])}"' in said
