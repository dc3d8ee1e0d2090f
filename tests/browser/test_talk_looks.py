"""Every page of the talk, phone and desk, light and dark: sound by axe, nothing cut off."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from community.threads.drafts import Sources
from tests.browser.visit import in_each_scheme
from tests.threads.speech import said
from tests.web.conftest import GOAL

AXE = Axe()
TARGET_PX_MIN = 44
SMALL = """(min) => [...document.querySelectorAll(".talk-rail :is(button, nav a, .act, summary)")]
    .filter((node) => node.checkVisibility())
    .map((node) => [node.outerHTML.slice(0, 80), node.getBoundingClientRect()])
    .filter(([, box]) => box.height < min || box.width < min)
    .map(([html]) => html)"""


@pytest.fixture
def paths(live, ola, pia):
    """The pages of a talk that has everything a talk can have."""
    how = Sources(source="report", links=("https://www.example.org/report",))
    first = said(ola.actor_id, live.pk, "Through his **legs**, and [again](https://example.org)!")
    said(pia.actor_id, live.pk, "What a goal!", event=GOAL)
    said(pia.actor_id, live.pk, "It was `4-4-2`.", reply=first)
    said(pia.actor_id, live.pk, "> They press higher.\n\n- left\n- right", kind="insight", how=how)
    match = reverse("match", args=[live.pk])
    return [
        f"{match}#talk",
        f"{match}?about={GOAL}#compose",
        reverse("event", args=[live.pk, GOAL]),
        reverse("post", args=[live.pk, first]),
        reverse("talk", args=[live.pk]),
        f"{reverse('talk', args=[live.pk])}?sort=event",
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_serious_on_any_page_of_the_talk(visit, olas, paths, width):
    page = visit("/", width=width, reduced_motion="reduce", storage_state=olas)
    faults: list[tuple[str, ...]] = []

    for path in paths:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        faults += [(path, "cut off")] * wide
        for scheme in in_each_scheme(page):
            found = AXE.run(page).response["violations"]
            rules = [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}]
            faults += [(path, scheme, rule) for rule in rules]

    assert faults == []


def test_the_menu_of_a_post_is_as_sound(visit, olas, paths):
    page = visit(paths[0], width=320, height=568, storage_state=olas)
    expect(page.locator(".live-bar")).to_contain_text("Live")  # before, it is a link to a page
    page.get_by_role("link", name="More about this post").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()

    found = AXE.run(page).response["violations"]

    assert [rule["id"] for rule in found if rule["impact"] in {"serious", "critical"}] == []


def test_what_a_finger_must_hit_in_the_talk_is_large_enough(visit, olas, paths):
    page = visit(paths[0], width=390, height=844, storage_state=olas)
    expect(page.locator(".thread__posts .post")).to_have_count(4)

    assert page.evaluate(SMALL, TARGET_PX_MIN) == []
