"""Refold: hold what is derived from a stream to its facts: snapshots, frontier, projections."""

from collections.abc import Callable, Iterator
from typing import Any

from community.core.merkle import Frontier, leaf_hashes
from community.streams import catalogue, folds
from community.streams.models import Batch, Stream

# A projection's check: given a stream and its folded state at an offset, what differs.
Check = Callable[[str, int, Any], Iterator[str]]
_checks: dict[str, list[Check]] = {}


def register(kind: str, check: Check) -> None:
    """Enter a projection's check for a kind of stream; wiring calls this once for each."""
    _checks.setdefault(kind, []).append(check)


def folded_streams() -> list[str]:
    """Every stream whose kind has a fold, by name."""
    rows = Stream.objects.filter(kind__in=folds.registered()).order_by("name")
    return list(rows.values_list("name", flat=True))


def differences(name: str) -> Iterator[str]:
    """What differs from one pass over a stream's facts; nothing when all is well.

    One fold from the first fact meets every stored snapshot on its way.
    """
    stream = Stream.objects.get(name=name)
    fold = folds.fold_of(name)
    assert fold is not None, "only folded kinds are refolded"
    stored = {
        row.offset: bytes(row.state)
        for row in stream.snapshots.filter(epoch=stream.epoch, fold_version=fold.version)
    }
    state, frontier, offset = fold.empty(), Frontier(), 0
    for first, lines in _batches(stream):
        if first != offset + 1:
            yield f"offset {offset + 1} is missing: the next batch begins at {first}"
            return
        frontier = frontier.extend(leaf_hashes(lines))
        for line in lines:
            offset += 1
            fold.fold(state, [(offset, catalogue.decode(line))])
            if offset in stored and fold.dump(state) != stored.pop(offset):
                yield f"the snapshot at {offset} differs from its facts"
    yield from (f"the snapshot at {beyond} is of no fact" for beyond in stored)
    if offset != stream.head:
        yield f"the head is {stream.head}, the last fact {offset}"
    elif frontier.to_bytes() != bytes(stream.frontier):
        yield "the Merkle frontier differs from the facts"
    for check in _checks.get(stream.kind, []):
        yield from check(name, offset, state)


def _batches(stream: Stream) -> Iterator[tuple[int, list[bytes]]]:
    rows = Batch.objects.filter(stream=stream, last_offset__lte=stream.head)
    for first, body in (
        rows.order_by("first_offset").values_list("first_offset", "body").iterator(chunk_size=64)
    ):
        yield first, bytes(body).split(b"\n")
