"""The console in a browser: every look of every page, and the button that copies."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.admin.utils import quote
from django.urls import reverse

from community.config import services as config
from community.feeds.services import keys
from tests.browser.visit import in_each_scheme

AXE = Axe()


@pytest.fixture
def paths(fixture):
    """The pages of the desk, each with something on it."""
    config.apply(by=None, reason="A test.")
    source = keys.register_source(name="mine", title="My feed", by=None)
    key, _ = keys.issue_key(source_id=source.pk, label="laptop", by=None)
    change = {"fixture": quote(fixture.pk), "source": source.pk, "club": quote(fixture.home_id)}
    lists = ["fixture", "source", "policyversion", "club", "user"]
    return [
        reverse("admin:index"),
        *(reverse(f"admin:community_{noun}_changelist") for noun in lists),
        *(reverse(f"admin:community_{noun}_change", args=[pk]) for noun, pk in change.items()),
        *(reverse(f"admin:community_{noun}_add") for noun in ["fixture", "source", "season"]),
        reverse("admin:community_policyversion_of", args=["feeds"]),
        reverse("admin:community_fixture_score", args=[fixture.pk]),
        reverse("admin:community_source_revoke", args=[source.pk, key.pk]),
        reverse("admin:password_change"),
    ]


@pytest.mark.parametrize("width", [390, 1280])
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


def test_a_new_secret_is_copied_by_its_button(visit, signed_in, paths):
    page = visit(
        paths[7],
        storage_state=signed_in,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.get_by_label("A new key's label").fill("laptop")
    page.get_by_role("button", name="Issue a key").click()
    secret = page.locator("copy-text pre").inner_text()

    page.get_by_role("button", name="Copy the secret").click()

    page.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == secret
    assert secret.startswith("whsec_")
