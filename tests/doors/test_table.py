"""The table bites: a row too few, too many or wrong is told as it would have to be."""

import pytest

from tests.doors import table

ROW = "GET / 200 200 200 200 200 200 200"


def test_a_table_that_holds_has_nothing_to_change():
    assert table.differences(table.read(f"# words\n\n{ROW}\n"), {"GET /": ["200"] * 7}) == []


def test_a_way_in_without_a_row_is_told_as_the_row_to_add():
    [told] = table.differences({}, {"GET /": ["200"] * 7})

    verb, row = told.split(": ")
    assert verb == "add"
    assert table.read(row) == table.read(ROW)


def test_another_answer_is_told_as_the_row_to_change():
    [told] = table.differences(table.read(ROW), {"GET /": ["200"] * 6 + ["403"]})

    assert told.startswith("change to: GET")
    assert told.endswith("403")


def test_a_row_of_nothing_that_is_there_is_told_as_one_to_take_away():
    [told] = table.differences(table.read(ROW), {})

    assert told.startswith("take away: GET")


@pytest.mark.parametrize("text", [f"{ROW}\n{ROW}", "GET / 200"])
def test_two_rows_of_one_way_in_and_half_a_row_are_found(text):
    with pytest.raises(AssertionError, match="GET /"):
        table.read(text)


def test_every_file_of_rows_is_read_and_none_repeats_another():
    assert table.every()
