"""Whatever the state, the served page (Python) and the live page (JavaScript) read alike."""

import json
import os
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import Phase, given, settings

from community.core import canonical
from community.edge.notices import notices_among
from community.matches.fold import MatchFold
from community.matches.reel import Reel
from community.web.presenters.replay import replay
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


@pytest.fixture(scope="module")
def logs():
    """Logs of many matches, believable and not; the same in every run."""
    found = []

    @settings(
        max_examples=STATES, database=None, derandomize=True, phases=[Phase.generate], deadline=None
    )
    @given(match_logs())
    def keep(facts):
        found.append(facts)

    keep()
    return found


@pytest.mark.timeout(180)
def test_the_live_page_shows_what_the_served_page_shows(node, logs, tmp_path):
    cases = [projected(*facts) for facts in logs]
    file = tmp_path / "states.json"
    file.write_bytes(canonical.dumps({"names": NAMES.as_json(), "states": cases}))

    said = run(node, str(HERE / "agree.mjs"), str(file)).splitlines()

    assert said == [canonical.dumps(shown(state, NAMES)).decode() for state in cases]
    assert len(cases) >= STATES // 2


def test_the_pages_own_javascript_tests_pass(node):
    run(node, "--test", *map(str, sorted(HERE.glob("*.test.mjs"))))


@pytest.mark.timeout(180)
def test_what_a_live_page_is_told_makes_the_scrubber_a_fresh_page_has(node, logs, tmp_path):
    cases = [list(enumerate(facts, start=1)) for facts in logs]
    notices = [notices_among(log, MatchFold.notices) for log in cases]
    file = tmp_path / "notices.json"
    file.write_bytes(
        msgspec.json.encode(
            {
                "names": NAMES.as_json(),
                "cases": [
                    {"head": len(log), "notices": told}
                    for log, told in zip(cases, notices, strict=True)
                ],
            }
        )
    )

    said = run(node, str(HERE / "agree_stops.mjs"), str(file)).splitlines()

    assert [json.loads(line) for line in said] == [scrubber(log) for log in cases]
    assert sum(len(line["stops"]) for line in map(json.loads, said)) > STATES


def scrubber(log):
    """A fresh page's scrubber of a log, as agree_stops.mjs prints one."""
    reel = Reel()
    reel.take(log)
    made = replay(reel, NAMES, offset=len(log), head=len(log), is_past=False, label="")
    return {
        "incidents": made.incidents,
        "events": made.events,
        "stops": [[stop.offset, stop.icon, stop.minute, stop.words] for stop in made.stops],
        "marks": [[mark.offset, mark.kind, mark.minute, mark.words, mark.x] for mark in made.marks],
    }
