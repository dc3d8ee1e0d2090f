"""Follow a match at a press, and see people go who were muted elsewhere."""

from django.urls import reverse
from playwright.sync_api import expect

from community.users import selectors
from deploy.embedded.processes import wait_until

WAIT_S = 20.0  # only a deadline


def test_a_button_stays_down_once_the_match_is_followed(visit, live, ola, olas):
    page = visit(reverse("match", args=[live.pk]), storage_state=olas)
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    button = page.get_by_role("button", name="Follow match")
    expect(button).to_have_attribute("aria-pressed", "false")

    button.click()

    expect(button).to_have_attribute("aria-pressed", "true")
    assert wait_until(
        lambda: [str(row) for row in selectors.follows_of(ola.actor_id)] == [f"match {live.pk}"],
        timeout_s=WAIT_S,
    )
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
