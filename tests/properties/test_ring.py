"""The ring brings a state from the beginning of any step it holds to the head, or says no."""

from itertools import pairwise

from hypothesis import given, strategies as st

from community.core import patch
from community.edge.protocol import Notice
from community.edge.ring import Ring, Step
from tests.properties.strategies import SETTLED

STEPS_MAX = 6

leaves = st.integers(0, 3) | st.booleans() | st.lists(st.integers(0, 2), max_size=2)
states = st.dictionaries(
    st.sampled_from("abcd"),
    st.recursive(
        leaves,
        lambda inner: st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)
# A state at 0, then one more after each step; a step takes 1 to 3 offsets.
lives = st.lists(states, min_size=2, max_size=10)


def live(told):
    """A ring that saw these states one after the other, and the state at each offset."""
    ring, held, offset = Ring(steps_max=STEPS_MAX), {0: told[0]}, 0
    for number, (before, after) in enumerate(pairwise(told), start=1):
        ends = offset + 1 + number % 3
        notice = Notice(offset=ends, type="match.goal", id=f"event_{number}", at=number, data={})
        ring.push(
            Step(
                from_=offset,
                to=ends,
                at=number,
                patch=patch.diff(before, after),
                notices=[notice],
                trace=f"{number:032x}",
            )
        )
        offset = ends
        held[offset] = after
    return ring, held, offset


@SETTLED
@given(lives)
def test_one_step_from_anywhere_is_all_the_steps_in_turn(told):
    ring, held, head = live(told)
    offsets = sorted(held)

    for place, offset in enumerate(offsets[:-1]):
        whole = ring.to_head(offset)
        steps = len(offsets) - 1 - place
        if whole is None:
            # Too old, or something was removed and made an object again on the way.
            assert steps > 1
            continue
        assert steps <= STEPS_MAX
        assert patch.apply(whole.patch, held[offset]) == held[head]
        assert (whole.from_, whole.to) == (offset, head)
        assert [notice.offset for notice in whole.notices] == offsets[place + 1 :]
        assert (whole.at, whole.trace) == (len(told) - 1, f"{len(told) - 1:032x}")


@SETTLED
@given(st.lists(st.integers(0, 9), min_size=2, max_size=12))
def test_states_without_objects_made_again_are_reached_from_every_step_held(numbers):
    ring, held, head = live([{"score": number, "of": {"home": number}} for number in numbers])

    reached = [offset for offset in sorted(held) if ring.to_head(offset) is not None]

    assert reached == sorted(held)[:-1][-STEPS_MAX:]
    assert head not in reached


def test_no_step_begins_between_the_ends_of_one():
    ring, held, _ = live([{}, {"a": 1}, {"a": 2}])

    assert sorted(held) == [0, 2, 5]
    assert [offset for offset in range(-1, 9) if ring.to_head(offset)] == [0, 2]


def test_what_was_removed_and_made_again_is_left_to_the_snapshot():
    ring, held, _ = live([{"a": {"x": 1}}, {}, {"a": {"y": 1}}, {"a": {"y": 2}}])
    first, second, third, _ = sorted(held)

    assert ring.to_head(third).patch == {"a": {"y": 2}}
    assert ring.to_head(second).patch == {"a": {"y": 2}}
    assert ring.to_head(first) is None
    assert ring.to_head(second).patch == {"a": {"y": 2}}


def test_only_the_end_of_a_step_held_has_a_time():
    ring, held, _ = live([{}, {"a": 1}, {"a": 2}])

    assert sorted(held) == [0, 2, 5]
    assert [ring.ended_at(offset) for offset in range(7)] == [None, None, 1, None, None, 2, None]
    assert Ring(steps_max=STEPS_MAX).ended_at(0) is None


def test_a_trace_is_known_while_its_step_is_held():
    ring, _, _ = live([{"a": number} for number in range(STEPS_MAX + 2)])

    assert ring.traced_at(f"{STEPS_MAX + 1:032x}") == STEPS_MAX + 1
    assert ring.traced_at(f"{2:032x}") == 2
    assert ring.traced_at(f"{1:032x}") is None


def test_the_newest_step_says_where_it_begins():
    ring, held, _ = live([{}, {"a": 1}, {"a": 2}])

    assert ring.newest_from == sorted(held)[-2]
    assert Ring(steps_max=STEPS_MAX).newest_from is None
