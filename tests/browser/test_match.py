"""The match page comes alive: facts appear, are announced, and never disturb who reads."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from community.matches import facts
from tests.matches.factories import retracted, told
from tests.web.factories import dashed, goal, player, tell


@pytest.fixture
def live(fixture):
    """City v United, kicked off."""
    tell(fixture, told(facts.MatchKickedOff()), told(facts.MatchClock(period=1, clock_ms=60_000)))
    return fixture


def path_of(fixture):
    return reverse("match", args=[fixture.pk])


def plate(page, side):
    return page.locator(f'match-scoreboard .plate[data-slot="{side}"]')


def freshness(page):
    return page.locator('live-bar [data-slot="words"]')


def visit_live(visit, fixture, **options):
    page = visit(path_of(fixture), **options)
    expect(freshness(page)).to_contain_text("Live")
    return page


def test_a_goal_reaches_the_board_the_timeline_and_the_voice(visit, live):
    page = visit_live(visit, live)

    tell(live, told(goal("home", 1, 754_200, player=player(live, "City Player 9"))))

    expect(plate(page, "home")).to_have_text("1")
    expect(page.locator(".board__minute")).to_have_text("13'")
    expect(page.locator('[data-slot="home-scorers"]')).to_have_text("City Player 9 13'")
    row = page.locator(".timeline > li").first
    expect(row).to_contain_text("City Player 9")
    expect(row).to_contain_text(dashed("1-0"))
    expect(page.get_by_role("status")).to_have_text(
        "Goal. City 1, United 0. City Player 9, 13th minute."
    )


def test_a_retracted_goal_is_struck_and_the_score_goes_back(visit, live):
    data = goal("home", 1, 754_200)
    event = told(data)
    tell(live, event)
    page = visit_live(visit, live)
    expect(plate(page, "home")).to_have_text("1")

    tell(live, retracted(event.id, data))

    expect(plate(page, "home")).to_have_text("0")
    # It turns, and is not lit as for a goal.
    expect(plate(page, "home")).to_have_attribute("data-flipping", "down")
    row = page.locator(f'[data-key="{event.id}"].timeline-row')
    expect(row).to_have_attribute("data-struck", "")
    expect(row).to_contain_text("Struck")


def test_touches_are_drawn_and_told_in_words(visit, live):
    page = visit_live(visit, live)

    tell(
        live,
        told(
            facts.MatchPass(
                period=1, clock_ms=90_000, side="away", x=800, y=100, to_x=900, to_y=500
            )
        ),
    )

    touch = page.locator('match-pitch [data-slot="touches"] .touch')
    expect(touch).to_have_attribute("data-side", "away")
    expect(touch.locator("line")).to_have_attribute("x2", "105")
    expect(page.locator("match-pitch figcaption")).to_have_text("Pass: United, final third, left.")


def test_a_paused_page_stands_still_and_counts_what_it_misses(visit, live):
    page = visit_live(visit, live)
    pause = page.get_by_role("button", name="Pause live updates")
    resume = page.get_by_role("button", name="Resume live updates")
    expect(pause).to_be_visible()
    page.keyboard.press("p")
    expect(freshness(page)).to_have_text("Paused, nothing new")
    expect(pause).to_have_count(0)

    tell(live, told(goal("home", 1, 754_200)))

    expect(freshness(page)).to_have_text("Paused, 1 update waiting")
    expect(plate(page, "home")).to_have_text("0")
    expect(page.get_by_role("status")).to_have_text("1 update waiting.", timeout=15_000)
    resume.click()
    expect(pause).to_be_visible()
    expect(plate(page, "home")).to_have_text("1")
    expect(freshness(page)).to_contain_text("Live")
    expect(page.get_by_role("status")).to_have_text("City 1, United 0.", timeout=15_000)


def test_an_absent_network_is_said_and_the_page_comes_back_with_it(visit, live):
    page = visit_live(visit, live)

    page.context.set_offline(True)
    expect(freshness(page)).to_have_text("No network")
    tell(live, told(goal("away", 1, 754_200)))
    page.context.set_offline(False)

    expect(plate(page, "away")).to_have_text("1")
    expect(freshness(page)).to_contain_text("Live")


def test_how_many_watch_is_shown_and_follows_who_comes(visit, live):
    page = visit_live(visit, live)
    watching = page.locator(".live-bar__presence")
    expect(watching).to_have_text("1 watching")

    visit_live(visit, live)

    expect(watching).to_have_text("2 watching")


def test_focus_and_place_survive_what_arrives(visit, live):
    first = told(goal("home", 1, 754_200))
    tell(live, first)
    page = visit_live(visit, live)
    page.locator(f"#event-{first.id} .timeline-row__title").focus()

    tell(live, told(goal("away", 1, 800_000)))

    expect(page.locator(".timeline > li")).to_have_count(3)
    focused = page.evaluate("document.activeElement.closest('li').id")
    assert focused == f"event-{first.id}"


def test_the_timeline_turns_round_when_the_match_is_over(visit, live):
    tell(live, told(goal("home", 1, 754_200)))
    page = visit_live(visit, live)
    titles = page.locator(".timeline-row__title")
    expect(titles).to_have_text(["Goal", "Kick-off"])

    tell(live, told(facts.MatchFullTime(period=2, clock_ms=2_700_000)))

    expect(titles).to_have_text(["Kick-off", "Goal", "Full time"])
    expect(page.locator(".board__minute")).to_have_text("FT")
    expect(freshness(page)).to_contain_text("Final")


def test_a_lost_line_is_said_and_what_was_missed_arrives_with_the_next(visit, live, server):
    page = visit_live(visit, live)

    server.stop()
    expect(freshness(page)).to_contain_text(re.compile("Reconnecting|Connection lost"))
    tell(live, told(goal("away", 1, 754_200)))
    server.start()

    expect(plate(page, "away")).to_have_text("1", timeout=15_000)
    expect(freshness(page)).to_contain_text("Live")
    visit.forgive("ERR_CONNECTION_REFUSED")


def test_a_page_reads_without_javascript(visit, live):
    scorer = player(live, "City Player 9")
    tell(live, told(facts.MatchLineup(side="home", starting=[scorer], bench=[])))
    tell(live, told(goal("home", 1, 754_200, player=scorer)))

    page = visit(path_of(live), java_script_enabled=False)

    assert page.locator("h1").inner_text() == "City v United"
    assert plate(page, "home").inner_text() == "1"
    assert page.locator(".timeline > li").count() == 2
    assert "City Player 9" in page.locator("match-lineups").inner_text()
    scripted = page.locator(".board, .live-bar, .stand__match").locator(":not(form) > button")
    assert scripted.locator("visible=true").count() == 0
    assert "Reload for the latest" in freshness(page).inner_text()


def test_the_score_stays_in_sight_when_the_board_has_left(visit, live):
    tell(live, *(told(goal("home", 1, 60_000 * minute)) for minute in range(1, 9)))
    page = visit_live(visit, live, width=390, height=500)
    compact = page.locator(".live-bar__board")
    expect(compact).to_be_hidden()

    page.locator("#lineups").scroll_into_view_if_needed()

    expect(compact).to_be_visible()
    expect(compact).to_contain_text("8")
    expect(compact).to_be_in_viewport()
