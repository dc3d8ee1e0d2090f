"""Ids: derived ones are the same everywhere, and a whole batch's form is checked in one match."""

import pytest

from community.core.ids import are_identifiers, derived_id, derived_ids


def test_a_derived_id_is_known_from_its_parts_for_ever():
    assert derived_id("event", "match_1", "wyscout", "7") == "event_6239742045e5ba2ce743ad60"


def test_ids_derived_together_are_those_derived_alone():
    assert derived_ids("event", "match_1", "wyscout", lasts=["7", "8"]) == [
        derived_id("event", "match_1", "wyscout", "7"),
        derived_id("event", "match_1", "wyscout", "8"),
    ]


@pytest.mark.parametrize("text", ["7", "a", "A.b:c-d_e", "x" * 80])
def test_identifiers_are_known_among_others(text):
    assert are_identifiers([text])
    assert are_identifiers(["first", text, "last"])


@pytest.mark.parametrize(
    "text", ["", " ", "-a", "a b", "a\n", "a\nb", "\n", "é", "x" * 81, "a\0", "a/b"]
)
def test_one_that_is_none_is_found_wherever_it_stands(text):
    assert not are_identifiers([text])
    assert not are_identifiers([text, "last"])
    assert not are_identifiers(["first", text])
