"""Walks through the whole as people go: a new visitor, and the moderator of a competition."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.matches.models import Fixture
from community.streams import subscriptions
from community.users.services.roles import set_competitions
from moderation.services.reports import report
from tests.browser.conftest import cookies_of
from tests.browser.test_talk import composer, open_talk, path_of, rows
from tests.threads.speech import said
from tests.users.factories import someone
from tests.web.conftest import GOAL

PASSWORD = "a long enough password"
DRAFT = "Nobody saw that coming, least of all their keeper."


def tell_who_it_concerns():
    """The workers read on, until there is nothing new."""
    for name in ("notices.threads", "notices.standing"):
        while subscriptions.drain(name):
            pass


def sign_up(page, handle):
    """From the form for a new account, by the letter in the demo's mailbox, to where one was."""
    page.get_by_label("Handle").fill(handle)
    page.get_by_label("Email").fill(f"{handle}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("link", name="Its mailbox is here").click()
    page.get_by_role("article").first.get_by_role("link").first.click()
    page.get_by_role("button", name="Yes, it is mine").click()


def bell(page):
    """How much the bell says is new."""
    return page.locator(".notice-bell__count")


def bar(page):
    """What the page says of its line."""
    return page.locator('live-bar [data-slot="words"]')


def open_menu(row):
    """What can be done with a post."""
    row.hover()
    row.get_by_role("link", name="More about this post").click()
    return row.page.get_by_role("dialog")


def post_it(page):
    """Post what the composer holds; the row, once it is done."""
    page.get_by_role("button", name="Post").click()
    row = rows(page).filter(has_text=DRAFT)
    expect(row).to_have_count(1)
    expect(row).not_to_have_attribute("data-state", re.compile(".*"))
    expect(composer(page)).to_have_value("")
    return row


def write_anew(page, row, text):
    """Edit a post where it stands."""
    open_menu(row).get_by_role("button", name="Edit").click()
    page.get_by_label("Write it anew").fill(text)
    page.get_by_role("button", name="Save").click()


def test_a_new_visitor_reads_writes_signs_up_posts_is_answered_reports_and_edits(
    visit, live, pia, size
):
    said(pia.actor_id, live.pk, "Corner coming.")
    page = visit(path_of(live), width=size(390, full=1280), height=844)
    expect(bar(page)).to_contain_text("Live")
    page.locator(f'.timeline-row__talk[data-about="{GOAL}"]').click()
    composer(page).fill(DRAFT)
    page.get_by_role("button", name="Post").click()

    sign_up(page, "new_fan")

    # Back where he was, with what he wrote and what he wrote about.
    expect(page).to_have_url(re.compile(rf"{path_of(live)}#compose$"))
    expect(composer(page)).to_be_in_viewport()
    expect(composer(page)).to_have_value(DRAFT)
    expect(page.locator('[data-slot="context"]')).to_have_text(re.compile("About: Goal"))
    expect(bar(page)).to_contain_text("Live")

    mine = post_it(page)

    expect(mine.get_by_role("link", name="Goal, City Player 9")).to_be_visible()
    key = mine.get_attribute("id").removeprefix("post-")

    said(pia.actor_id, live.pk, "I did, and I said so.", reply=key)
    tell_who_it_concerns()

    expect(bell(page)).to_have_text("1")
    answer = rows(page).filter(has_text="I did, and I said so.")
    open_menu(answer).get_by_role("button", name="Abuse").click()
    expect(page.locator('match-thread [data-slot="told"]')).to_have_text(
        "Reported. A moderator will look at it."
    )

    write_anew(page, mine.first, "Nobody saw that coming.")

    expect(page.locator(f"#post-{key}")).to_contain_text("Nobody saw that coming.")
    expect(page.locator(f"#post-{key}")).not_to_contain_text("keeper")


@pytest.fixture
def moderator(live):
    """Who looks after the competition of the match."""
    user = someone("moderator")
    competition = Fixture.objects.get(pk=live.pk).season.competition_id
    set_competitions(user_id=user.pk, competitions=[competition], by=None)
    return user


def test_a_moderator_hides_restores_and_slows_and_everybody_sees_it_at_once(
    visit, server, live, moderator, ola, olas, pia
):
    key = said(ola.actor_id, live.pk, "He dives, he rolls, he gets up.")
    report(post_id=key, reason="abuse", by=pia.actor_id, note="Not about the match.")
    reader = open_talk(visit, live, width=390, height=844)
    author = open_talk(visit, live, storage_state=olas)
    desk = visit(
        reverse("admin:community_post_changelist"), storage_state=cookies_of(moderator, server)
    )

    desk.get_by_role("link", name="He dives, he rolls").click()
    desk.get_by_label("Reason").first.select_option(label="Abuse")
    desk.get_by_role("button", name="Hide").click()

    desk.get_by_text("The post is hidden.").wait_for()
    for page in (reader, author):
        expect(page.locator(f"#post-{key}")).to_contain_text("Removed by a moderator.")
        expect(page.locator(f"#post-{key}")).not_to_contain_text("He dives")
    tell_who_it_concerns()
    expect(bell(author)).to_have_text("1")

    desk.get_by_label("Reason").first.select_option(label="Mistake")
    desk.get_by_role("button", name="Restore").click()

    desk.get_by_text("The post is back.").wait_for()
    for page in (reader, author):
        expect(page.locator(f"#post-{key}")).to_contain_text("He dives")
    tell_who_it_concerns()
    expect(bell(author)).to_have_text("2")

    desk.get_by_label("Standing").select_option(label="Slowed: fewer posts")
    desk.get_by_label("Reason").last.select_option(label="Abuse")
    desk.get_by_label("For how long").select_option(label="1 day")
    desk.get_by_role("button", name="Set the standing").click()

    tell_who_it_concerns()
    expect(bell(author)).to_have_text("3")
    author.goto("/me/notifications/")
    expect(author.locator(".notice")).to_contain_text(
        [
            re.compile(r"slowed you.*until .* UTC.*reason: abuse", re.DOTALL),
            re.compile(r"restored your post.*reason: mistake", re.DOTALL),
            re.compile(r"hid your post.*reason: abuse", re.DOTALL),
        ]
    )
    author.goto("/me/")
    expect(author.get_by_role("main")).to_contain_text("You may write, but less often.")
