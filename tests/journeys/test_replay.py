"""Simulated matches through the door: replayed by a command, and played one after another."""

import re
from datetime import datetime

import msgspec
import pytest

from community.core import clock
from community.feeds.player import Player
from community.feeds.programme import BREATH_MS, Showing
from deploy.embedded.processes import wait_until

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("kept")]

TIMEOUT_S = 60.0  # only a deadline
BOARD = [
    "match", "score", "shootout", "half_time", "corners", "yellow", "second_yellow", "red", "shots",
    "goals", "facts", "head",
]  # fmt: skip

# What people see of the command: both streams, in order.
BOTH = "import os, runpy, sys; os.dup2(1, 2); runpy.run_path('manage.py', run_name='__main__')"

# A shell has what it starts in the background pass over Ctrl-C; this is one in the foreground.
HEEDING = (
    "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "runpy.run_path('manage.py', run_name='__main__')"
)


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


def test_a_replay_as_json_is_one_object_and_the_same_on_a_second_run(instance):
    instance.start_web()
    words = ("replay_match", "--simulate", "8", "--url", instance.url, "--json")

    first, second = (instance.run("-c", BOTH, *words) for _ in range(2))

    board = msgspec.json.decode(first)
    assert first.count("\n") == 1
    assert second == first
    assert list(board) == BOARD
    assert board["facts"] == board["head"] == len(instance.facts(f"match.{board['match']}"))


def test_a_replay_that_is_stopped_says_so_and_what_was_sent_stays(instance):
    instance.start_web()
    words = ("replay_match", "--simulate", "9", "--speed", "1", "--url", instance.url)

    code, said = instance.interrupted("-c", HEEDING, *words, once="Watch it at")

    address = re.search(r"Watch it at \S+/matches/(\w+)/", said)
    assert address is not None, said
    assert (code, "Traceback" in said) == (130, False)
    assert "Stopped: what was sent is told." in said
    assert instance.facts(f"match.{address[1]}")[0]["type"] == "match.scheduled"


def test_when_a_match_of_the_programme_ends_the_next_is_announced(instance):
    instance.start_web()
    sender = instance.sender("programme")
    length_ms = Showing(number=1, kickoff_at=0).recording().events[-1].at
    ending = Showing(number=1, kickoff_at=clock.now_ms() - length_ms + 1_000)
    player = Player(sender, [ending])
    before = announced(instance)

    assert wait_until(
        lambda: not player.look() and len(announced(instance)) > len(before), timeout_s=TIMEOUT_S
    )

    (match,) = (match for match, kickoff_at in before.items() if kickoff_at == ending.kickoff_at)
    (following,) = announced(instance).keys() - before.keys()
    last = instance.facts(f"match.{match}")[-1]
    assert last["type"] == "match.full_time"
    assert announced(instance)[following] - BREATH_MS in range(last["at"], clock.now_ms())


def announced(instance):
    """Every match's kick-off in milliseconds, by the match's id."""
    matches = instance.get("/api/v1/matches?limit=100")["matches"]
    return {
        match["match"]: clock.to_ms(datetime.fromisoformat(match["kickoff_at"]))
        for match in matches
    }
