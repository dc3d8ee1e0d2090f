"""The pen and the dice of a simulated match, at the moments few matches come to."""

import pytest

from community.feeds.providers.protocol import Retraction
from community.feeds.providers.recording import type_of
from community.feeds.providers.simulator_chance import Chance
from community.feeds.providers.simulator_scene import Scene
from community.feeds.providers.simulator_sides import Team, team_of
from community.matches.facts import Side


@pytest.fixture
def scene():
    chance = Chance("scene")
    teams: dict[Side, Team] = {
        "home": team_of("ALD", chance=chance),
        "away": team_of("SAL", chance=chance),
    }
    return Scene(match_id="m", chance=chance, teams=teams, side="home", holder=teams["home"].keeper)


def test_what_is_still_due_is_told_when_the_period_ends(scene):
    for target in ("m.1", "m.2"):
        scene.tell_later("mending", Retraction(target=target, reason="It did not happen."))

    assert scene.marks == []
    scene.tell_the_rest()

    assert {mark.data.target for mark in scene.marks} == {"m.1", "m.2"}
    assert {(mark.period, mark.clock_ms) for mark in scene.marks} == {(1, 0)}
    assert scene.later == []


def test_what_is_due_is_told_at_its_moment_and_silence_by_the_clock(scene):
    scene.tell_later("mending", Retraction(target="m.1", reason="It did not happen."))
    due_ms = scene.later[0][0]

    scene.pass_time(due_ms)

    assert (type_of(scene.marks[-1].data), scene.marks[-1].clock_ms) == ("match.retracted", due_ms)
    assert {type_of(mark.data) for mark in scene.marks[:-1]} == {"match.clock"}


def test_every_item_is_drawn_as_often_as_its_weight_says():
    chance, drawn = Chance("weights"), {"a": 0, "b": 0, "c": 0}
    for _ in range(4_000):
        drawn[chance.weighted("abc", (1, 2, 1))] += 1

    assert 900 < drawn["a"] < 1_100
    assert 1_850 < drawn["b"] < 2_150
    assert 900 < drawn["c"] < 1_100


def test_an_item_without_weight_is_never_drawn():
    chance = Chance("weights")

    assert {chance.weighted("ab", (0, 1)) for _ in range(100)} == {"b"}
