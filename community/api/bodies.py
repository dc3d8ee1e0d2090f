"""Bodies of requests: a command's fields, but for those that the path tells."""

from functools import cache
from typing import get_type_hints

import msgspec
from msgspec import Struct


@cache
def without(fields: type[Struct], *names: str) -> type[Struct]:
    """The struct of a command's fields without some: what is sent as the request's body."""
    hints = get_type_hints(fields, include_extras=True)
    left = [field for field in msgspec.structs.fields(fields) if field.name not in names]
    return msgspec.defstruct(
        f"{fields.__name__}Body",
        [(field.name, hints[field.name], _default(field)) for field in left],
        namespace={"__doc__": fields.__doc__},
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
    )


def _default(field: msgspec.structs.FieldInfo) -> object:
    if field.default_factory is not msgspec.NODEFAULT:
        return msgspec.field(default_factory=field.default_factory)
    return msgspec.field(default=field.default) if not field.required else msgspec.NODEFAULT
