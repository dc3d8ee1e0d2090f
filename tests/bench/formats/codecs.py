"""Each format's way from the server's objects to bytes and back; a frame is many operations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tests.bench.formats.operations import Operation, Tally


@dataclass(frozen=True, kw_only=True)
class Codec:
    """A format: `decode` gives its own objects, which `replay` folds."""

    name: str
    encode: Callable[[Sequence[Operation]], bytes]
    decode: Callable[[bytes], Any]
    replay: Callable[[Tally, Any], None]


def codecs() -> list[Codec]:
    """All that can be had here: protobuf only where its package is installed."""
    found = [
        Codec(
            name="json",
            encode=msgspec.json.Encoder().encode,
            decode=msgspec.json.Decoder(list[Operation]).decode,
            replay=_replay,
        ),
        Codec(
            name="msgpack",
            encode=msgspec.msgpack.Encoder().encode,
            decode=msgspec.msgpack.Decoder(list[Operation]).decode,
            replay=_replay,
        ),
    ]
    try:
        from tests.bench.formats import protobuf  # noqa: PLC0415 -- a package of the bench alone
    except ImportError:
        return found
    return [
        *found,
        Codec(
            name="protobuf",
            encode=protobuf.encode,
            decode=protobuf.decode,
            replay=protobuf.replay,
        ),
    ]


def _replay(tally: Tally, operations: Sequence[Operation]) -> None:
    for operation in operations:
        tally.take(operation.offset, operation.type, operation.data)
