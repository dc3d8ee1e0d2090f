"""Every topic's state fits in a frame when it is as full as it can be."""

import pytest

from community.config import files, parsing
from community.core import canonical, patch
from community.matches.timeline import INCIDENTS_MAX
from community.streams import folds
from community.streams.folds import STATE_BYTES_MAX
from tests.matches.filled import filled_match
from tests.notices.filled import filled_bell
from tests.threads.factories import filled_thread, overlays_over, posted

# For each kind of stream with a fold: its state filled to every bound.
FILLED = {"match": filled_match, "thread": filled_thread, "user": filled_bell}
# What lies over a filled state where it is shown, by kind: texts as long as they are counted.
OVER = {"thread": overlays_over}


def excess(kind, fill):
    """Bytes by which a filled state's public form passes what a frame may hold; 0 when it fits."""
    state = fill()
    public = folds.registered()[kind].project(state, OVER.get(kind, bare)(state))
    return max(0, len(canonical.dumps(public)) - STATE_BYTES_MAX)


def bare(_):
    """Nothing lies over it."""
    return folds.EMPTY


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


def test_a_frame_of_which_every_post_is_another_fits_too():
    fold = folds.registered()["thread"]
    before, after = filled_thread(), filled_thread()
    fold.fold(after, [(10_000 + number, posted(number)) for number in range(1_000, 1_300)])
    told = patch.diff(
        fold.project(before, overlays_over(before)), fold.project(after, overlays_over(after))
    )

    assert len(after.posts) > 100
    assert len(canonical.dumps(told)) < STATE_BYTES_MAX - 1_024
