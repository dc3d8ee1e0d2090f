"""The home page: scores move in place, matches move between the lists."""

import pytest
from playwright.sync_api import expect

from community.core import clock
from community.matches import facts
from tests.matches.factories import told
from tests.web.factories import goal, schedule, tell


@pytest.fixture
def soon():
    """City v United, a minute away."""
    return schedule(kickoff_at=clock.now_ms() + 60_000)


def row(page, name, fixture):
    return page.locator(f'[data-list="{name}"] #match-{fixture.pk}')


def test_a_match_moves_from_coming_to_live_to_finished(visit, soon):
    page = visit("/")
    expect(row(page, "coming", soon).locator(".kickoff__left")).to_contain_text("in 0:")

    tell(soon, told(facts.MatchKickedOff()))
    expect(row(page, "live", soon)).to_contain_text("1'")

    tell(soon, told(goal("home", 1, 754_200)))
    expect(row(page, "live", soon).locator('[data-slot="home"]')).to_have_text("1")
    expect(row(page, "live", soon)).to_contain_text("13'")

    tell(soon, told(facts.MatchFullTime(period=2, clock_ms=2_700_000)))
    expect(row(page, "finished", soon)).to_have_attribute("data-winner", "home")
    expect(page.locator('[data-list="live"] [data-slot="empty"]')).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("City")


def test_a_row_in_use_waits_until_it_is_let_go(visit, soon):
    page = visit("/")
    link = row(page, "coming", soon).locator("a")
    link.focus()

    tell(soon, told(facts.MatchKickedOff()))
    expect(row(page, "coming", soon)).to_have_attribute("data-phase", "live")

    link.blur()
    expect(row(page, "live", soon)).to_be_visible()
