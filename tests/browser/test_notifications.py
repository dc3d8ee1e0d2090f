"""The bell rings while somebody looks, and what is read on one device is read on the other."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from community.core import clock
from community.matches import facts
from community.streams import subscriptions
from community.users.facts import Followed
from community.users.services import ties
from tests.matches.factories import event_id, retracted, told
from tests.users.factories import someone
from tests.web.factories import goal, tell

URL = "/me/notifications/"
GOAL = goal("home", 1, 754_200)


@pytest.fixture
def fan(server, fixture):
    """The cookies of somebody who follows the match."""
    user = someone("fan", name="ada")
    ties.follow(actor=user.actor_id, followed=Followed(match=fixture.pk), on=True)
    client = Client()
    client.force_login(user)
    cookie = {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": server.url,
    }
    return {"cookies": [cookie], "origins": []}


def happen(fixture, *stated):
    """Something happens, and the worker tells who follows."""
    tell(fixture, *stated)
    while subscriptions.drain("notices.followers"):
        pass


def scored(number):
    return told(GOAL, id=event_id(number), at=clock.now_ms())


def count(page):
    return page.locator(".notice-bell__count")


# Both goals in one sentence, with the kick-off when it is said so late.
GOALS_SAID = re.compile(r"^[23] new notifications, 2 of them goals\.$")


def test_a_goal_rings_the_bell_on_any_page_and_is_said_once(visit, fan, fixture):
    page = visit("/", storage_state=fan)
    quiet = visit("/api/docs/", storage_state=fan)
    expect(page.locator('[data-tone="live"]')).to_be_visible()
    expect(count(page)).to_be_hidden()

    # Until a count has come, nothing shows that the quiet page follows: its first may be no news.
    happen(fixture, told(facts.MatchKickedOff(), at=clock.now_ms()))
    for each in (page, quiet):
        expect(count(each)).to_have_text("1")

    happen(fixture, scored(1), scored(2))

    for each in (page, quiet):
        expect(count(each)).to_have_text("3")
    expect(quiet.get_by_role("status").last).to_have_text(GOALS_SAID, timeout=15_000)


def test_beside_a_phones_talk_the_count_stays_in_reach(visit, fan, fixture):
    page = visit(reverse("match", args=[fixture.pk]) + "#talk", storage_state=fan, width=390)
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("checked")
    door = page.get_by_role("navigation", name="Match and talk").locator(f'[href="{URL}"]')

    happen(fixture, told(facts.MatchKickedOff(), at=clock.now_ms()))

    expect(door).to_be_in_viewport()
    expect(door).to_contain_text(re.compile(r"Notifications\s+1\s+unread"))
    expect(page.get_by_role("status")).to_have_count(1)


def test_what_is_read_on_the_phone_is_read_on_the_laptop(visit, fan, fixture):
    happen(fixture, scored(1), scored(2))
    phone = visit(URL, storage_state=fan, width=390)
    laptop = visit(URL, storage_state=fan)
    expect(laptop.locator(".notice[data-unread]")).to_have_count(2)
    expect(phone.locator('[data-tone="live"]')).to_be_visible()

    phone.get_by_role("button", name="Mark all as read").click()

    for page in (phone, laptop):
        expect(page.locator(".notice[data-unread]")).to_have_count(0)
        expect(count(page)).to_be_hidden()
        expect(page.get_by_role("button", name="Mark all as read")).to_be_hidden()
    laptop.reload()
    expect(laptop.locator(".notice[data-unread]")).to_have_count(0)


def test_what_is_new_waits_to_be_asked_for_and_what_was_taken_back_is_struck(visit, fan, fixture):
    happen(fixture, scored(1))
    page = visit(URL, storage_state=fan)
    expect(page.locator(".notice")).to_have_count(1)

    happen(fixture, retracted(event_id(1), GOAL), scored(2))

    expect(page.locator(".notice[data-struck]")).to_contain_text("Taken back")
    page.get_by_role("link", name="Show 1 new").click()
    expect(page.locator(".notice")).to_have_count(2)


def test_without_a_script_it_is_read_by_a_form(visit, fan, fixture):
    happen(fixture, scored(1))
    page = visit(URL, storage_state=fan, java_script_enabled=False)

    page.get_by_role("button", name="Mark all as read").click()

    expect(page.locator(".notice[data-unread]")).to_have_count(0)
    expect(page.locator(".notice")).to_have_count(1)
