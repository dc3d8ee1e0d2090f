"""The moderator's desk in a browser: every look of its pages, and a post hidden by keys alone."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from community.threads.models import Post
from moderation.errors import HeldError
from moderation.services import decisions
from moderation.services.reports import report
from tests.browser.visit import in_each_scheme
from tests.moderation.talk import said, say
from tests.users.factories import someone

AXE = Axe()
NAME = "admin:community_post"


@dataclass(frozen=True)
class Stand:
    """Who speaks on the match's thread, unless told."""

    match: str
    fan: str


@pytest.fixture
def stand(fixture):
    return Stand(match=fixture.pk, fan=someone("fan", name="ola").actor_id)


@pytest.fixture
def post(stand):
    """A post between others, reported."""
    other = someone("fan", name="ines").actor_id
    for words in ("Evening all", "Rain again, and no roof over the away end"):
        said(stand, words, by=other, seen=1)
    made = said(stand, "He dives, he rolls, he gets up:\n\n> shameful", seen=1)
    said(stand, "Corner now", by=other, seen=1)
    report(post_id=made, reason="abuse", by=other, note="Not about the match.")
    return made


@pytest.fixture
def paths(stand, post):
    """Every page of the desk, each with something on it."""
    with pytest.raises(HeldError) as refused:
        say(stand, "oh fuck off ref, that was never a corner", seen=1)
    hider = someone("operator", name="hider").actor_id
    hidden = said(stand, "Words that were taken from sight", seen=1)
    decisions.hide(post_id=hidden, reason="off_topic", by=hider)
    return [
        reverse(f"{NAME}_changelist"),
        reverse(f"{NAME}_changelist") + f"?match={stand.match}",
        reverse(f"{NAME}_change", args=[post]),
        reverse(f"{NAME}_change", args=[hidden]),
        reverse(f"{NAME}_held", args=[refused.value.held]),
        reverse(f"{NAME}_slow", args=[stand.match]),
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_on_any_page_of_the_desk(visit, signed_in, paths, width):
    page = visit(paths[0], width=width, storage_state=signed_in, reduced_motion="reduce")
    faults: list[tuple[str, ...]] = []

    for path in paths:
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        faults += [(path, "cut off")] * wide
        for scheme in in_each_scheme(page):
            found = AXE.run(page).response["violations"]
            faults += [(path, scheme, rule["id"]) for rule in found]

    assert faults == []


def test_a_post_is_hidden_by_keys_alone(visit, signed_in, post):
    page = visit(reverse(f"{NAME}_change", args=[post]), storage_state=signed_in)
    page.get_by_label("Reason").first.focus()

    page.keyboard.type("Abuse")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_text("The post is hidden.").wait_for()
    assert Post.objects.get(pk=post).visibility == "hidden"
