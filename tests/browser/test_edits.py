"""Posts written anew in their rows: the talk goes on around the form, and no word of it is lost."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.test_talk import composer, edit_in_place, open_talk, rows, talk
from tests.threads.speech import rewrite, said, types

# No more posts than these does a page of the talk have at once.
POSTS_MAX = 200


def row_of(page, post):
    return page.locator(f"#post-{post}")


def words_of(row):
    """What stands, if it is seen."""
    return row.locator(".post__body")


def test_new_posts_are_shown_when_asked_for_around_an_open_edit(visit, live, ola, olas, pia):
    mine = said(ola.actor_id, live.pk, "Offside.")
    page = open_talk(visit, live, storage_state=olas)
    field = edit_in_place(row_of(page, mine))
    field.fill("Onside.")
    said(pia.actor_id, live.pk, "Meanwhile.")
    said(pia.actor_id, live.pk, "And again.")
    pill = page.get_by_role("button", name="2 new posts")
    expect(pill).to_be_visible()
    expect(rows(page)).to_have_count(1)

    pill.click()

    expect(rows(page)).to_have_count(3)
    expect(rows(page).last).to_be_in_viewport()
    expect(pill).to_be_hidden()
    expect(field).to_have_value("Onside.")

    said(pia.actor_id, live.pk, "Not over yet.")
    expect(page.get_by_role("button", name="1 new post")).to_be_visible()
    rows(page).last.focus()
    page.keyboard.press("j")

    expect(rows(page)).to_have_count(4)
    expect(field).to_have_value("Onside.")


def test_an_open_edit_stays_when_its_post_is_too_old_for_the_page(visit, live, ola, olas, pia):
    mine = said(ola.actor_id, live.pk, "Offside.")
    page = open_talk(visit, live, storage_state=olas)
    field = edit_in_place(row_of(page, mine))
    field.fill("Onside.")
    talk(pia, live, POSTS_MAX)
    expect(page.locator('match-thread [data-slot="count"]')).to_have_text(f"{POSTS_MAX + 1} posts")

    page.get_by_role("button", name="new posts").click()

    expect(rows(page).last).to_contain_text(f"Post number {POSTS_MAX - 1}.")
    expect(page.get_by_text("Post number 100.")).to_have_count(1)
    expect(field).to_have_value("Onside.")


def test_the_words_of_an_edit_are_there_again_when_it_is_opened_again(visit, live, ola, olas):
    first = said(ola.actor_id, live.pk, "Offside.")
    second = said(ola.actor_id, live.pk, "What a save.")
    page = open_talk(visit, live, storage_state=olas)
    row, other = row_of(page, first), row_of(page, second)
    field = edit_in_place(row)
    field.fill("Onside, by a")

    # Its own again, while it is open; another's; none; and after a reload.
    expect(edit_in_place(row)).to_have_value("Onside, by a")
    field.press_sequentially(" yard.")
    expect(edit_in_place(other)).to_have_value("What a save.")
    expect(page.locator("post-edit")).to_have_count(1)
    expect(edit_in_place(row)).to_have_value("Onside, by a yard.")
    field.press("Escape")
    expect(field).to_have_count(0)
    expect(words_of(row)).to_have_text("Offside.")
    page.reload()
    expect(edit_in_place(row)).to_have_value("Onside, by a yard.")

    row.get_by_role("button", name="Leave it as it is").click()
    expect(edit_in_place(row)).to_have_value("Offside.")
    field.fill("Onside.")
    row.get_by_role("button", name="Save").click()
    expect(words_of(row)).to_have_text("Onside.")
    expect(edit_in_place(row)).to_have_value("Onside.")
    assert types(live.pk).count("thread.edited") == 1


def unsaid(page):
    """What the browser keeps of words that were not said."""
    kept = page.evaluate("[localStorage, sessionStorage].flatMap((store) => Object.keys(store))")
    return [name for name in kept if name.startswith(("terrace.draft", "terrace.edit"))]


def sign_out(page):
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    page.wait_for_load_state()  # its scripts have run then, and what is to be forgotten is


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_who_signs_out_leaves_no_unsaid_word_behind(visit, live, ola, olas, is_elsewhere):
    mine = said(ola.actor_id, live.pk, "Offside.")
    page = open_talk(visit, live, storage_state=olas)
    edit_in_place(row_of(page, mine)).fill("Onside.")
    composer(page).fill("Whatever he says,")
    page.reload()
    expect(composer(page)).to_have_value("Whatever he says,")
    expect(edit_in_place(row_of(page, mine))).to_have_value("Onside.")
    if is_elsewhere:
        page.goto(reverse("me"))
    assert len(unsaid(page)) == 2

    sign_out(page)

    assert unsaid(page) == []


def test_who_signs_out_of_the_console_leaves_none_either(visit, live, signed_in):
    page = open_talk(visit, live, storage_state=signed_in)
    composer(page).fill("Whatever he says,")
    page.goto(reverse("admin:index"))
    assert len(unsaid(page)) == 1

    sign_out(page)

    assert unsaid(page) == []


def test_who_goes_on_with_an_edit_sees_what_was_written_meanwhile(visit, live, ola, olas):
    mine = said(ola.actor_id, live.pk, "Ofside.")
    page = open_talk(visit, live, storage_state=olas)
    row = row_of(page, mine)
    field = edit_in_place(row)
    field.fill("Onside.")
    field.press("Escape")
    rewrite(ola.actor_id, mine, "Offside!")  # on another device
    expect(words_of(row)).to_have_text("Offside!")

    edit_in_place(row)

    expect(field).to_have_value("Onside.")
    expect(row.get_by_role("alert")).to_have_text("It was changed since you saw it.")
    expect(words_of(row)).to_be_visible()
    row.get_by_role("button", name="Save").click()
    expect(field).to_have_count(0)
    expect(words_of(row)).to_have_text("Onside.")


def test_a_key_that_ends_a_composition_leaves_the_form_open(visit, live, ola, olas):
    mine = said(ola.actor_id, live.pk, "Offside.")
    page = open_talk(visit, live, storage_state=olas)
    field = edit_in_place(row_of(page, mine))
    field.fill("Onside.")

    for key in ("Escape", "Enter"):
        pressed = {"key": key, "ctrlKey": key == "Enter", "isComposing": True}
        field.dispatch_event("keydown", pressed)

    expect(field).to_have_value("Onside.")
    field.press("Escape")
    expect(field).to_have_count(0)
    assert "thread.edited" not in types(live.pk)


@pytest.mark.parametrize("is_refused", [True, False])
def test_an_answer_after_the_form_was_closed_is_said_and_spares_the_form_open_since(
    visit, live, ola, olas, pia, server, is_refused
):
    first = said(ola.actor_id, live.pk, "Ofside.")
    second = said(ola.actor_id, live.pk, "What a save.")
    page = open_talk(visit, live, storage_state=olas)
    row, other = row_of(page, first), row_of(page, second)
    open_without_a_line(page, reverse("post", args=[live.pk, second]))
    edit_in_place(row).fill("Onside.")
    server.stop()
    row.get_by_role("button", name="Save").click()
    row.get_by_role("button", name="Leave it as it is").click()
    field = edit_in_place(other)
    field.fill("What a miss.")

    if is_refused:
        rewrite(ola.actor_id, first, "Offside!")  # on another device
    server.start()

    words = "Not saved. It was changed since you saw it." if is_refused else "Changed."
    told = page.locator('match-thread [data-slot="told"]')
    expect(told).to_have_text(words, timeout=15_000)
    expect(page.locator("live-announcer [role=status]")).to_have_text(words)
    # The form that is open holds the talk still, also for who writes elsewhere.
    composer(page).click()
    said(pia.actor_id, live.pk, "Meanwhile.")
    expect(page.get_by_role("button", name="1 new post")).to_be_visible()
    expect(field).to_have_value("What a miss.")
    expect(edit_in_place(row)).to_have_value("Onside.")
    visit.forgive("ERR_CONNECTION_REFUSED")


def open_without_a_line(page, path):
    """Let a post's page be there as it is now when the server is not."""
    there = page.request.get(path)
    page.route(re.compile(f"{path}$"), lambda route: route.fulfill(response=there))
