"""The bare types every floor shares; units and ranges live in their names and bounds."""

from typing import Annotated, Any, NewType, TypeAlias

import msgspec

# JavaScript's and RFC 8785's largest exact integer.
SAFE_INTEGER_MAX = 2**53 - 1

Offset = NewType("Offset", int)
Millis = NewType("Millis", int)

SafeInteger: TypeAlias = Annotated[int, msgspec.Meta(ge=-SAFE_INTEGER_MAX, le=SAFE_INTEGER_MAX)]
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=SAFE_INTEGER_MAX)]
EpochMillis: TypeAlias = Annotated[
    int, msgspec.Meta(ge=0, le=253_402_300_799_999, description="Milliseconds since 1970, UTC.")
]
Identifier: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}\Z", description="An opaque id.")
]
StreamName: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z]+(\.[A-Za-z0-9_-]{1,64})?\Z", description="kind.id")
]
# A JSON value and object inside the canonical domain; msgspec knows no recursive alias.
JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
