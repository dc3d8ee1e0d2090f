"""Which letters a post may hold: none that nobody sees, none heaped on others; pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

# Controls but newline and tab, line and paragraph separators, overrides of the writing's direction,
# and the anchors of annotations: all of them make a text look like what it is not.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufeff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_MARKS: Final = frozenset({"Mn", "Me", "Mc"})
_SHOWN: Final = frozenset("LNPS")


def faults(text: str, *, marks_max: int) -> Iterator[str]:
    """What is wrong with a text's letters, each in a few words."""
    if _SURROGATE.search(text):
        yield "half a letter: a lone surrogate"
        return
    if _UNSEEN.search(text):
        yield "control characters"
    if _marks(text) > marks_max:
        yield f"more than {marks_max} marks on one letter"


def _marks(text: str) -> int:
    """The longest run of combining marks."""
    if text.isascii():
        return 0
    longest = run = 0
    for letter in text:
        run = run + 1 if unicodedata.category(letter) in _MARKS else 0
        longest = max(longest, run)
    return longest


def is_seen(text: str) -> bool:
    """Whether a reader sees anything of it."""
    return any(unicodedata.category(letter)[0] in _SHOWN for letter in text)


def settled(text: str) -> str:
    """The text with one kind of line end, and no blank at its edges."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
