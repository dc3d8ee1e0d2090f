"""Making an account by hand, as a new fan does; and one's own pages, on a phone and at a desk."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.users.factories import someone

AXE = Axe()
SERIOUS = {"serious", "critical"}
PASSWORD = "a long enough password"
OPEN = ["/accounts/signup/", "/accounts/confirm-email/", "/accounts/password/reset/", "/mail/"]
OWN = [
    "/me/", "/me/devices/", "/me/following/", "/me/choices/", "/accounts/reauthenticate/",
    "/accounts/email/", "/accounts/password/", "/accounts/2fa/", "/accounts/2fa/webauthn/",
    "/people/operator/", "/people/kim/",
]  # fmt: skip


def serious(page):
    """What axe finds on a page, by rule and element."""
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]])
        for rule in AXE.run(page).response["violations"]
        if rule["impact"] in SERIOUS
    ]


def faults(page, paths):
    """What is wrong with pages, one after the other in one browser."""
    for path in paths:
        page.goto(path)
        yield from ((path, fault) for fault in serious(page))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield path, "cut off"
        if re.fullmatch(r"\s*·?\s*Terrace", page.title()):
            yield path, "no title"


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_of_signing_up_and_ones_own_have_nothing_serious(visit, signed_in, width):
    someone("fan", name="kim")
    stranger = visit("/login/", width=width, reduced_motion="reduce")
    owner = visit("/me/", width=width, storage_state=signed_in, reduced_motion="reduce")

    assert list(faults(stranger, OPEN)) == []
    assert list(faults(owner, OWN)) == []


def test_a_new_fan_makes_an_account_on_the_way_and_comes_back_verified(visit, fixture):
    page = visit(f"/login/?next=/matches/{fixture.pk}/%23talk", width=390, height=844)
    page.get_by_role("link", name="Make an account").click()
    page.get_by_label("Handle").fill("late_fan")
    # An address of this test alone: a second letter to one within three minutes is not sent.
    page.get_by_label("Email").fill("late_fan@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()

    page.get_by_role("link", name="Its mailbox is here").click()
    page.get_by_role("article").first.get_by_role("link").first.click()
    page.get_by_role("button", name="Yes, it is mine").click()

    expect(page).to_have_url(re.compile(rf"/matches/{fixture.pk}/#talk$"))


def test_a_passkey_is_added_and_signs_in(visit):
    someone("fan", name="ola")
    page = visit("/login/")
    # A passkey needs a name, and the page knows one.
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_role("link", name="localhost").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    line.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.get_by_label("Handle or email").fill("ola")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(page.url.partition("?")[0] + "accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery Codes")
    page.get_by_role("button", name="Sign out").first.click()

    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("link", name="You")).to_be_visible()
