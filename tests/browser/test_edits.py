"""Posts written anew in their rows: the talk goes on around the form, and no word of it is lost."""

from playwright.sync_api import expect

from tests.browser.test_talk import edit_in_place, open_talk, rows, talk
from tests.threads.speech import said

# No more posts than these does a page of the talk have at once.
POSTS_MAX = 200


def row_of(page, post):
    return page.locator(f"#post-{post}")


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
