"""Whatever the state, the served page (Python) and the live page (JavaScript) read alike."""

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings

from community.core import canonical
from deploy.node import find_node
from tests.matches.factories import projected
from tests.properties.strategies import match_logs
from tests.web.factories import NAMES
from tests.web.pages import shown

HERE = Path(__file__).parent
STATES = 150


@pytest.fixture(scope="module")
def node():
    return os.environ.get("TERRACE_NODE") or str(find_node())  # noqa: TID251 -- the run's choice


def run(*command):
    """What a command prints; fails with all it said when it does not succeed."""
    done = subprocess.run(  # noqa: S603 -- Node on our own files
        command, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def states():
    """States of many matches, believable and not; the same in every run."""
    found = []

    @settings(
        max_examples=STATES, database=None, derandomize=True, phases=[Phase.generate], deadline=None
    )
    @given(match_logs())
    def keep(facts):
        found.append(projected(*facts))

    keep()
    return found


@pytest.mark.timeout(180)
def test_the_live_page_shows_what_the_served_page_shows(node, tmp_path):
    cases = states()
    file = tmp_path / "states.json"
    file.write_bytes(canonical.dumps({"names": NAMES.as_json(), "states": cases}))

    said = run(node, str(HERE / "agree.mjs"), str(file)).splitlines()

    assert said == [canonical.dumps(shown(state, NAMES)).decode() for state in cases]
    assert len(cases) >= STATES // 2


def test_the_pages_own_javascript_tests_pass(node):
    run(node, "--test", *map(str, sorted(HERE.glob("*.test.mjs"))))
