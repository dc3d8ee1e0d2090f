"""What docs/live.md tells outsiders in tables is what the code does."""

import re

from tests.house.live_doc import DOCUMENT, tables, written


def test_its_tables_are_the_codes_own(request):
    if request.config.getoption("--write-docs"):
        DOCUMENT.write_text(written(DOCUMENT.read_text()))

    text = DOCUMENT.read_text()

    assert written(text) == text, "pytest tests/house/test_live_doc.py --write-docs writes them"


def test_every_table_has_its_place():
    assert set(re.findall(r"<!-- (\w+) -->", DOCUMENT.read_text())) == {*tables(), "end"}


def test_a_table_that_says_something_else_is_found():
    text = DOCUMENT.read_text()

    changed = text.replace("| 4008 | slow |", "| 4009 | slow |")

    assert changed != text
    assert written(changed) == text
