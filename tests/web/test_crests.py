"""Crests: drawn from code and colour, legible, and told apart."""

import pytest

from community.web.presenters.crests import crest, crests


def test_a_club_has_the_same_crest_everywhere():
    assert crest("CTY", "#6CABDD") == crest("CTY", "#6cabdd")
    assert crest("CTY", "#6cabdd").field == "#6cabdd"


@pytest.mark.parametrize(
    ("colour", "letters"),
    [
        ("#ffffff", "#14231c"),
        ("#000000", "#fbf8ef"),
        ("#f4c430", "#14231c"),
        ("#1d4e89", "#fbf8ef"),
    ],
)
def test_letters_can_be_read_on_their_field(colour, letters):
    assert crest("CTY", colour).letters == letters


@pytest.mark.parametrize("colour", ["", "red", "#fff", 'x"><script>'])
def test_a_colour_that_is_none_gives_way_to_one_of_ours(colour):
    assert crest("CTY", colour).field == crest("CTY").field


def test_away_changes_shirt_when_both_look_alike():
    drawn = crests(("CTY", "#d00000"), ("UTD", "#da1010"))

    assert drawn["home"].field == "#d00000"
    assert drawn["away"].field != "#da1010"


def test_two_shirts_far_apart_are_kept():
    drawn = crests(("CTY", "#6cabdd"), ("UTD", "#da291c"))

    assert (drawn["home"].field, drawn["away"].field) == ("#6cabdd", "#da291c")
