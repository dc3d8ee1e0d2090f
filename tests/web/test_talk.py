"""The talk by plain pages and forms: read by anybody, written by who has signed up, never lost."""

import html
import re
from uuid import uuid4

import pytest
from django.urls import reverse

from community.core import clock
from community.streams.selectors import LIVE
from community.threads import pages, selectors as threads
from community.threads.services.opening import slow
from tests.threads.speech import facts as thread_facts, said
from tests.web.conftest import GOAL

pytestmark = pytest.mark.django_db


def text_of(response):
    """What a reader sees: no tags, templates or data blocks, spaces as one."""
    shown = re.sub(r"(?s)<(template|script|dialog).*?</\1>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", shown)))


def post(client, match, **changes):
    """Send the composer's form."""
    form = {"op": str(uuid4()), "seen": "3", "text": "What a start!"} | changes
    return client.post(reverse("posts", args=[match.pk]), form)


def url_of(match, post_id, verb=""):
    return reverse(f"post-{verb}" if verb else "post", args=[match.pk, post_id])


def posts_of(match):
    return pages.thread_page(match.pk, as_of=LIVE).posts


def test_anybody_reads_the_talk_beside_the_match(client, live, ola):
    said(ola.actor_id, live.pk, "What a **start**!", event=GOAL, seen=3)

    page = text_of(client.get(reverse("match", args=[live.pk])))

    assert "Talk 1 post" in page
    assert "13' ola" in page
    assert "Goal, City Player 9 What a start !" in page


def test_a_match_without_a_word_says_so(client, live):
    page = text_of(client.get(reverse("match", args=[live.pk])))

    assert "Nobody has said anything yet. Somebody has to be first." in page


def test_a_slow_talk_says_so_and_until_when(client, live):
    page_of = reverse("match", args=[live.pk])
    until = clock.from_ms(clock.now_ms() + 90_000)

    slow(match_id=live.pk, gap_ms=8_000, reason="surge", by=None, until=until)
    assert f"Slow mode: one post every 8 s, until {until:%H:%M} UTC" in text_of(client.get(page_of))
    slow(match_id=live.pk, gap_ms=0, reason="calm", by=None, until=None)
    assert "Slow mode" not in text_of(client.get(page_of))


def test_a_post_by_a_plain_form_is_there_once_however_often_it_is_sent(signed_in, live, ola):
    op = str(uuid4())

    answers = [post(signed_in, live, op=op, event=GOAL) for _ in range(2)]

    ((post_id, told_),) = posts_of(live).items()
    where = f"{reverse('match', args=[live.pk])}#post-{post_id}"
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, where)] * 2
    assert (told_["by"], told_["anchor"]["event"]) == (ola.actor_id, GOAL)


def test_an_insight_carries_how_it_is_known(signed_in, live, ola):
    first = said(ola.actor_id, live.pk)
    link = f"https://terrace.example{url_of(live, first)}"

    post(
        signed_in,
        live,
        text="They press higher.",
        kind="insight",
        source="model",
        model="press-3",
        links=f"https://www.example.org/a\r\n{link}",
    )

    (newest, *_) = posts_of(live).values()
    how = newest["how"]
    assert (how["source"], how["model"], how["from"]) == ("model", "press-3", [first])
    page = text_of(signed_in.get(reverse("match", args=[live.pk])))
    assert "How we know: A model's output example.org From ola Model press-3" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"text": " "}, "Not posted: it says nothing."),
        ({"text": "x" * 1_001}, "Not posted: it is too long."),
        ({"event": "event_none"}, "Not posted: "),
        ({"kind": "insight", "source": "model", "model": "a b"}, "Not posted: "),
        ({"reply": "post_none"}, "What you speak of is not there any more."),
    ],
    ids=["empty", "long", "anchor", "model", "reply"],
)
def test_a_refused_post_says_why_and_loses_no_word(signed_in, live, changes, words):
    before = len(thread_facts(live.pk))

    answer = post(signed_in, live, **{"text": "Every word of it."} | changes)

    page = answer.content.decode()
    kept = ({"text": "Every word of it."} | changes)["text"]
    assert answer.status_code in {400, 404}
    assert words in text_of(answer)
    assert f">{kept}</textarea>" in page
    assert len(thread_facts(live.pk)) == before


def test_who_is_signed_out_finds_the_draft_again_after_signing_in(client, live, ola):
    answer = post(client, live, text="Kept through it all.", event=GOAL)

    place = f"{reverse('match', args=[live.pk])}#compose"
    assert answer.status_code == 302
    assert answer["Location"].endswith(place.replace("#", "%23"))
    assert "Your words wait" in text_of(client.get(answer["Location"]))
    client.force_login(ola)
    page = client.get(reverse("match", args=[live.pk]))
    assert ">Kept through it all.</textarea>" in page.content.decode()
    assert "About: Goal, City Player 9" in text_of(page)
    post(client, live, text="Kept through it all.")
    assert (
        "Kept through it all.</textarea>"
        not in client.get(reverse("match", args=[live.pk])).content.decode()
    )


def test_talk_about_this_sets_what_is_spoken_of(client, live):
    page = client.get(reverse("match", args=[live.pk]), {"about": GOAL})

    assert f'name="event" value="{GOAL}"' in page.content.decode()
    assert "About: Goal, City Player 9" in text_of(page)


@pytest.mark.parametrize("asked", ['"><script>', "a b", "x" * 200])
def test_nothing_that_is_no_id_is_spoken_of(client, live, asked):
    page = client.get(reverse("match", args=[live.pk]), {"about": asked})

    assert 'name="event" value=""' in page.content.decode()


def test_a_reaction_is_given_and_taken_back_by_its_button(signed_in, live, ola, pia):
    post_id = said(pia.actor_id, live.pk)
    url = url_of(live, post_id, "react")
    here = reverse("match", args=[live.pk])

    answer = signed_in.post(url, {"op": str(uuid4()), "give": "up", "next": here})
    given = threads.given_by(ola.actor_id, [post_id], as_of=LIVE)
    signed_in.post(url, {"op": str(uuid4()), "take": "up", "next": here})

    assert answer["Location"] == f"{here}#post-{post_id}"
    assert given == {(post_id, "up")}
    assert threads.given_by(ola.actor_id, [post_id], as_of=LIVE) == frozenset()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_no_form_leads_away_from_here(signed_in, live, pia, elsewhere):
    post_id = said(pia.actor_id, live.pk)

    answer = signed_in.post(url_of(live, post_id, "react"), {"give": "up", "next": elsewhere})

    assert answer["Location"] == f"{url_of(live, post_id)}#post-{post_id}"
