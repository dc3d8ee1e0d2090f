"""Every page, phone and desk, light and dark: nothing serious by axe, nothing cut off."""

from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from community.matches import facts
from tests.browser.visit import in_each_scheme
from tests.matches.factories import retracted, told
from tests.web.factories import goal, passing, player, tell

AXE = Axe()
NAMES = ["home", "match", "event", "login", "api", "live", "missing"]
SERIOUS = {"serious", "critical"}
TARGET_PX_MIN = 44


@pytest.fixture
def paths(fixture):
    """Every page, the match in its fullest dress."""
    scorer = player(fixture, "City Player 9")
    struck = goal("away", 1, 600_000)
    event = told(struck)
    tell(
        fixture,
        told(facts.MatchKickedOff()),
        told(facts.MatchLineup(side="home", starting=[scorer], bench=[])),
        told(goal("home", 1, 754_200, player=scorer)),
        told(facts.MatchCard(period=1, clock_ms=700_000, side="away", colour="yellow")),
        told(passing("home", accurate=True)),
        told(facts.MatchShootoutKick(period=5, clock_ms=1, side="home", scored=True)),
        event,
        retracted(event.id, struck),
    )
    return {
        "home": "/",
        "match": reverse("match", args=[fixture.pk]),
        "event": reverse("event", args=[fixture.pk, event.id]),
        "login": "/login/",
        "api": reverse("api-docs"),
        "live": reverse("live-reference"),
        "missing": "/nowhere/",
    }


@pytest.mark.parametrize(
    "look", [*product(NAMES, [320, 1280])], ids=lambda look: "-".join(map(str, look))
)
def test_axe_finds_nothing_serious_and_nothing_is_cut_off(visit, paths, look):
    name, width = look
    page = visit(paths[name], width=width, reduced_motion="reduce")

    # axe is put in past the policy, by the driver; what it finds is told by rule and element.
    found = [
        (scheme, rule)
        for scheme in in_each_scheme(page)
        for rule in AXE.run(page).response["violations"]
    ]

    assert [
        (scheme, rule["id"], [node["target"] for node in rule["nodes"]])
        for scheme, rule in found
        if rule["impact"] in SERIOUS
    ] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    visit.forgive("404")


@pytest.mark.parametrize("name", ["home", "match", "login"])
def test_what_a_finger_must_hit_is_large_enough(visit, paths, name):
    page = visit(paths[name], width=390, height=844)

    small = page.evaluate(
        """(min) => [...document.querySelectorAll("button, nav a, .wordmark, input")]
            .filter((node) => node.checkVisibility() && node.type !== "hidden")
            .map((node) => [node.outerHTML.slice(0, 60), node.getBoundingClientRect()])
            .filter(([, box]) => box.height < min || box.width < min)
            .map(([html]) => html)""",
        TARGET_PX_MIN,
    )

    assert small == []
