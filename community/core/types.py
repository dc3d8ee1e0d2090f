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
IDENTIFIER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}\Z"
Identifier: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=IDENTIFIER_PATTERN, description="An opaque id.")
]
# An Identifier whose form is checked beside the type: by the door for a whole batch, and not again
# when the log is read. As a pattern it cost 0.4 us a string, most of what reading a fact takes.
CheckedIdentifier: TypeAlias = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=80,
        description="An opaque id.",
        extra_json_schema={"pattern": IDENTIFIER_PATTERN},
    ),
]
StreamName: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[a-z]+(\.[A-Za-z0-9_-]{1,64})?\Z", description="kind.id")
]
# A JSON value and object inside the canonical domain; msgspec knows no recursive alias.
JsonValue: TypeAlias = Any
JsonObject: TypeAlias = dict[str, Any]
