"""SimHash: edited texts lie near each other, others far."""

import random  # noqa: TID251 -- seeded
from statistics import mean

import pytest

from moderation.likeness import distance, simhash
from moderation.normal import plain

SAID = "What a strike, nobody in the ground saw that one coming from so far out"
LETTERS = "etaoinshrdlucm   "


def hashed(text):
    return simhash(plain(text))


@pytest.mark.parametrize(
    "variant",
    [
        SAID.upper() + "!!!",
        SAID.replace("strike", "strikee"),
        SAID.replace(",", " ...") + " lol",
        SAID.replace("saw", "sawww").replace("What a", "what.a"),
    ],
)
def test_an_edited_text_is_within_eight_bits(variant):
    assert distance(hashed(SAID), hashed(variant)) <= 8


def test_unrelated_texts_differ_in_half_the_bits():
    chance = random.Random(7)  # noqa: S311 -- seeded
    texts = [hashed("".join(chance.choices(LETTERS, k=60))) for _ in range(80)]
    apart = [distance(one, other) for at, one in enumerate(texts) for other in texts[:at]]

    assert 26 < mean(apart) < 34
    assert sum(bits <= 8 for bits in apart) == 0


@pytest.mark.parametrize("text", ["a", "ab", "\U0001f525", "goal"])
def test_a_text_of_any_length_has_sixty_four_bits(text):
    assert 0 <= simhash(text) < 2**64
    assert distance(simhash(text), simhash(text)) == 0
