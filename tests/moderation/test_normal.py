"""The normal form: one for every disguise of a text, and stable."""

import pytest
from hypothesis import given, strategies as st

from moderation.normal import plain, unmasked, visible

# Any text, and text from the letters that disguises are made of.
texts = st.text(max_size=80) | st.text(
    "aA \u0430\u200b1!$@.ooo\u0301\U0001f525\u00df\u0130", max_size=40
)


@given(texts)
def test_a_normal_form_is_its_own(text):
    assert plain(plain(text)) == plain(text)


@given(texts)
def test_an_unmasked_form_is_its_own(text):
    assert unmasked(unmasked(text)) == unmasked(text)


@given(texts)
def test_what_is_seen_is_its_own(text):
    assert visible(visible(text)) == visible(text)


@given(texts, st.sampled_from(["\u200b", "\u2060", "\ufeff", "\u00ad"]), st.integers(0, 80))
def test_what_draws_nothing_changes_no_form(text, unseen, at):
    disguised = text[:at] + unseen + text[at:]

    assert plain(disguised) == plain(text)
    assert visible(disguised).strip() == visible(disguised.replace(unseen, "")).strip()


@given(texts)
def test_a_normal_form_is_words_parted_by_single_spaces(text):
    assert plain(text) == " ".join(plain(text).split())


@pytest.mark.parametrize(
    "disguised",
    [
        "City to WIN!",
        "c\u0456ty to win",  # a Ukrainian i
        "ci\u200bty t\u00ado w\u2060in",
        "\uff23\uff49\uff54\uff59 to win",  # full width
        "C\u0301i\u0327ty to win",
        "c i t y to w.i.n",
        "city,to;win",
    ],
)
def test_disguises_of_one_text_have_one_form(disguised):
    assert plain(disguised) == "city to win"


@pytest.mark.parametrize(
    ("masked", "read"),
    [
        ("c1ty t0 w1n", "city to win"),
        ("$trike", "strike"),
        ("sh!t", "shit"),
        ("what a goal!", "what a goal"),
        ("1-1 at 45+2", "1 1 at 45 2"),
        ("4-4-2", "4 4 2"),
    ],
)
def test_digits_and_signs_beside_letters_are_read_as_letters(masked, read):
    assert unmasked(masked) == read


def test_runs_are_cut_to_two_so_that_every_cry_is_one():
    assert plain("GOOOOOOAAAL!!!") == plain("goooaaaaal") == "gooaal"


def test_emoji_stay_and_their_tones_go():
    assert plain("\U0001f44f\U0001f3fd\U0001f44f") == "\U0001f44f\U0001f44f"
