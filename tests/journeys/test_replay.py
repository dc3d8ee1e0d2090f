"""A simulated match replayed with a pace: its address is said first, and it is of today."""

import re

import pytest

from community.core import clock

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("kept")]

# What people see of the command: both streams, in order.
BOTH = "import os, runpy, sys; os.dup2(1, 2); runpy.run_path('manage.py', run_name='__main__')"


def test_a_replay_says_where_to_watch_it_before_it_is_played(instance):
    instance.start_web()
    before_ms = clock.now_ms()
    words = ("replay_match", "--simulate", "7", "--speed", "20000", "--url", instance.url)

    seen = instance.run("-c", BOTH, *words)

    address = re.search(r"Watch it at (\S+)/matches/(\w+)/", seen)
    assert address is not None, seen
    assert address[1] == instance.url
    assert address.end() < seen.index(f"{address[2]}  ")
    kicked_off = instance.facts(f"match.{address[2]}")[0]["data"]["kickoff_at"]
    assert before_ms <= kicked_off <= clock.now_ms()
    assert instance.facts(f"match.{address[2]}")[-1]["type"] == "match.full_time"


def test_a_replay_as_json_prints_nothing_else(instance):
    instance.start_web()
    words = ("replay_match", "--simulate", "8", "--speed", "20000", "--url", instance.url, "--json")

    seen = instance.run("-c", BOTH, *words)

    assert seen.startswith("{")
    assert seen.count("\n") == 1
