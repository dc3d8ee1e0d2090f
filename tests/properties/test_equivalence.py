"""A snapshot and the patches after it are the fresh snapshot, in Python and in JavaScript alike."""

import pytest
from hypothesis import strategies as st

from community.core import canonical
from community.matches.facts import MatchFeedResumed
from community.streams import folds
from tests.examples import examples
from tests.matches.factories import told
from tests.node import run
from tests.properties.delayed import play_delayed
from tests.properties.logs import LOGS, stream_of, types_of
from tests.properties.viewings import play, scripts, states

# Of the viewings that a generator makes, at least so many must see their state move by frames.
MOVING_SHARE_MIN = 0.5


PLAYERS = {"live": play, "delayed": play_delayed}


def viewings(kind, logs, count, *, player=play):
    """Viewings of random logs, enough of them moving to prove something."""
    found = [player(script) for script in examples(scripts(stream_of(kind), logs), count)]
    moving = sum(viewing.is_moving for viewing in found)
    assert moving >= MOVING_SHARE_MIN * len(found), f"{moving} of {len(found)} logs move a state"
    return found


def idle_types(kind, logs, count):
    """Fact types that moved no state in any of the logs."""
    idle = types_of(kind)
    fold = folds.registered()[kind]
    for log in examples(logs, count):
        state = fold.empty()
        public = fold.project(state)
        for offset, fact in enumerate(log, start=1):
            fold.fold(state, [(offset, fact)])
            before, public = public, fold.project(state)
            if public != before:
                idle.discard(fact.type)
    return idle


def in_javascript(found, folder):
    """The canonical text of each viewing's last state, as the SDK's reducer comes to it."""
    file = folder / "viewings.jsonl"
    file.write_bytes(b"\n".join(canonical.dumps(viewing.messages) for viewing in found))
    return run("tests/sdk/viewings.mjs", file).encode().split(b"\n")[:-1]


def test_every_kind_of_topic_has_its_logs():
    assert set(LOGS) == set(folds.registered())


@pytest.mark.parametrize("kind", LOGS)
def test_every_fact_type_of_a_kind_moves_its_state_in_some_log(kind):
    assert idle_types(kind, LOGS[kind], 200) == set()


def test_a_fact_type_that_moves_nothing_is_found():
    assert idle_types("match", st.just([]), 1) == types_of("match")


def test_logs_that_move_nothing_prove_nothing():
    nothing_moves = st.lists(
        st.builds(lambda: told(MatchFeedResumed(silent_ms=1, source="generic"))), min_size=3
    )

    with pytest.raises(AssertionError, match="logs move a state"):
        viewings("match", nothing_moves, 10)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("player", PLAYERS)
@pytest.mark.parametrize("kind", LOGS)
def test_a_snapshot_and_its_patches_are_the_fresh_snapshot_on_both_sides(
    kind, player, size, tmp_path
):
    found = viewings(kind, LOGS[kind], size(100, full=1_000), player=PLAYERS[player])

    ends = [viewing.end for viewing in found]
    assert [canonical.dumps([*states(viewing)][-1]) for viewing in found] == ends
    assert in_javascript(found, tmp_path) == ends
    assert len(found) == size(100, full=1_000)
