"""JSON Schema of msgspec types, in words that ECMA's regular expressions share."""

from collections.abc import Sequence
from inspect import cleandoc
from typing import Any

import msgspec

from community.core.types import JsonObject


def components(
    shapes: Sequence[Any], *, ref_template: str
) -> tuple[list[JsonObject], dict[str, JsonObject]]:
    """(per shape, by component name): schemas that refer to one another by ref_template."""
    made, named = msgspec.json.schema_components(shapes, ref_template=ref_template)
    return (
        [_portable(schema) for schema in made],
        {name: _portable(schema) for name, schema in named.items()},
    )


def _portable(schema: Any) -> Any:  # noqa: ANN401 -- any JSON
    """The same schema with patterns that ECMA reads too, and docstrings without their indent."""
    if isinstance(schema, dict):
        return {name: _said(name, value) for name, value in schema.items()}
    return [_portable(item) for item in schema] if isinstance(schema, list) else schema


def _said(name: str, value: Any) -> Any:  # noqa: ANN401 -- any JSON
    match name, value:
        case "pattern", str():
            return value.replace(r"\Z", "$")  # ECMA's own word for the end of the text
        case "description", str():
            return cleandoc(value)
        case _:
            return _portable(value)
