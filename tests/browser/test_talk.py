"""The talk comes alive: posts arrive, nothing moves under a reader, no word is lost."""

import re

from django.urls import reverse
from playwright.sync_api import expect

from community.streams.selectors import LIVE
from community.threads import pages, selectors as threads
from community.threads.services.reactions import react
from community.threads.services.visibility import hide_post
from deploy.embedded.processes import wait_until
from tests.matches.factories import retracted
from tests.threads.speech import rewrite, said, types
from tests.web.conftest import GOAL
from tests.web.factories import goal, player, tell

WAIT_S = 20.0  # only a deadline


def path_of(match, place=""):
    return reverse("match", args=[match.pk]) + place


def open_talk(visit, match, **options):
    page = visit(path_of(match, "#talk"), **options)
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    return page


def rows(page):
    return page.locator(".thread__posts .post")


def composer(page):
    return page.get_by_role("textbox", name="What you have to say")


def talk(by, match, count):
    """So many posts, one after the other."""
    for number in range(count):
        said(by.actor_id, match.pk, f"Post number {number:03}.")


def top_of(page, row):
    return page.evaluate("(id) => document.getElementById(id).getBoundingClientRect().top", row)


def test_a_post_reaches_the_page_with_its_event_and_its_author(visit, live, pia):
    page = open_talk(visit, live)
    expect(page.get_by_text("Somebody has to be first.")).to_be_visible()

    said(pia.actor_id, live.pk, "Through his **legs**!", event=GOAL)

    row = rows(page).last
    expect(row).to_contain_text("Through his legs!")
    expect(row.locator("strong")).to_have_text("legs")
    expect(row.get_by_role("link", name="Goal, City Player 9")).to_have_attribute(
        "href", reverse("event", args=[live.pk, GOAL])
    )
    expect(page.locator('match-thread [data-slot="count"]')).to_have_text("1 post")


def test_what_becomes_of_a_post_and_its_event_is_seen_at_once(visit, live, pia):
    first = said(pia.actor_id, live.pk, "What a goal!", event=GOAL)
    second = said(pia.actor_id, live.pk, "Something foul.")
    page = open_talk(visit, live)

    tell(live, retracted(GOAL, goal("home", 1, 754_200, player=player(live, "City Player 9"))))
    hide_post(post_id=second, reason="abuse", by=pia.actor_id)

    expect(page.locator(f"#post-{first}")).to_contain_text("This goal was taken back.")
    expect(page.locator(f"#post-{second}")).to_have_text(re.compile("Removed by a moderator."))
    expect(page.locator(f"#post-{second}")).not_to_contain_text("Something foul.")


def test_nothing_moves_under_who_reads_further_up(visit, live, pia):
    talk(pia, live, 40)
    page = open_talk(visit, live)
    expect(rows(page)).to_have_count(40)
    page.locator(".thread__scroll").evaluate("(node) => (node.scrollTop = -400)")
    read = rows(page).nth(20).get_attribute("id")
    before = top_of(page, read)

    talk(pia, live, 24)

    pill = page.get_by_role("button", name="24 new posts")
    expect(pill).to_be_visible()
    assert top_of(page, read) == before
    expect(rows(page)).to_have_count(40)
    pill.click()
    expect(rows(page)).to_have_count(64)
    expect(rows(page).last).to_be_in_viewport()
    expect(pill).to_be_hidden()


def test_who_is_at_the_end_goes_along_with_it(visit, live, pia):
    talk(pia, live, 30)
    page = open_talk(visit, live)

    talk(pia, live, 5)

    expect(rows(page)).to_have_count(35)
    expect(rows(page).last).to_be_in_viewport()


def test_a_post_shows_before_it_is_done_and_is_there_once(visit, live, olas):
    page = open_talk(visit, live, storage_state=olas)

    composer(page).fill("First!")
    composer(page).press("Enter")

    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("First!")
    expect(rows(page)).not_to_have_attribute("data-state", re.compile(".*"))
    expect(composer(page)).to_have_value("")
    assert len(pages.thread_page(live.pk, as_of=LIVE).posts) == 1


def test_a_post_written_without_a_line_is_sent_once_with_the_next(visit, live, olas, server):
    page = open_talk(visit, live, storage_state=olas)
    server.stop()
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text(
        re.compile("Reconnecting|Connection lost")
    )

    composer(page).fill("Said in the tunnel.")
    composer(page).press("Enter")
    expect(rows(page)).to_have_attribute("data-state", "pending")
    server.start()

    expect(rows(page)).not_to_have_attribute("data-state", "pending", timeout=15_000)
    expect(rows(page)).to_have_count(1)
    assert len(pages.thread_page(live.pk, as_of=LIVE).posts) == 1
    visit.forgive("ERR_CONNECTION_REFUSED")


def test_a_refused_post_stays_in_sight_with_its_reason_and_its_words_come_back(visit, live, olas):
    page = open_talk(visit, live, storage_state=olas)

    composer(page).fill("kill yourself")
    composer(page).press("Enter")

    row = rows(page).last
    expect(row).to_have_attribute("data-state", "unsent")
    expect(row).to_contain_text("Not sent. Not posted: it has words that are not said here.")
    row.get_by_role("button", name="Discard").click()
    expect(rows(page)).to_have_count(0)
    expect(composer(page)).to_have_value("kill yourself")


def test_a_draft_outlives_a_reload(visit, live, olas):
    page = open_talk(visit, live, storage_state=olas)
    page.locator(f'.timeline-row__talk[data-about="{GOAL}"]').click()
    composer(page).fill("Half a thought")

    page.reload()

    expect(composer(page)).to_have_value("Half a thought")
    expect(page.locator('[data-slot="context"]')).to_have_text(re.compile("About: Goal"))


def test_a_draft_that_was_said_by_its_form_does_not_come_back(visit, live, olas):
    page = open_talk(visit, live, storage_state=olas)
    # As on a page whose script is there before its line.
    page.evaluate("() => { document.querySelector('thread-composer').state = undefined; }")
    composer(page).fill("By the form.")

    page.get_by_role("button", name="Post", exact=True).click()

    page.wait_for_url(re.compile("#post-"))
    for _ in range(2):
        expect(rows(page)).to_contain_text("By the form.")
        expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live,")
        expect(composer(page)).to_have_value("")
        page.reload()


def test_a_draft_that_was_said_as_its_page_went_does_not_come_back(visit, live, olas):
    page = open_talk(visit, live, storage_state=olas)
    # Its answer is not heard, as when the page goes before it comes.
    page.evaluate("() => { document.querySelector('thread-composer').flying.delete = () => {}; }")
    composer(page).fill("On its way.")
    composer(page).press("Enter")
    expect(rows(page)).not_to_have_attribute("data-state", re.compile(".*"))

    page.reload()

    expect(rows(page)).to_contain_text("On its way.")
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live,")
    expect(composer(page)).to_have_value("")


def test_a_reaction_counts_at_once(visit, live, olas, ola, pia):
    first = said(pia.actor_id, live.pk)
    page = open_talk(visit, live, storage_state=olas)
    up = page.get_by_role("button", name="Up:")

    up.click()

    expect(up).to_have_attribute("aria-pressed", "true")
    expect(up).to_contain_text("1")
    page.reload()
    expect(page.get_by_role("button", name="Up:")).to_have_attribute("aria-pressed", "true")
    assert threads.given_by(ola.actor_id, [first], as_of=LIVE) == {(first, "up")}

    # Taken back on another device, it is so here too once it is asked for.
    react(post_id=first, reaction="up", on=False, by=ola.actor_id)
    up.click()
    expect(page.locator('match-thread [data-slot="told"]')).to_have_text("You had not given that.")
    expect(up).to_have_attribute("aria-pressed", "false")


def edit_in_place(row):
    """Open a post's form in its row; the field."""
    row.hover()
    row.get_by_role("link", name="More about this post").click()
    row.page.get_by_role("dialog").get_by_role("button", name="Edit").click()
    field = row.get_by_label("Write it anew")
    expect(field).to_be_focused()
    return field


def test_a_post_is_written_anew_in_its_place_and_a_stale_hand_sees_the_newer_words(
    visit, live, ola, olas, pia
):
    first = said(ola.actor_id, live.pk, "**Ofside.**")
    page = open_talk(visit, live, storage_state=olas, width=390, height=844)
    row = page.locator(f"#post-{first}")
    words, more = row.locator(".post__body"), row.get_by_role("link", name="More about this post")
    field = edit_in_place(row)
    expect(field).to_have_value("**Ofside.**")
    expect(words).to_be_hidden()

    rewrite(ola.actor_id, first, "Offside!")  # on another device
    said(pia.actor_id, live.pk, "Meanwhile.")
    field.fill("Onside.")
    row.get_by_role("button", name="Save").click()

    expect(row.get_by_role("alert")).to_have_text("It was changed since you saw it.")
    expect(words).to_be_visible()
    expect(words).to_have_text("Offside!")
    expect(field).to_have_value("Onside.")
    assert types(live.pk).count("thread.edited") == 1
    field.press("Control+Enter")
    expect(field).to_have_count(0)
    expect(words).to_have_text("Onside.")
    expect(more).to_be_focused()

    edit_in_place(row).press("Escape")
    expect(field).to_have_count(0)
    expect(more).to_be_focused()
    assert types(live.pk).count("thread.edited") == 2


def test_a_post_is_reported_in_two_taps(visit, live, olas, pia):
    said(pia.actor_id, live.pk, "Something foul.")
    page = open_talk(visit, live, storage_state=olas, width=390, height=844)

    page.get_by_role("link", name="More about this post").click()
    page.get_by_role("dialog").get_by_role("button", name="Abuse").click()

    expect(page.locator('match-thread [data-slot="told"]')).to_have_text(
        "Reported. A moderator will look at it."
    )


def test_an_answer_quotes_what_it_answers(visit, live, olas, pia):
    said(pia.actor_id, live.pk, "Never a foul.")
    page = open_talk(visit, live, storage_state=olas)
    rows(page).last.hover()
    page.get_by_role("link", name="More about this post").click()
    page.get_by_role("button", name="Answer").click()

    composer(page).fill("It was.")
    composer(page).press("Enter")

    expect(rows(page)).to_have_count(2)
    expect(rows(page).last.locator(".post__quote")).to_contain_text("pia Never a foul.")


def test_single_keys_write_and_walk(visit, live, olas, pia):
    talk(pia, live, 3)
    page = open_talk(visit, live, storage_state=olas)
    expect(rows(page)).to_have_count(3)

    page.keyboard.press("k")
    expect(rows(page).last).to_be_focused()
    page.keyboard.press("k")
    expect(rows(page).nth(1)).to_be_focused()
    page.keyboard.press("c")

    expect(composer(page)).to_be_focused()


def test_on_a_phone_match_and_talk_are_two_views_by_links(visit, live, pia):
    talk(pia, live, 30)
    page = visit(path_of(live), width=390, height=844)
    expect(composer(page)).to_be_hidden()

    page.get_by_role("link", name="Talk 30").click()

    expect(composer(page)).to_be_in_viewport()
    expect(rows(page).last).to_be_in_viewport()
    expect(page.locator(".live-bar__board")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#timeline")).to_be_visible()


def test_the_talk_reads_and_writes_without_javascript(visit, live, olas, pia):
    talk(pia, live, 30)
    page = visit(
        path_of(live, "#talk"),
        java_script_enabled=False,
        storage_state=olas,
        width=390,
        height=844,
    )
    assert rows(page).last.is_visible()

    composer(page).fill("No script, no trouble.")
    page.get_by_role("button", name="Post").click()

    expect(rows(page).last).to_contain_text("No script, no trouble.")
    expect(composer(page)).to_have_value("")
    page.get_by_role("link", name="More about this post").last.click()
    expect(page.get_by_label("Write it anew")).to_have_value("No script, no trouble.")


def test_what_came_while_away_is_parted_on_the_next_device(visit, live, ola, olas, pia):
    talk(pia, live, 3)
    page = open_talk(visit, live, storage_state=olas)
    expect(rows(page)).to_have_count(3)
    last = next(post["n"] for post in pages.thread_page(live.pk, as_of=LIVE).posts.values())
    assert wait_until(lambda: threads.read_until(live.pk, ola.actor_id) == last, timeout_s=WAIT_S)
    page.close()

    talk(pia, live, 2)
    other = open_talk(visit, live, storage_state=olas, width=390, height=844)

    line = other.get_by_text("New since you left")
    expect(line).to_be_visible()
    assert line.evaluate(NEXT) == "Post number 000."


NEXT = """(line) => line.closest(".thread__left-off").nextElementSibling
    .querySelector(".post__body").textContent.trim()"""
