"""The normal form of a text: what is compared, whatever disguise it came in; pure.

NFKD without marks and invisible characters, folded case, look-alikes as Latin letters, single
letters in a row joined, runs of a character cut to two, parted by single spaces. Emoji stay.
"""

import re
import unicodedata

# Letters of other scripts drawn as Latin ones: what evasion uses, not Unicode's whole list.
LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0445\u0443\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u043a\u043c\u0442"
    "\u03b1\u03bf\u03c1\u03bd\u03b9\u03ba\u03c5\u03c7\u03b5\u03c4\u0131\u0251\u0261\u029f\u1d0f\u1d1c",
    "aeopcxyijshdqwkmtaopvikuxetiaglou",
)
# Digits and signs read as letters, beside a letter; an exclamation mark only between two.
_LEET = str.maketrans("013457@$!", "oieastasi")
_LEET_RUN = re.compile(
    r"(?<=[^\W\d_])[013457@$]++"
    r"|(?<!\S)\$++(?=[^\W\d_])"
    r"|(?<![01345])[01345]++(?=[^\W\d_])"
    r"|(?<=[^\W\d_])!++(?=[^\W\d_])"
)
_SPACED_OUT = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)")
_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
# Marks over letters, joiners and other formats.
_UNSEEN = frozenset({"Mn", "Me", "Cf"})
_SKIN_TONES = range(0x1F3FB, 0x1F400)


def plain(text: str) -> str:
    """The normal form; the same again when it is normal already."""
    folded = _bare(_bare(text).casefold()).translate(LOOKALIKES)
    words = " ".join("".join(map(_kept, folded)).split())
    joined = _SPACED_OUT.sub(lambda found: found[0].replace(" ", ""), words)
    return _RUN.sub(r"\1\1", joined)


def unmasked(text: str) -> str:
    """The normal form with digits and signs beside letters read as the letters they stand for."""
    bare = _bare(_bare(text).casefold()).translate(LOOKALIKES)
    while (read := _LEET_RUN.sub(lambda found: found[0].translate(_LEET), bare)) != bare:
        bare = read
    return plain(bare)


def visible(text: str) -> str:
    """The text as it is seen: compatibility forms one, formats that draw nothing gone."""
    drawn = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return unicodedata.normalize("NFKC", drawn)


def _bare(text: str) -> str:
    if text.isascii():
        return text
    parted = unicodedata.normalize("NFKD", text)
    return "".join(filter(_is_seen, parted))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN and ord(character) not in _SKIN_TONES


def _kept(character: str) -> str:
    is_said = character.isalnum() or unicodedata.category(character) == "So"
    return character if is_said else " "
