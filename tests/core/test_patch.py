"""Merge patches: RFC 7396's table, exact differences, exact composition or a refusal."""

from itertools import pairwise

import pytest
from hypothesis import given, reject

from community.core import canonical
from community.core.patch import InexactError, apply, diff, merge
from tests.core.strategies import histories, json_values, keys, patches, states
from tests.vector_files import vectors

VECTORS = vectors("merge_patch")


def merged(first, second):
    """Their merger; a case that is rightly refused is no case of composition."""
    try:
        return merge(first, second)
    except InexactError:
        reject()


@pytest.mark.parametrize("vector", VECTORS["rfc7396"] + VECTORS["ours"], ids=str)
def test_a_patch_does_what_the_table_says(vector):
    result = apply(vector["patch"], vector["state"])

    assert canonical.dumps(result) == canonical.dumps(vector["result"])


@given(states(), states())
def test_a_difference_leads_exactly_to_the_later_state(before, after):
    written = canonical.dumps([before, after])

    result = apply(diff(before, after), before)

    assert canonical.dumps(result) == canonical.dumps(after)
    assert canonical.dumps([before, after]) == written


@given(states())
def test_equal_states_differ_by_nothing(state):
    assert diff(state, canonical.loads(canonical.dumps(state))) == {}


@given(patches(), patches(), states() | json_values())
def test_two_patches_in_turn_are_exactly_their_merger(first, second, state):
    merger = merged(first, second)

    in_turn = apply(second, apply(first, state))
    assert canonical.dumps(apply(merger, state)) == canonical.dumps(in_turn)


@given(histories(moments=4))
def test_states_that_keep_the_rule_always_compose(history):
    first, second, third = [diff(before, after) for before, after in pairwise(history)]

    merged = merge(merge(first, second), third)

    assert canonical.dumps(apply(merged, history[0])) == canonical.dumps(history[-1])
    assert canonical.dumps(merged) == canonical.dumps(merge(first, merge(second, third)))


@pytest.mark.parametrize("between", [None, 1, [2]])
def test_an_object_made_again_under_its_key_is_refused(between):
    first, second = {"a": {"k": between}}, {"a": {"k": {"y": 2}}}

    with pytest.raises(InexactError) as refused:
        merge(first, second)

    assert refused.value.pointer == "/a/k"
    state = {"a": {"k": {"x": 1}}}
    assert apply(second, apply(first, state)) == {"a": {"k": {"y": 2}}}
    assert apply({"a": {"k": {"y": 2}}}, state) == {"a": {"k": {"x": 1, "y": 2}}}


@given(keys)
def test_a_null_has_no_place_in_a_state(key):
    with pytest.raises(InexactError) as refused:
        diff({}, {"a": {key: None}})

    assert refused.value.pointer == canonical.pointer_to(("a", key))


def test_true_and_one_differ_wherever_they_stand():
    before = {"a": 1, "b": [1, [0]], "c": [{"d": 1}], "e": [1]}
    after = {"a": True, "b": [1, [False]], "c": [{"d": True}], "e": [1, 1]}

    assert canonical.dumps(diff(before, after)) == canonical.dumps(after)


def test_a_list_is_replaced_whole_and_its_nulls_stay():
    assert diff({"a": [1, None]}, {"a": [1, None]}) == {}
    assert diff({"a": [1, None]}, {"a": [None, {"b": None}]}) == {"a": [None, {"b": None}]}


def test_what_does_not_change_is_shared_and_what_does_is_new():
    still, deep = {"x": 1}, {"y": 2}
    state = {"still": still, "moved": {"x": 1, "deep": deep}}

    result = apply({"moved": {"x": 2}}, state)

    assert result == {"still": {"x": 1}, "moved": {"x": 2, "deep": {"y": 2}}}
    assert result["still"] is still
    assert result["moved"]["deep"] is deep
    assert state == {"still": {"x": 1}, "moved": {"x": 1, "deep": {"y": 2}}}
