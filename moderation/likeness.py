"""How alike two texts are: a 64-bit SimHash over the three-letter pieces of a normal form; pure.

Charikar 2002. Measured on posts: a changed letter, case or point moves 2 to 8 bits, another word
in a short text 9 to 15; unrelated texts differ in 32.
"""

import struct
from functools import lru_cache
from hashlib import blake2b
from typing import Final

BITS = 64
_PIECE = 3
# A language has some thousands of pieces, at about 300 bytes each; the rest comes and goes.
_PIECES_KEPT: Final = 8_192
# A byte's bits, the lowest first, in lanes of 32 bits: so all 64 are counted by one addition.
_LANES: Final = [struct.pack("<8I", *(byte >> bit & 1 for bit in range(8))) for byte in range(256)]


def simhash(normal: str) -> int:
    """64 bits of a text in its normal form, of at least one character."""
    pieces = [normal[at : at + _PIECE] for at in range(max(1, len(normal) - _PIECE + 1))]
    ones = sum(map(_lanes, pieces))
    counts = struct.unpack(f"<{BITS}I", ones.to_bytes(4 * BITS, "little"))
    half = len(pieces) / 2
    return sum(1 << bit for bit, count in enumerate(counts) if count > half)


@lru_cache(maxsize=_PIECES_KEPT)
def _lanes(piece: str) -> int:
    """The bits of a piece's hash, a lane each."""
    hashed = blake2b(piece.encode(), digest_size=BITS // 8).digest()
    return int.from_bytes(b"".join(_LANES[byte] for byte in hashed[::-1]), "little")


def distance(one: int, other: int) -> int:
    """How many of their bits differ, 0 to 64."""
    return (one ^ other).bit_count()
