"""A post's page, an event's talk, older posts and search; what can be done with a post by forms."""

from urllib.parse import quote
from uuid import uuid4

import pytest
from django.urls import reverse

from community.threads import selectors as threads
from community.threads.services.edits import delete_post
from community.threads.services.reactions import react, tally
from community.users import selectors as users
from tests.matches.factories import amended, retracted
from tests.threads.speech import rewrite, said, types
from tests.web.conftest import GOAL
from tests.web.factories import goal, player, tell
from tests.web.test_talk import posts_of, text_of, url_of

pytestmark = pytest.mark.django_db


def ask(client, match, where, **form):
    """Press a button of a post's page; where: (post, what is asked)."""
    return client.post(url_of(match, *where), {"op": str(uuid4())} | form)


def talk(client, match, **query):
    return text_of(client.get(reverse("talk", args=[match.pk]), query))


def test_a_post_has_a_page_with_its_answers(client, live, ola, pia):
    first = said(ola.actor_id, live.pk, "Never a foul.")
    said(pia.actor_id, live.pk, "It was.", reply=first)

    page = text_of(client.get(url_of(live, first)))

    assert "ola" in page
    assert "Never a foul." in page
    assert "pia" in page
    assert "ola Never a foul. It was." in page
    assert "Report to a moderator Abuse" in page
    assert "Write it anew" not in page


def test_a_post_that_never_was_or_is_another_matchs_is_not_found(client, live, ola):
    first = said(ola.actor_id, live.pk)

    for match, post_id in ((live.pk, "post_none"), ("match_none", first)):
        url = reverse("post", args=[match, post_id])
        assert client.get(url).status_code == 404


def test_an_author_writes_a_post_anew_and_a_stale_hand_is_told(signed_in, live, ola):
    first = said(ola.actor_id, live.pk, "Ofside.")
    assert ">Ofside.</textarea>" in signed_in.get(url_of(live, first)).content.decode()

    done = ask(signed_in, live, (first, "edit"), rev="1", text="Offside.")
    rewrite(ola.actor_id, first, "Offside!", rev=2)
    stale = ask(signed_in, live, (first, "edit"), rev="2", text="Onside.")

    assert done.status_code == 302
    assert stale.status_code == 400
    assert "It was changed since you saw it." in text_of(stale)
    assert ">Onside.</textarea>" in stale.content.decode()
    page = text_of(signed_in.get(reverse("match", args=[live.pk])))
    assert "edited" in page
    assert "Offside!" in page


def test_an_author_deletes_a_post_and_its_place_says_so(signed_in, live, ola):
    first = said(ola.actor_id, live.pk, "I take it back.")

    answer = ask(signed_in, live, (first, "delete"))

    page = text_of(signed_in.get(answer["Location"]))
    assert "Deleted." in page
    assert "Deleted by its author." in page
    assert "I take it back." not in page


def test_somebody_elses_post_is_neither_edited_nor_deleted(signed_in, live, pia):
    first = said(pia.actor_id, live.pk, "Mine alone.")
    before = types(live.pk)

    for verb in ("edit", "delete"):
        answer = ask(signed_in, live, (first, verb), rev="1", text="Not yours.")
        assert answer.status_code == 403
        assert "Somebody else wrote it." in text_of(answer)
    assert types(live.pk) == before


def test_a_post_is_reported_by_one_button_with_its_reason(signed_in, live, pia):
    first = said(pia.actor_id, live.pk, "Something foul.")

    answer = ask(signed_in, live, (first, "report"), reason="abuse")
    page = text_of(signed_in.get(answer["Location"]))
    again = ask(signed_in, live, (first, "report"), reason="abuse")

    assert "Reported. A moderator will look at it." in page
    assert "You have reported it already." in text_of(again)


@pytest.mark.parametrize("verb", ["mute", "block"])
def test_who_is_kept_away_is_not_seen_any_more(signed_in, live, ola, pia, verb):
    first = said(pia.actor_id, live.pk, "Over and over.")

    ask(signed_in, live, (first, "author"), verb=verb)

    assert users.unseen_by(ola.actor_id) == {pia.actor_id}
    page = text_of(signed_in.get(reverse("match", args=[live.pk])))
    assert "Over and over." not in page


@pytest.mark.parametrize(("verb", "word"), [("mute", "Unmute"), ("block", "Unblock")])
def test_who_was_kept_away_is_seen_again(signed_in, live, ola, pia, verb, word):
    first = said(pia.actor_id, live.pk, "What a start!")
    ask(signed_in, live, (first, "author"), verb=verb)
    assert f"{word} pia" in text_of(signed_in.get(url_of(live, first)))

    ask(signed_in, live, (first, "author"), verb=f"un{verb}")

    assert users.unseen_by(ola.actor_id) == set()
    assert f"{word} pia" not in text_of(signed_in.get(url_of(live, first)))


@pytest.mark.parametrize("verb", ["react", "report", "edit", "delete", "author"])
def test_who_is_signed_out_is_led_to_sign_in_and_nothing_moves(client, live, ola, verb):
    first = said(ola.actor_id, live.pk)
    before = types(live.pk)

    answer = ask(client, live, (first, verb), give="up", reason="abuse", text="x", rev="1")

    back = quote(f"{url_of(live, first)}#post-{first}")
    assert answer["Location"] == f"{reverse('account_signup')}?next={back}"
    assert types(live.pk) == before


def test_an_event_shows_what_was_said_of_it_and_before_they_knew(client, live, ola, pia):
    said(ola.actor_id, live.pk, "Nothing will come of this.", seen=2)
    said(pia.actor_id, live.pk, "Through his legs!", event=GOAL)

    page = text_of(client.get(reverse("event", args=[live.pk, GOAL])))

    of_it, _, before = page.partition("Before they knew")
    assert "What was said of it Talk about this" in of_it
    assert "Through his legs!" in of_it
    assert "Nothing will come of this." in before


def test_what_was_said_of_an_event_outlives_its_being_told_anew_and_taken_back(client, live, ola):
    said(ola.actor_id, live.pk, "Nothing will come of this.", seen=2)
    said(ola.actor_id, live.pk, "Through his legs!", event=GOAL)
    scored, late = (
        goal("home", 1, clock_ms, player=player(live, "City Player 9"))
        for clock_ms in (754_200, 814_200)
    )

    for revised in (amended(GOAL, scored, late), retracted(GOAL, late, revision=2)):
        tell(live, revised)
        page = text_of(client.get(reverse("event", args=[live.pk, GOAL])))
        of_it, _, before = page.partition("Before they knew")
        assert "Through his legs!" in of_it
        assert "Nothing will come of this." in before


def test_a_post_on_a_goal_that_was_struck_says_so(client, live, ola):
    said(ola.actor_id, live.pk, "What a goal!", event=GOAL)
    scored = goal("home", 1, 754_200, player=player(live, "City Player 9"))
    tell(live, retracted(GOAL, scored))

    page = text_of(client.get(reverse("match", args=[live.pk])))

    assert "What a goal! This goal was taken back." in page


def test_older_posts_are_read_page_by_page(client, live, ola):
    for number in range(60):
        said(ola.actor_id, live.pk, f"Post number {number:02}.")

    newest = client.get(reverse("talk", args=[live.pk]))

    page = text_of(newest)
    assert "Post number 59." in page
    assert "Post number 09." not in page
    assert page.index("Post number 58.") < page.index("Post number 59.")
    before = newest.content.decode().split("before=")[1].split('"')[0]
    older = talk(client, live, before=before)
    assert "Post number 09." in older
    assert "Post number 10." not in older


def test_the_best_come_first_and_what_is_gone_is_no_good(client, live, ola, pia):
    said(ola.actor_id, live.pk, "Plain.")
    liked = said(ola.actor_id, live.pk, "Loved.")
    gone = said(ola.actor_id, live.pk, "Gone.")
    react(post_id=liked, reaction="up", on=True, by=pia.actor_id)
    tally(match_id=live.pk)
    delete_post(post_id=gone, by=ola.actor_id)

    page = talk(client, live, sort="best")

    assert page.index("Loved.") < page.index("Plain.")
    assert "Deleted by its author." not in page


def test_posts_by_event_stand_under_their_event(client, live, ola):
    said(ola.actor_id, live.pk, "Just talking.")
    said(ola.actor_id, live.pk, "GOAL!", event=GOAL)

    page = talk(client, live, sort="event")

    assert "13' Goal, City Player 9" in page
    assert page.index("13' Goal, City Player 9") < page.index("GOAL!")
    assert "Between events" in page


def test_words_are_found_in_the_talk(client, live, ola):
    said(ola.actor_id, live.pk, "A diagonal ball.")
    said(ola.actor_id, live.pk, "A short one.")

    assert "A diagonal ball." in talk(client, live, q="diagonal")
    assert "A short one." not in talk(client, live, q="diagonal")
    assert "Nobody has said that." in talk(client, live, q="nutmeg")


@pytest.mark.parametrize("query", [{"before": "x"}, {"sort": "best", "before": "1"}])
def test_a_place_that_is_none_is_refused(client, live, query):
    assert client.get(reverse("talk", args=[live.pk]), query).status_code == 400


def test_what_came_since_is_parted_from_what_was_read(signed_in, live, ola, pia):
    said(pia.actor_id, live.pk, "Before.")
    (first,) = posts_of(live).values()
    said(pia.actor_id, live.pk, "Since.")

    answer = signed_in.post(reverse("talk-read", args=[live.pk]), {"until": str(first["n"])})

    assert answer.status_code == 302
    assert threads.read_until(live.pk, ola.actor_id) == first["n"]
    page = text_of(signed_in.get(reverse("match", args=[live.pk])))
    assert page.index("Before.") < page.index("New since you left") < page.index("Since.")
