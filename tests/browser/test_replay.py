"""A match once more: scrubbed, played on, and a moment of it handed to somebody else."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from community.matches import facts
from community.streams import subscriptions
from tests.browser.test_axe import SERIOUS
from tests.browser.test_match import plate
from tests.matches.factories import retracted, told
from tests.threads.speech import said
from tests.web.factories import dashed, goal, player, tell

FIRST, SECOND, LAST = 3, 8, 12


@pytest.fixture
def ended(live, ola, pia):
    """Over, 1-1: offset 3 is City's goal of the 13th minute, 8 United's of the 31st, 12 the end."""
    said(ola.actor_id, live.pk, "Early days")
    ticks = [facts.MatchClock(period=1, clock_ms=each * 60_000) for each in (15, 20, 25)]
    tell(live, *map(told, ticks))
    said(pia.actor_id, live.pk, "They look tired")
    scorer = player(live, "United Player 9")
    tell(live, told(goal("away", 1, 1_801_000, player=scorer)))
    said(ola.actor_id, live.pk, "Who was marking him")
    tell(live, told(facts.MatchClock(period=1, clock_ms=1_803_000)))
    said(pia.actor_id, live.pk, "Never in doubt")
    tell(
        live,
        told(facts.MatchPeriodEnded(period=1, clock_ms=2_700_000)),
        told(facts.MatchPeriodStarted(period=2)),
        told(facts.MatchFullTime(period=2, clock_ms=2_700_000)),
    )
    subscriptions.drain("matches.reels")
    return live


def at(fixture, offset):
    return f"{reverse('match', args=[fixture.pk])}?at={offset}"


def words(page):
    return page.locator(".thread__posts .post__body").all_inner_texts()


def scrub(page, offset):
    page.locator("#replay-at").evaluate(
        "(range, at) => { range.value = at; range.dispatchEvent(new Event('change')); }", offset
    )


def test_who_is_signed_in_looks_back_without_a_line_to_follow(visit, ended, olas):
    page = visit(at(ended, FIRST), storage_state=olas)

    page.wait_for_load_state("networkidle")
    expect(page.locator("viewing-bar")).to_have_attribute("data-delay", "0")


def test_scrubbing_shows_each_moment_whole_without_a_new_page(visit, ended):
    page = visit(at(ended, FIRST + 1))
    page.evaluate("window.isStill = true")
    expect(plate(page, "away")).to_have_text("0")

    scrub(page, SECOND + 1)
    expect(plate(page, "away")).to_have_text("1")
    expect(page.locator(".board__minute")).to_have_text("31'")
    expect(page.locator(".thread__posts .post")).to_have_count(3)
    expect(page).to_have_url(re.compile(rf"\?at={SECOND + 1}$"))

    scrub(page, FIRST + 1)
    expect(plate(page, "away")).to_have_text("0")
    expect(page.locator(".thread__posts .post")).to_have_count(0)
    assert page.evaluate("window.isStill")


def test_playing_goes_on_in_match_time_and_says_the_goal(visit, ended):
    page = visit(at(ended, SECOND - 1))
    page.get_by_label("Speed").select_option("16")
    # Five minutes of match time lie before the goal: the page's clock is hurried along.
    page.clock.install()
    with page.expect_response(re.compile("/operations")):
        page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()

    expect(page.locator(".replay__moment b")).to_have_text("26'")
    page.clock.run_for(21_000)

    expect(plate(page, "away")).to_have_text("1")
    expect(page.locator(".thread__posts")).to_contain_text("They look tired")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_the_end_is_said_and_play_begins_again(visit, ended):
    page = visit(at(ended, LAST))

    page.get_by_role("button", name="Play").click()

    expect(page.locator(".replay__moment b")).not_to_have_text("FT")
    expect(plate(page, "home")).to_have_text("0")


def test_from_the_kick_off_it_plays_at_once(visit, ended):
    page = visit(reverse("match", args=[ended.pk]))

    page.get_by_role("link", name="From kick-off").click()

    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?at=\d+$"))


def test_steps_and_jumps_lead_to_incidents(visit, ended):
    page = visit(at(ended, FIRST))

    page.get_by_role("link", name="To the next incident").click()
    expect(plate(page, "away")).to_have_text("1")
    page.get_by_text("Jump to").click()
    page.get_by_label("Show what comes, too").check()
    page.get_by_role("link", name="Half time").click()

    expect(page.locator(".replay__moment b")).to_have_text("HT")


def test_what_comes_is_not_shown_before_it_is_there_or_asked_for(visit, ended):
    page = visit(at(ended, FIRST))
    later = page.locator(f'.replay__mark[data-offset="{SECOND}"]')
    half_time = page.get_by_role("link", name="Half time")
    page.get_by_text("Jump to").click()
    expect(page.get_by_role("link", name="City Player 9")).to_be_visible()
    expect(later).to_be_hidden()

    page.get_by_role("link", name="To the next incident").click()
    expect(later).to_be_visible()
    expect(page).to_have_title(f"City {dashed('1-1')} United, 31' · Terrace")
    page.get_by_text("Jump to").click()
    expect(half_time).to_be_hidden()
    page.get_by_label("Show what comes, too").check()

    expect(half_time).to_be_visible()


def line(page):
    """All that the scrubber holds: its marks, its moments, the way to the incident before."""
    return page.locator("match-replay").evaluate(
        """(node) => [
          ...[...node.querySelectorAll(".replay__mark")].map((mark) => mark.outerHTML),
          ...[...node.querySelectorAll(".replay__list a")].map((a) => a.search + a.textContent),
          node.querySelector('[data-slot="before"]').search,
        ].map((each) => each.replace(/\\s+/g, " "))"""
    )


def happen(match):
    """United score, it is taken back, and play goes on."""
    moment = goal("away", 1, 801_000, player=player(match, "United Player 9"))
    tell(match, told(moment, id="theirs"), retracted("theirs", moment))
    tell(match, told(facts.MatchClock(period=1, clock_ms=900_000)))


def test_a_live_page_left_open_has_what_came_since_on_its_line(visit, live):
    page = visit(reverse("match", args=[live.pk]))
    expect(page.locator(".replay__mark")).to_have_count(1)

    happen(live)

    expect(page.locator(".replay__mark")).to_have_count(3)
    fresh = visit(reverse("match", args=[live.pk]))
    expect(fresh.locator(".replay__mark")).to_have_count(3)
    expect(page.locator("#replay-at")).to_have_attribute(
        "max", fresh.locator("#replay-at").get_attribute("max")
    )
    assert line(page) == line(fresh)


def test_what_came_while_a_live_page_was_held_still_is_on_its_line_afterwards(visit, live):
    page = visit(reverse("match", args=[live.pk]))
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    expect(page.locator(".replay__mark")).to_have_count(1)
    page.keyboard.press("p")
    happen(live)
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("3 updates waiting")
    expect(page.locator(".replay__mark")).to_have_count(1)

    page.keyboard.press("p")

    expect(page.locator(".replay__mark")).to_have_count(3)
    page.get_by_text("Jump to").click()
    expect(page.get_by_role("link", name="Taken back")).to_be_visible()


def test_playing_goes_on_past_where_the_match_was_and_says_when_it_caught_up(visit, live):
    page = visit(at(live, FIRST + 1))
    tell(live, told(goal("away", 1, 801_000, player=player(live, "United Player 9"))))

    page.get_by_role("button", name="Play").click()

    expect(plate(page, "away")).to_have_text("1")
    expect(page.locator(".replay__told")).to_have_text("You have caught up. It goes on live.")


def test_keys_move_the_thumb_by_minutes(visit, ended):
    page = visit(at(ended, SECOND))
    page.locator("#replay-at").focus()

    page.keyboard.press("ArrowLeft")

    expect(page.locator("#replay-at")).to_have_attribute("aria-valuetext", "26'")
    expect(plate(page, "away")).to_have_text("0")


def test_a_moment_is_shared_by_its_address(visit, ended):
    page = visit(at(ended, SECOND), permissions=["clipboard-read", "clipboard-write"])
    page.evaluate("delete Navigator.prototype.share")

    page.get_by_role("link", name="Share this moment").click()

    expect(page.get_by_text("Link copied.").first).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").endswith(at(ended, SECOND))


def test_that_a_link_was_copied_stays_in_sight_a_while_as_it_plays(visit, ended):
    page = visit(at(ended, SECOND - 1), permissions=["clipboard-write"])
    page.evaluate("delete Navigator.prototype.share")
    page.clock.install()
    with page.expect_response(re.compile("/operations")):
        page.get_by_role("button", name="Play").click()
    page.get_by_role("link", name="Share this moment").click()
    told = page.locator(".replay__told")
    expect(told).to_have_text("Link copied.")

    page.clock.run_for(1_000)
    expect(told).to_be_visible()
    page.clock.run_for(4_000)

    expect(told).to_be_hidden()


def test_without_a_script_all_of_it_is_links_and_a_form(visit, ended):
    page = visit(at(ended, FIRST), java_script_enabled=False)

    page.get_by_role("link", name="To the next incident").click()
    expect(plate(page, "away")).to_have_text("1")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile(rf"\?at={SECOND}$"))
    page.get_by_role("link", name="Leave the replay", exact=True).click()

    expect(page.locator(".board__minute")).to_have_text("FT")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_past(visit, ended, width, scheme):
    page = visit(at(ended, SECOND), width=width, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_text("Jump to").click()

    found = Axe().run(page).response["violations"]

    assert [rule["id"] for rule in found if rule["impact"] in SERIOUS] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
