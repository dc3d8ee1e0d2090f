"""JSON Schema in words a person reads: what the pages of the API and of the socket both show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from community.core.types import JsonObject

# Schemas by component name; a reference's last part is such a name.
Named: TypeAlias = Mapping[str, JsonObject]

NULL = {"type": "null"}


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of an object: its name on the wire, its type in words, what it is for if told."""

    name: str
    type: str
    meaning: str
    is_required: bool


def fields_of(schema: JsonObject, named: Named) -> list[Field]:
    """An object's fields in its own order."""
    return [
        Field(
            name=name,
            type=words_of(told, named),
            meaning=_meaning(told),
            is_required=name in schema.get("required", ()),
        )
        for name, told in schema["properties"].items()
    ]


def first_paragraph(schema: JsonObject) -> str:
    """What a schema says of itself, in short."""
    return str(schema["description"]).split("\n\n", maxsplit=1)[0]


def resolved(schema: JsonObject, named: Named) -> JsonObject:
    """The schema itself, or the one it refers to."""
    return named[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def words_of(schema: JsonObject, named: Named) -> str:
    """A schema in a few words: what a reader must know to send or read the field.

    null is left out: what is not required may be absent, and then is.
    """
    match schema:
        case {"anyOf": options}:
            return " or ".join(words_of(option, named) for option in options if option != NULL)
        case {"$ref": _}:
            return f"object of {', '.join(resolved(schema, named)['properties'])}"
        case {"enum": known}:
            return ", ".join(map(str, known))
        case {"type": "array", "items": items}:
            return f"list of {words_of(items, named)}"
        case {"type": "object", "additionalProperties": {} as inner}:
            return f"map to {words_of(inner, named)}"
        case _:
            return ", ".join([schema.get("type", "any"), *schema.get("format", "").split()])


def _meaning(schema: JsonObject) -> str:
    """What a plain type says of itself, such as its unit; empty when it says nothing."""
    told = [option.get("description", "") for option in (schema, *schema.get("anyOf", ()))]
    return next(filter(None, told), "").removesuffix(".")
