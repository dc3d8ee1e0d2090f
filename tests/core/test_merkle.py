"""Merkle trees: RFC 6962's roots, the outside vectors, and what must hold for every tree."""

from base64 import b64decode
from functools import partial
from hashlib import sha256
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, strategies as st

from community.core.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    leaf_hashes,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from tests.shared_data import shared_folder
from tests.vector_files import vectors

LEAVES = leaf_hashes([number.to_bytes(2, "big") for number in range(300)])


def naive_root(leaves):
    """RFC 6962, 2.1, as it stands there."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def flipped(digest):
    return bytes([digest[0] ^ 1]) + digest[1:]


def each_flipped(proof):
    """The proof with one digest wrong, for each of them."""
    return [[*proof[:at], flipped(digest), *proof[at + 1 :]] for at, digest in enumerate(proof)]


def digests(texts):
    return [b64decode(text) for text in texts or []]


def test_the_reference_tree_has_the_roots_of_the_rfc():
    reference = vectors("merkle")
    entries = [bytes.fromhex(entry) for entry in reference["entries"]]

    roots = [Frontier().extend_with(entries[:size]).root().hex() for size in range(9)]

    assert roots == reference["roots"]


def test_the_tree_of_nothing_is_the_hash_of_nothing():
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()
    assert Frontier().to_bytes() == b""


def test_a_leaf_is_not_the_hash_of_its_entry():
    assert leaf_hash(b"") == sha256(b"\x00").digest()
    assert leaf_hashes([b"", b"a"]) == [leaf_hash(b""), leaf_hash(b"a")]


def test_a_frontier_has_the_naive_root_at_every_size():
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        frontier = frontier.extend([leaf])

        assert frontier.root() == root_of(LEAVES[:size]) == naive_root(LEAVES[:size])
        assert (frontier.size, len(frontier.peaks)) == (size, size.bit_count())


@given(st.lists(st.integers(0, 300), max_size=6))
def test_any_split_of_the_leaves_grows_the_same_frontier(cuts):
    frontier = Frontier()
    edges = [0, *sorted(cuts), len(LEAVES)]
    for low, high in pairwise(edges):
        frontier = frontier.extend(LEAVES[low:high])

    assert frontier == Frontier().extend(LEAVES)


def test_growing_a_frontier_leaves_the_old_one_as_it_was():
    before = Frontier().extend(LEAVES[:7])
    root = before.root()

    before.extend(LEAVES[7:20])

    assert (before.size, before.root()) == (7, root)


@given(st.integers(0, 300))
def test_a_stored_frontier_comes_back_whole(size):
    frontier = Frontier().extend(LEAVES[:size])

    assert Frontier.from_bytes(frontier.to_bytes(), size=size) == frontier
    assert len(frontier.to_bytes()) == 32 * size.bit_count()


@pytest.mark.parametrize(("octets", "size"), [(b"", 1), (b"x" * 32, 3), (b"x" * 31, 1), (b"", -1)])
def test_a_stored_frontier_of_another_size_is_refused(octets, size):
    with pytest.raises(ValueError, match="are no frontier of"):
        Frontier.from_bytes(octets, size=size)


@given(st.data())
def test_every_leaf_is_proven_and_a_forged_one_is_not(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaf, root = LEAVES[index], root_of(LEAVES[:size])

    proof = inclusion_proof(LEAVES[:size], index)

    holds = partial(verify_inclusion, leaf=leaf, index=index, size=size, root=root, proof=proof)
    assert len(proof) <= (size - 1).bit_length()
    assert holds()
    assert not holds(leaf=flipped(leaf))
    assert not holds(root=flipped(root))
    assert not holds(index=size)
    assert not holds(proof=[*proof, leaf])
    assert not holds(proof=[digest + b"\x00" for digest in (*proof, b"")])
    assert not any(holds(proof=forged) for forged in each_flipped(proof))


@given(st.data())
def test_every_earlier_tree_is_proven_a_beginning_and_a_forged_one_is_not(data):
    second = data.draw(st.integers(1, 300))
    first = data.draw(st.integers(1, second))
    old, new = root_of(LEAVES[:first]), root_of(LEAVES[:second])

    proof = consistency_proof(LEAVES[:second], first)

    holds = partial(
        verify_consistency,
        first=first,
        second=second,
        first_root=old,
        second_root=new,
        proof=proof,
    )
    assert len(proof) <= (second - 1).bit_length() + 1
    assert holds()
    assert not holds(first_root=flipped(old))
    assert not holds(second_root=flipped(new))
    assert not holds(proof=[*proof, LEAVES[0]])
    assert not holds(proof=[digest + b"\x00" for digest in (*proof, b"")])
    assert not any(holds(proof=forged) for forged in each_flipped(proof))


def test_a_tree_of_nothing_begins_no_tree():
    holds = partial(
        verify_consistency, second=2, first_root=EMPTY_ROOT, second_root=root_of(LEAVES[:2])
    )

    assert not holds(first=0, proof=[])
    assert not holds(first=3, proof=[])


def test_outside_inclusion_vectors_hold():
    paths = sorted((shared_folder("merkle") / "inclusion").rglob("*.json"))
    for path in paths:
        vector = msgspec.json.decode(path.read_bytes())
        holds = verify_inclusion(
            leaf=b64decode(vector["leafHash"]),
            index=vector["leafIdx"],
            size=vector["treeSize"],
            proof=digests(vector["proof"]),
            root=b64decode(vector["root"]),
        )

        assert holds is not vector["wantErr"], path

    assert len(paths) == 98


def test_outside_consistency_vectors_hold():
    paths = sorted((shared_folder("merkle") / "consistency").rglob("*.json"))
    for path in paths:
        vector = msgspec.json.decode(path.read_bytes())
        holds = verify_consistency(
            first=vector["size1"],
            second=vector["size2"],
            first_root=b64decode(vector["root1"]),
            second_root=b64decode(vector["root2"]),
            proof=digests(vector["proof"]),
        )

        assert holds is not vector["wantErr"], path

    assert len(paths) == 98
