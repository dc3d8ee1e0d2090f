"""Every topic's state fits in a frame when it is as full as it can be."""

import pytest

from community.config import files, parsing
from community.core import canonical
from community.matches.timeline import INCIDENTS_MAX
from community.streams import folds
from community.streams.folds import STATE_BYTES_MAX
from tests.matches.filled import filled_match
from tests.notices.filled import filled_bell

# For each kind of stream with a fold: its state filled to every bound.
FILLED = {"match": filled_match, "user": filled_bell}


def excess(kind, fill):
    """Bytes by which a filled state's public form passes what a frame may hold; 0 when it fits."""
    public = folds.registered()[kind].project(fill())
    return max(0, len(canonical.dumps(public)) - STATE_BYTES_MAX)


def test_every_fold_has_a_state_filled_to_its_bound():
    assert set(FILLED) == set(folds.registered())


@pytest.mark.parametrize("kind", FILLED)
def test_a_state_filled_to_every_bound_fits_in_a_frame(kind):
    assert excess(kind, FILLED[kind]) == 0


def test_a_state_past_its_bound_is_found():
    def overfull():
        state = filled_match()
        incident = next(iter(state.timeline.values()))
        state.timeline |= {f"event_{number:024x}": incident for number in range(10**6, 10**6 + 200)}
        return state

    assert excess("match", overfull) > 0


def test_the_policy_lets_in_no_more_incidents_than_the_board_shows():
    policies = parsing.gather(files.repository())

    assert policies.matches.incidents_max <= INCIDENTS_MAX
