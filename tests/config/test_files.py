"""Policies as files: what is refused, and where it points."""

import hashlib

import pytest

from community.config import files
from community.config.errors import PolicyInvalidError
from community.config.fields import fields_of
from community.config.parsing import gather, parse
from community.config.schema import KINDS
from tests.config.policies import changed


@pytest.fixture
def folder(tmp_path):
    for path in files.FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    return tmp_path


def faults_of(refused):
    return {fault.pointer: fault.detail for fault in refused.value.faults}


def test_the_repository_holds_every_policy_there_is():
    assert files.read(files.FOLDER).keys() == KINDS.keys()


def test_the_files_say_what_issue_two_asks():
    policies = gather(files.repository())

    assert policies.edge.tick_ms == 100
    assert policies.edge.delays_offered_s == list(range(0, 121, 5))
    assert policies.edge.session_buffer_bytes_max == 1_048_576
    assert policies.feeds.batch_events_max == 4_000
    assert policies.feeds.timestamp_tolerance_s == 300
    assert policies.matches.incidents_max == 128


@pytest.mark.parametrize("kind", KINDS.values())
def test_every_number_has_a_unit_and_a_meaning(kind):
    for field in fields_of(kind):
        # A switch is on or off, and its name says so.
        assert bool(field.unit) is not field.name.endswith("_enabled")
        assert field.means.endswith(".")


@pytest.mark.parametrize(
    ("suffix", "unit"),
    [("_ms", "ms"), ("_s", "s"), ("_bytes_max", "bytes"), ("_frames", "frames")],
)
def test_a_name_ends_in_the_unit_its_help_tells(suffix, unit):
    fields = [field for kind in KINDS.values() for field in fields_of(kind)]
    named = [field for field in fields if field.name.endswith(suffix)]

    assert named
    assert {field.unit for field in named} == {unit}


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("tick_ms = 49", "Expected `int` >= 50"),
        ("tick_ms = 201", "Expected `int` <= 200"),
        ('tick_ms = "100"', "Expected `int`, got `str`"),
        ("tick_ms = 100.5", "Expected `int`, got `float`"),
        ("tick_ms = true", "Expected `int`, got `bool`"),
    ],
)
def test_a_number_of_another_type_or_out_of_bounds_is_refused(folder, line, detail):
    path = folder / "edge.toml"
    path.write_text(path.read_text().replace("tick_ms = 100", line))

    with pytest.raises(PolicyInvalidError) as refused:
        files.read(folder)

    assert faults_of(refused) == {"/edge/tick_ms": detail}


def test_every_fault_of_every_file_is_told_at_once(folder):
    (folder / "api.toml").write_text("page_size = 0\nsurprise = 1\nrequests_burst = 1\n")
    (folder / "edge.toml").unlink()
    (folder / "feeds.toml").write_text("not toml")
    (folder / "weather.toml").write_text("rain = true\n")

    with pytest.raises(PolicyInvalidError) as refused:
        files.read(folder)

    told = faults_of(refused)
    assert told["/api/page_size"] == "Expected `int` >= 1"
    assert told["/api/surprise"] == "There is no such number in this policy."
    assert told["/api/page_size_max"] == "This number is missing."
    assert told["/edge"] == "edge.toml is missing."
    assert told["/feeds"].startswith("feeds.toml is not TOML")
    assert told["/weather"] == "There is no such policy."
    assert "/api/requests_burst" not in told


@pytest.mark.parametrize("delays", [[5, 10], [0, 10, 5], [0, 5, 5]])
def test_delays_rise_from_live(delays):
    with pytest.raises(PolicyInvalidError) as refused:
        changed("edge", delays_offered_s=delays)

    assert faults_of(refused) == {"/edge": "delays_offered_s must rise from 0"}


def test_a_page_is_not_larger_than_the_largest():
    with pytest.raises(PolicyInvalidError) as refused:
        changed("api", page_size=200, page_size_max=100)

    assert faults_of(refused) == {"/api": "page_size must not pass page_size_max"}


def test_the_digest_is_of_the_values_and_not_of_the_file():
    values = {"incidents_max": 100}

    digest = parse("matches", values).digest

    assert digest == hashlib.sha256(b'{"incidents_max":100}').hexdigest()
