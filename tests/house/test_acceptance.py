"""Every way in belongs to one surface with a promise, tests and an SLO; the map tells the truth."""

import pytest

from tests.house import acceptance
from tests.house.acceptance import DOCUMENT, Doors, absent, hollow, read, unmapped

GOOD = """
[page]
promise = "It is there."
routes = ["/matches/<id:match_id>/"]
commands = ["match.correct_score"]
topics = ["match"]
tests = ["tests/house/test_acceptance.py::test_a_map_that_holds_has_no_fault"]
slo = {indicator = "terrace_ack_seconds", target = "99 % within 1 s", window = "28 days"}
"""
DOORS = Doors(
    routes=["/matches/<id:match_id>/"], commands=["match.correct_score"], topics=["match"]
)


def faults(text, doors=DOORS):
    surfaces = read(text)
    return unmapped(surfaces, doors) + absent(surfaces, doors) + hollow(surfaces)


@pytest.fixture(scope="module")
def surfaces():
    return read(DOCUMENT.read_text())


def test_every_way_in_belongs_to_exactly_one_surface(surfaces):
    assert unmapped(surfaces, Doors()) == [], "name it in docs/acceptance.toml"


def test_everything_a_surface_names_is_there(surfaces):
    assert absent(surfaces, Doors()) == []


def test_every_surface_has_a_promise_tests_and_a_whole_slo(surfaces):
    assert hollow(surfaces) == []


def test_a_map_that_holds_has_no_fault():
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("routes = [", "# [", "/matches/<id:match_id>/: no surface"),
        ('commands = ["match.correct_score"]', "", "commands match.correct_score: named 0 times"),
        ('topics = ["match"]', "", "topics match: named 0 times"),
        ('"/matches/<id:match_id>/"', '"/matches/**", "/odds/"', "page: /odds/"),
        ('["match"]', '["match", "odds"]', "page: odds"),
        ("holds_has_no_fault", "was_never_written", "was_never_written"),
        ("tests/house/test_acceptance.py::", "tests/odds.py::", "page: tests/odds.py"),
        ("test_acceptance.py::test_a_map_that_holds_has_no_fault", "routes.py", "house/routes.py"),
        ("terrace_ack_seconds", "terrace_luck", "page: terrace_luck"),
        ("terrace_ack_seconds", "how it feels", "page: how it feels"),
        ("terrace_ack_seconds", "bench luck", "page: bench luck"),
        ("It is there.", "", "page"),
        (', window = "28 days"', "", "page"),
        ('"99 % within 1 s"', '""', "page"),
    ],
)
def test_a_planted_fault_is_found(old, new, fault):
    assert old in GOOD

    [found] = faults(GOOD.replace(old, new))

    assert fault in found


def test_a_route_of_two_surfaces_is_found():
    told = faults(GOOD + GOOD.replace("[page]", "[other]"))

    assert "/matches/<id:match_id>/: page, other" in told
    assert "commands match.correct_score: named 2 times" in told


def test_a_word_the_map_has_not_is_found():
    with pytest.raises(TypeError):
        read(GOOD + 'odds = "even"\n')


def test_a_script_s_test_is_named_whole():
    assert acceptance.is_there("tests/sdk/commands.test.mjs")
    assert not acceptance.is_there("tests/sdk/commands.test.mjs::test_a")
    assert not acceptance.is_there("community/urls.py")
