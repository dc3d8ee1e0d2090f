"""What every page has: theme, keyboard, skip links, signing in; and what it may weigh."""

import gzip
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.matches import facts
from tests.matches.factories import told
from tests.web.factories import goal, tell

KB = 1024
SHIFT_MAX = 0.05


def test_the_chosen_theme_is_kept_and_served(visit):
    page = visit("/", color_scheme="light")
    toggle = page.get_by_role("button", name="Dark theme")
    expect(toggle).to_have_attribute("aria-pressed", "false")

    toggle.click()
    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(toggle).to_have_attribute("aria-pressed", "true")


def test_the_keyboard_list_opens_closes_and_gives_focus_back(visit):
    page = visit("/")
    page.get_by_role("button", name="Pause live updates").focus()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Pause live updates")).to_be_focused()


def test_single_keys_can_be_switched_off(visit):
    page = visit("/")
    page.keyboard.press("?")
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Close").click()

    page.keyboard.press("p")

    expect(page.get_by_role("button", name="Pause live updates")).to_be_visible()


def test_keys_typed_into_a_field_are_only_letters(visit):
    page = visit("/login/", color_scheme="light")

    name = page.locator("input[name=login]")
    name.press_sequentially("t?p")

    expect(name).to_have_value("t?p")
    assert page.locator("html").get_attribute("data-theme") is None


def test_the_first_tab_leads_past_the_masthead(visit, fixture):
    page = visit(reverse("match", args=[fixture.pk]))

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the score")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_the_voice_is_there_and_silent_at_first(visit, fixture):
    page = visit(reverse("match", args=[fixture.pk]))

    for role in ("status", "alert"):
        line = page.locator(f"[role={role}]")
        expect(line).to_have_count(1)
        expect(line).to_be_empty()


def test_nothing_moves_for_who_asked_for_less_motion(visit, fixture):
    tell(fixture, told(facts.MatchKickedOff()))
    page = visit(reverse("match", args=[fixture.pk]), reduced_motion="reduce")
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")

    tell(fixture, told(goal("home", 1, 754_200)))

    expect(page.locator(".timeline > li")).to_have_count(2)
    assert page.evaluate("document.getAnimations().length") == 0


def test_a_goal_pushes_the_page_less_than_a_reader_minds(visit, fixture):
    tell(fixture, told(facts.MatchKickedOff()))
    page = visit(reverse("match", args=[fixture.pk]), width=390, height=844)
    page.evaluate(
        "window.shifted = 0; new PerformanceObserver((list) => list.getEntries()"
        ".forEach((entry) => (window.shifted += entry.value)))"
        ".observe({type: 'layout-shift', buffered: true})"
    )

    tell(fixture, told(goal("home", 1, 754_200)))

    expect(page.locator(".timeline > li")).to_have_count(2)
    page.evaluate("new Promise((run) => requestAnimationFrame(() => requestAnimationFrame(run)))")
    assert page.evaluate("window.shifted") < SHIFT_MAX


@pytest.mark.parametrize("path", ["/", "match", "/login/"])
def test_a_page_weighs_no_more_than_its_budget(visit, fixture, path):
    where = reverse("match", args=[fixture.pk]) if path == "match" else path
    page = visit("/robots.txt")
    weights = {"document": 0, "stylesheet": 0, "script": 0}

    def weigh(response):
        kind = response.request.resource_type
        if kind in weights:
            weights[kind] += len(gzip.compress(response.body()))

    page.on("response", weigh)
    page.goto(where)
    expect(page.get_by_role("button", name="Dark theme")).to_be_visible()
    visit.forgive("404")  # a bare text has no icon

    assert 0 < weights["document"] <= 40 * KB
    # The match's page carries the talk beside it: half a page more of looks and of life.
    more = 1.5 if path == "match" else 1
    assert 0 < weights["stylesheet"] <= 15 * KB * more
    assert 0 < weights["script"] <= 45 * KB * more


def test_signing_in_and_out_by_hand(visit, django_user_model, fixture):
    django_user_model.objects.create_user("fan", password="a long enough password")
    page = visit(reverse("match", args=[fixture.pk]))

    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("Handle or email").fill("fan")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile(f"{fixture.pk}/$"))
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
