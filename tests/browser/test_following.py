"""Follow a match at a press, and see people go who were muted elsewhere."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.users import selectors
from community.users.services.ties import block, mute
from deploy.embedded.processes import wait_until
from tests.threads.speech import said

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


def thread(visit, live, olas):
    page = visit(reverse("match", args=[live.pk]) + "#talk", storage_state=olas)
    expect(page.locator('live-bar [data-slot="words"]')).to_contain_text("Live")
    return page


@pytest.mark.parametrize(("verb", "kind"), [("Mute", "mute"), ("Block", "block")])
def test_who_is_kept_away_by_the_menu_goes_at_once_and_comes_back(
    visit, live, ola, olas, pia, verb, kind
):
    said(pia.actor_id, live.pk, "Louder than anybody.")
    page = thread(visit, live, olas)

    page.get_by_role("link", name="More about this post").click()
    page.get_by_role("dialog").get_by_role("button", name=f"{verb} pia").click()

    expect(page.get_by_text("Louder than anybody.")).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert selectors.aversions_of(ola.actor_id) == [(kind, pia.actor_id)]
    undo.click()
    expect(page.get_by_text("Louder than anybody.")).to_be_visible()
    expect(page.locator('match-thread [data-slot="told"]')).to_have_text("You see pia again.")
    assert selectors.aversions_of(ola.actor_id) == []


def test_who_is_muted_on_another_device_goes_without_a_reload(visit, live, ola, olas, pia):
    said(pia.actor_id, live.pk, "Louder than anybody.")
    mute(actor=ola.actor_id, other=pia.actor_id, on=False)  # so that there is a stream of his own
    page = thread(visit, live, olas)
    expect(page.get_by_text("Louder than anybody.")).to_be_visible()

    mute(actor=ola.actor_id, other=pia.actor_id, on=True)

    expect(page.get_by_text("Louder than anybody.")).to_have_count(0)
    block(actor=ola.actor_id, other=pia.actor_id, on=True)
    mute(actor=ola.actor_id, other=pia.actor_id, on=False)
    block(actor=ola.actor_id, other=pia.actor_id, on=False)
    expect(page.get_by_text("Louder than anybody.")).to_be_visible()
