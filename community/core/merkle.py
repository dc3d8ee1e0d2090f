"""Merkle trees over SHA-256: roots, the compact right edge, proofs; knows nothing of streams.

A leaf is the hash of an entry after a zero byte, a node the hash of its two children after a one
byte; all are 32 bytes. RFC 6962, 2.1 and RFC 9162, 2.1, which agree on every root and proof.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from community.core.digests import short_sha256

DIGEST_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of a zero byte and the entry; 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def leaf_hashes(entries: Sequence[bytes]) -> list[bytes]:
    """The leaf_hash of each entry, in order; this and extend are the hot path of every append."""
    hasher, prefix = sha256, b"\x00"
    return [hasher(prefix + entry).digest() for entry in entries]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: its size and the roots of its full subtrees, largest first.

    peaks: a digest of 32 bytes for every bit set in size; the tree needs no more to grow.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def from_bytes(cls, octets: bytes, *, size: int) -> "Frontier":
        """Read what to_bytes wrote; ValueError when the length does not fit the size."""
        if size < 0 or len(octets) != DIGEST_BYTES * size.bit_count():
            message = f"{len(octets)} bytes are no frontier of {size} leaves"
            raise ValueError(message)
        starts = range(0, len(octets), DIGEST_BYTES)
        return cls(size, tuple(octets[start : start + DIGEST_BYTES] for start in starts))

    def to_bytes(self) -> bytes:
        """The peaks one after the other, largest subtree first; the size is stored beside them."""
        return b"".join(self.peaks)

    def extend_with(self, entries: Sequence[bytes]) -> "Frontier":
        """The frontier after more entries, hashed here."""
        return self.extend(leaf_hashes(entries))

    def extend(self, leaves: Sequence[bytes]) -> "Frontier":
        """The frontier after more leaves, each a leaf_hash.

        Level by level: the peak that waits there goes before the new nodes, pairs are hashed, and
        an odd one out is the new peak. n leaves cost n hashes and one list a level.
        """
        hasher, prefix = short_sha256, b"\x01"
        waiting = list(self.peaks)
        grown: list[bytes] = []
        size, nodes = self.size, list(leaves)
        while nodes or size:
            if size & 1:
                nodes.insert(0, waiting.pop())
            if len(nodes) & 1:
                grown.append(nodes.pop())
            pairs = iter(nodes)
            nodes = [
                hasher(prefix + left + right).digest()
                for left, right in zip(pairs, pairs, strict=True)
            ]
            size >>= 1
        return Frontier(self.size + len(leaves), tuple(reversed(grown)))

    def root(self) -> bytes:
        """The tree head's hash, 32 bytes; of no leaves, the hash of nothing."""
        if not self.peaks:
            return EMPTY_ROOT
        *left, node = self.peaks
        for peak in reversed(left):
            node = _node(peak, node)
        return node


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root of leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Sibling hashes from leaf to root, lowest first.

    leaves: n digests of 32 bytes; 0 <= index < n; returns ceil(log2 n) digests or fewer.
    RFC 9162, 2.1.3.1.
    """
    assert 0 <= index < len(leaves), f"no leaf {index} among {len(leaves)}"
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            proof.append(root_of(leaves[middle:high]))
            high = middle
        else:
            proof.append(root_of(leaves[low:middle]))
            low = middle
    return proof[::-1]


def consistency_proof(leaves: Sequence[bytes], first: int) -> list[bytes]:
    """The hashes that show the tree of the first leaves to be a beginning of the tree of all.

    leaves: n digests of 32 bytes; 1 <= first <= n; returns ceil(log2 n) + 1 digests or fewer.
    RFC 9162, 2.1.4.1.
    """
    assert 0 < first <= len(leaves), f"no tree of {first} within {len(leaves)}"
    proof: list[bytes] = []
    low, high = 0, len(leaves)
    while first < high:
        middle = low + _split(high - low)
        if first <= middle:
            proof.append(root_of(leaves[middle:high]))
            high = middle
        else:
            proof.append(root_of(leaves[low:middle]))
            low = middle
    if low:  # else the subtree is the first tree itself, whose root the verifier holds
        proof.append(root_of(leaves[low:high]))
    return proof[::-1]


def verify_inclusion(
    *, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether the proof shows the leaf hash at 0 <= index < size under the root.

    RFC 9162, 2.1.3.2; whatever is malformed is False.
    """
    if not 0 <= index < size or not _are_digests(leaf, *proof):
        return False
    sides = _sides(index, size - 1)
    if len(sides) != len(proof):
        return False
    node = leaf
    for sibling, is_left in zip(proof, sides, strict=True):
        node = _node(sibling, node) if is_left else _node(node, sibling)
    return node == root


def verify_consistency(
    *, first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows the tree of `first` leaves to begin the tree of `second` leaves.

    RFC 9162, 2.1.4.2; 1 <= first <= second, and whatever is malformed is False.
    """
    if first == second:
        return first > 0 and not proof and first_root == second_root
    if not 0 < first < second or not _are_digests(first_root, *proof):
        return False
    # A first tree that is full is itself the lowest node of the path, and is left out of the proof.
    path = [first_root, *proof] if first.bit_count() == 1 else list(proof)
    lift = _trailing_zeros(first)
    sides = _sides((first - 1) >> lift, (second - 1) >> lift)
    if len(sides) + 1 != len(path):
        return False
    old = new = path[0]
    for sibling, is_left in zip(path[1:], sides, strict=True):
        if is_left:
            old, new = _node(sibling, old), _node(sibling, new)
        else:
            new = _node(new, sibling)
    return (old, new) == (first_root, second_root)


def _sides(place: int, last: int) -> list[bool]:
    """Whether each sibling is the left one, going up from a place on a level ending at last."""
    sides: list[bool] = []
    while last:
        is_left = place & 1 == 1 or place == last
        # The last node of a level may have no sibling there: it rises until it is a right child.
        lift = _trailing_zeros(place) + 1 if is_left else 1
        sides.append(is_left)
        place, last = place >> lift, last >> lift
    return sides


def _node(left: bytes, right: bytes) -> bytes:
    return short_sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below size, which is 2 or more."""
    return 1 << ((size - 1).bit_length() - 1)


def _trailing_zeros(number: int) -> int:
    """How often a number above 0 can be halved without a rest."""
    return (number & -number).bit_length() - 1


def _are_digests(*octets: bytes) -> bool:
    return all(len(each) == DIGEST_BYTES for each in octets)
