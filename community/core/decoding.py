"""Decoding what outsiders send into structs; a misfit is a fault with its JSON pointer."""

import re
from typing import Any, TypeVar

import msgspec

from community.core.errors import Fault, InvalidError, MalformedError

Shape = TypeVar("Shape")

_PLACE = re.compile(r"^(?P<detail>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_STEP = re.compile(r"\.([A-Za-z0-9_]+)|\[(\d+|\.\.\.)\]")


def decode(octets: bytes | str | msgspec.Raw, shape: type[Shape]) -> Shape:
    """Read JSON into a shape; raises MalformedError, InvalidError with the first fault."""
    try:
        return msgspec.json.decode(octets, type=shape)
    except msgspec.ValidationError as fault:
        raise _invalid(fault) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise MalformedError(str(fault)[:200]) from None


def convert(value: Any, shape: type[Shape]) -> Shape:  # noqa: ANN401 -- builtins of any shape
    """Make builtins into a shape; raises InvalidError with the first fault."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as fault:
        raise _invalid(fault) from None


def _invalid(fault: msgspec.ValidationError) -> InvalidError:
    """The fault with msgspec's path, `$.goals[0].side`, as a JSON pointer."""
    told = _PLACE.match(str(fault))
    assert told is not None, "any text matches"
    steps = _STEP.findall(told["path"] or "")
    pointer = "".join(f"/{name or position}" for name, position in steps)
    return InvalidError(Fault(pointer=pointer, detail=told["detail"]))
