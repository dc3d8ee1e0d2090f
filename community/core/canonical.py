"""Canonical JSON: RFC 8785 within our domain; what is outside the domain is refused.

The domain: ASCII keys, strings without lone surrogates, booleans, null, integers within
+-(2^53-1), lists and objects, nested at most DEPTH_MAX deep. RFC 8785 sorts keys by UTF-16 units
and msgspec by bytes: for ASCII keys both are the same order, and JavaScript's sort() is a third.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, TypeAlias

import msgspec

from community.core.errors import OutsideDomainError
from community.core.types import SAFE_INTEGER_MAX, JsonValue

# No fact or state of ours passes 8; without a bound a hostile body would spend the stack.
DEPTH_MAX = 32

# Keys and positions from the root down to a value.
Path: TypeAlias = tuple[str | int, ...]

_TOO_DEEP = f"nested more than {DEPTH_MAX} deep"
_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder()


def dumps(value: object) -> bytes:
    """Encode builtins or structs; raises OutsideDomainError with a JSON pointer to the fault.

    A type that msgspec does not know is no value at all: TypeError.
    """
    try:
        plain = msgspec.to_builtins(value, order="sorted")
    except RecursionError as fault:
        raise OutsideDomainError(pointer="", fault=_TOO_DEEP) from fault
    _refuse_outside(plain, ())
    return _encoder.encode(plain)


def encode_struct(value: msgspec.Struct) -> bytes:
    """Encode a struct whose types already hold it inside the domain (the catalogue checks them).

    A lone surrogate still raises OutsideDomainError: types cannot see it, UTF-8 can.
    """
    try:
        return _encoder.encode(value)
    except UnicodeEncodeError:
        return dumps(value)  # which finds the place and raises


def encode_structs(values: Sequence[msgspec.Struct]) -> list[bytes]:
    """Encode each as encode_struct does, all in one call."""
    try:
        lines = _encoder.encode_lines(values)
    except UnicodeEncodeError:
        return [encode_struct(value) for value in values]  # which raises at the one
    return lines.split(b"\n")[:-1]


def loads(octets: bytes | str) -> Any:  # noqa: ANN401 -- JSON is any value; callers convert
    """Decode JSON and refuse what is outside the domain; of a repeated key the last one counts."""
    try:
        value = _decoder.decode(octets)
    except RecursionError as fault:
        raise OutsideDomainError(pointer="", fault=_TOO_DEEP) from fault
    except (msgspec.DecodeError, UnicodeError) as fault:
        raise OutsideDomainError(pointer="", fault=str(fault)) from fault
    _refuse_outside(value, ())
    return value


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(dumps(value)).hexdigest()


def pointer_to(path: Path) -> str:
    """The JSON pointer of keys and positions from the root down (RFC 6901)."""
    return "".join(f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in path)


def _refuse_outside(value: JsonValue, path: Path) -> None:
    if isinstance(value, dict):
        _refuse_deep(path)
        for key, item in value.items():
            _refuse_key(key, path)
            _refuse_outside(item, (*path, key))
    elif isinstance(value, list | tuple):
        _refuse_deep(path)
        for position, item in enumerate(value):
            _refuse_outside(item, (*path, position))
    elif (fault := _fault_of(value)) is not None:
        raise OutsideDomainError(pointer=pointer_to(path), fault=fault)


def _refuse_deep(path: Path) -> None:
    if len(path) >= DEPTH_MAX:
        raise OutsideDomainError(pointer=pointer_to(path), fault=_TOO_DEEP)


def _refuse_key(key: object, path: Path) -> None:
    if isinstance(key, str) and key.isascii():
        return
    # A pointer is text itself: a key that has no UTF-8 form is told by its object.
    place = (*path, key) if isinstance(key, str) and _is_scalar_text(key) else path
    raise OutsideDomainError(pointer=pointer_to(place), fault="key is not ASCII text")


def _fault_of(scalar: object) -> str | None:
    """Why a value other than a list or an object is outside the domain; None when it is inside."""
    if isinstance(scalar, str):
        return None if scalar.isascii() or _is_scalar_text(scalar) else "lone surrogate"
    if isinstance(scalar, int):
        inside = -SAFE_INTEGER_MAX <= scalar <= SAFE_INTEGER_MAX
        return None if inside else "integer beyond 2^53-1"
    return None if scalar is None else f"{type(scalar).__name__} has no form"


def _is_scalar_text(text: str) -> bool:
    """Whether every code point is a Unicode scalar value, so that UTF-8 can carry it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
