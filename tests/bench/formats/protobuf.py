"""The operations as protobuf at its best: typed fields, numbers for closed sets, nothing generated.

Needs the packages of the dependency group `bench`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from tests.bench.formats.operations import Operation, Tally

# Closed sets, numbered by place; formats/protobuf.mjs has the same.
TYPES = (
    "match.pass", "match.duel", "match.touch", "match.foul", "match.shot", "match.save",
    "match.corner", "match.offside", "match.card",
)  # fmt: skip
SIDES = ("home", "away")
_FIELD = descriptor_pb2.FieldDescriptorProto
_FIELDS = (
    ("offset", 1, _FIELD.TYPE_UINT64), ("type", 2, _FIELD.TYPE_UINT32),
    ("id", 3, _FIELD.TYPE_STRING), ("at", 4, _FIELD.TYPE_UINT64),
    ("period", 5, _FIELD.TYPE_UINT32), ("clock_ms", 6, _FIELD.TYPE_UINT32),
    ("side", 7, _FIELD.TYPE_UINT32), ("player", 8, _FIELD.TYPE_STRING),
    ("x", 9, _FIELD.TYPE_UINT32), ("y", 10, _FIELD.TYPE_UINT32),
    ("to_x", 11, _FIELD.TYPE_UINT32), ("to_y", 12, _FIELD.TYPE_UINT32),
    ("accurate", 13, _FIELD.TYPE_BOOL), ("on_target", 14, _FIELD.TYPE_BOOL),
    ("won", 15, _FIELD.TYPE_BOOL), ("kind", 16, _FIELD.TYPE_STRING),
    ("colour", 17, _FIELD.TYPE_STRING),
)  # fmt: skip
_SPARSE = ("x", "y", "to_x", "to_y", "accurate", "on_target", "won", "kind", "colour")


def _classes() -> tuple[Any, Any]:
    told = descriptor_pb2.FileDescriptorProto(name="bench.proto", package="bench", syntax="proto2")
    operation = told.message_type.add(name="Operation")
    for name, number, kind in _FIELDS:
        operation.field.add(name=name, number=number, type=kind, label=_FIELD.LABEL_OPTIONAL)
    frame = told.message_type.add(name="Frame")
    frame.field.add(
        name="operations",
        number=1,
        type=_FIELD.TYPE_MESSAGE,
        type_name=".bench.Operation",
        label=_FIELD.LABEL_REPEATED,
    )
    pool = descriptor_pool.DescriptorPool()
    pool.Add(told)
    found = (pool.FindMessageTypeByName(f"bench.{name}") for name in ("Operation", "Frame"))
    one, many = map(message_factory.GetMessageClass, found)
    return one, many


_Operation, Frame = _classes()
_NUMBERS = {name: number for number, name in enumerate(TYPES)}


def encode(operations: Sequence[Operation]) -> bytes:
    """A frame's bytes, by way of protobuf's own objects, as any server of Python's would."""
    return bytes(Frame(operations=map(_message, operations)).SerializeToString())


def _message(operation: Operation) -> Any:  # a class made at run time
    data = operation.data
    sparse = {name: told for name in _SPARSE if (told := getattr(data, name)) is not None}
    return _Operation(
        offset=operation.offset,
        type=_NUMBERS[operation.type],
        id=operation.id,
        at=operation.at,
        period=data.period,
        clock_ms=data.clock_ms,
        side=SIDES.index(data.side),
        player=data.player,
        **sparse,
    )


def decode(octets: bytes) -> Any:  # a class made at run time
    """A frame of protobuf's own objects."""
    return Frame.FromString(octets)


@dataclass(slots=True)
class _Named:
    """An operation's fields with names for numbers, as a fold wants them."""

    side: str = ""
    player: str = ""
    period: int = 0
    clock_ms: int = 0
    x: int = 0
    y: int = 0
    to_x: int = 0
    to_y: int = 0


def replay(tally: Tally, frame: Any) -> None:
    """Fold a frame."""
    named = _Named()
    for operation in frame.operations:
        named.side = SIDES[operation.side]
        named.player, named.period = operation.player, operation.period
        named.clock_ms = operation.clock_ms
        named.x, named.y = operation.x, operation.y
        named.to_x, named.to_y = operation.to_x, operation.to_y
        tally.take(operation.offset, TYPES[operation.type], named)
