"""What a text is compared by: never its words, and erasable."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from moderation.likeness import BITS, simhash
from moderation.rules import Said

_SIGN = 1 << (BITS - 1)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is kept of a text to compare others with.

    sameness: a hash of the normal form, keyed so that no guess can be tried on it. likeness: its
    SimHash as a signed integer, None for a text too short to compare.
    """

    sameness: str
    likeness: int | None


def marks_of(said: Said) -> Marks:
    """The marks of a text."""
    normal = said.plain
    keyed = salted_hmac("moderation.sameness", normal, algorithm="sha256").hexdigest()
    if len(normal) < said.policy.alike_chars_min:
        return Marks(sameness=keyed, likeness=None)
    hashed = simhash(normal)
    return Marks(sameness=keyed, likeness=hashed - 2 * _SIGN if hashed & _SIGN else hashed)
