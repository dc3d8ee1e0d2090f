"""Two windows of one match, one behind live: what the other shows comes later, never before."""

import re
from datetime import timedelta

import time_machine
from django.urls import reverse
from playwright.sync_api import expect

from community.core import clock
from community.matches import facts
from community.streams import subscriptions
from community.users.facts import Followed
from community.users.services import ties
from tests.browser.conftest import cookies_of
from tests.matches.factories import told
from tests.threads.speech import said
from tests.web.factories import goal, tell

DELAY_S = 30
# Long enough ago for whoever watches so far behind.
EARLIER = timedelta(seconds=DELAY_S + 20)
COMES_MS = 30_000  # only a deadline


def earlier(request, name):
    """A match of the fixtures, told of a while ago."""
    with time_machine.travel(clock.now() - EARLIER, tick=True):
        return request.getfixturevalue(name)


def opened(visit, match, **options):
    page = visit(reverse("match", args=[match.pk]), **options)
    expect(freshness(page)).to_have_text(re.compile("ago|now"))
    return page


def freshness(page):
    return page.locator('live-bar [data-slot="words"]')


def home_score(page):
    return page.locator(".board__plates [data-slot=home]")


def posts(page):
    return page.locator(".thread__posts .post")


def bell(page):
    return page.locator(".notice-bell__count")


def bar(page):
    return page.get_by_role("region", name="Spoiler shield")


def everything(page):
    """All that a window tells of the match: its title, and each word anybody could read."""
    expect(freshness(page)).to_contain_text(f"{DELAY_S} s behind live")
    words = page.locator("body").text_content()
    return [
        page.title(),
        home_score(page).text_content(),
        posts(page).count(),
        page.locator('match-thread [data-slot="count"]').text_content(),
        bell(page).text_content(),
        *(word for word in ("canary", "28'") if word in words),
    ]


def choose(page, delay_s):
    """Set a delay by the form beside the match."""
    page.get_by_text("Does your screen lag?").click()
    page.get_by_label("Or choose").select_option(str(delay_s))
    page.get_by_role("button", name="Set", exact=True).click()
    expect(bar(page)).to_contain_text(f"You watch {delay_s} s behind live.")


def happen(match, by, *stated):
    """Something happens, is spoken of, and who follows the match is told of it."""
    tell(match, *stated)
    said(by.actor_id, match.pk, "Such a canary!")
    while subscriptions.drain("notices.followers"):
        pass


def test_a_delayed_window_shows_nothing_early_and_all_at_once_when_it_goes_live(
    request, server, visit, ola, pia
):
    match = earlier(request, "live")
    for fan in (ola, pia):
        ties.follow(actor=fan.actor_id, followed=Followed(match=match.pk), on=True)
    beside = opened(visit, match, storage_state=cookies_of(pia, server))
    behind = opened(visit, match, storage_state=cookies_of(ola, server))
    choose(behind, DELAY_S)
    before = everything(behind)

    happen(match, pia, told(goal("home", 2, 1_640_000), at=clock.now_ms()))
    expect(home_score(beside)).to_have_text("2")
    expect(posts(beside)).to_have_count(1)
    expect(bell(beside)).to_have_text("1")

    assert everything(behind) == before
    behind.reload()
    assert everything(behind) == before

    bar(behind).get_by_role("button", name="Go live").click()
    expect(home_score(behind)).to_have_text("2")
    expect(posts(behind)).to_have_count(1)
    expect(bell(behind)).to_have_text("1")
    expect(bar(behind)).to_have_count(0)


def test_the_kick_off_seen_now_says_how_far_behind_a_screen_is(request, visit, olas):
    match = earlier(request, "fixture")
    behind = opened(visit, match, storage_state=olas)
    behind.get_by_text("Does your screen lag?").click()
    tell(match, told(facts.MatchKickedOff()))

    behind.get_by_role("button", name="That was kick-off for me").click()

    expect(bar(behind)).to_contain_text(re.compile(r"You watch \d+ s behind live\."))
    delay_s = int("".join(filter(str.isdigit, bar(behind).inner_text())))
    told_at = clock.now()
    tell(match, told(goal("home", 1, 60_000)))
    expect(home_score(behind)).to_have_text("1", timeout=COMES_MS)
    assert clock.now() - told_at >= timedelta(seconds=delay_s)


def test_what_was_said_of_the_post_before_goes_as_the_next_is_begun(request, visit, olas):
    behind = opened(visit, earlier(request, "live"), storage_state=olas)
    choose(behind, DELAY_S)
    words = behind.get_by_role("textbox", name="What you have to say")
    words.fill("By the form's own way.")
    words.evaluate("(field) => HTMLFormElement.prototype.submit.call(field.form)")
    kept = behind.get_by_text("Your post is kept.")
    expect(kept).to_be_visible()

    words.fill("And another thing.")

    expect(kept).to_have_count(0)
