"""Why a batch was refused: every fault with its JSON pointer, found by reading it again, slowly."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import msgspec

from community.core import canonical
from community.core.errors import Fault, InvalidError, MalformedError, OutsideDomainError
from community.core.types import CheckedIdentifier, Identifier
from community.streams.facts import FactData

# More would not help anybody, and a hostile batch could make us write a long answer.
FAULTS_MAX = 50


# Types whose form is checked beside them, and the type that checks it by itself.
_STRICT: dict[Any, Any] = {
    CheckedIdentifier: Identifier,
    CheckedIdentifier | None: Identifier | None,
}


def checked_fields(shape: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of a struct whose form the types leave to be checked."""
    return tuple(field.name for field in msgspec.structs.fields(shape) if field.type in _STRICT)


def explain(
    body: bytes, *, envelope: type[msgspec.Struct], types: Mapping[str, type[FactData]]
) -> None:
    """Raise what is wrong with a batch: MalformedError, or InvalidError with FAULTS_MAX at most."""
    batch = _json(body)
    if not isinstance(batch, list):
        raise MalformedError("a batch is a JSON array")
    found: list[Fault] = []
    for position, item in enumerate(batch):
        found += _item_faults(item, position, (envelope, types))
        if len(found) >= FAULTS_MAX:
            break
    if found:
        raise InvalidError(*found[:FAULTS_MAX])


def explain_object(body: bytes, shape: type[msgspec.Struct]) -> None:
    """Raise what is wrong with one object: MalformedError, or InvalidError with its faults."""
    value = _json(body)
    if not isinstance(value, dict):
        raise MalformedError("expected a JSON object")
    if found := data_faults(value, shape, ""):
        raise InvalidError(*found[:FAULTS_MAX])


def _json(body: bytes) -> Any:  # noqa: ANN401 -- any JSON
    """Read JSON as leniently as Python: a lone surrogate is a field's fault, not the JSON's."""
    try:
        return json.loads(body, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as fault:
        raise MalformedError(f"not JSON: {fault}") from None


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not JSON"
    raise ValueError(message)


def _item_faults(
    item: Any,  # noqa: ANN401 -- any JSON
    position: int,
    shapes: tuple[type[msgspec.Struct], Mapping[str, type[FactData]]],
) -> list[Fault]:
    envelope, types = shapes
    if not isinstance(item, dict):
        raise MalformedError(f"event {position} is not an object")
    missing = [
        f.name for f in msgspec.structs.fields(envelope) if f.required and f.name not in item
    ]
    if missing:
        raise MalformedError(f"event {position} lacks {', '.join(missing)}")
    if item["specversion"] != "1.0":
        raise MalformedError(f"event {position} is not of CloudEvents 1.0")
    found = list(_field_faults(item, envelope, f"/{position}"))
    if not isinstance(item["type"], str):
        return found
    data = types.get(item["type"])
    if data is None:
        return [*found, Fault(pointer=f"/{position}/type", detail="not a type a provider may tell")]
    return found + data_faults(item["data"], data, f"/{position}/data")


def data_faults(value: object, data: type[msgspec.Struct], pointer: str) -> list[Fault]:
    """What is wrong with an event's data, each fault below a pointer; none when it decodes."""
    if not isinstance(value, dict):
        return [Fault(pointer=pointer, detail="Expected `object`")]
    known = {field.encode_name for field in msgspec.structs.fields(data)}
    found = [
        Fault(pointer=f"{pointer}/{_escaped(name)}", detail="no such field")
        for name in value
        if name not in known
    ]
    return found + list(_field_faults(value, data, pointer))


def _field_faults(
    value: dict[str, Any], shape: type[msgspec.Struct], pointer: str
) -> Iterator[Fault]:
    for field in msgspec.structs.fields(shape):
        name = field.encode_name
        if field.type is Any:
            continue  # the data, explained by its own type
        if name not in value:
            if field.required:
                yield Fault(pointer=f"{pointer}/{name}", detail="missing")
            continue
        try:
            msgspec.convert(value[name], _STRICT.get(field.type, field.type), strict=True)
            canonical.dumps(value[name])
        except OutsideDomainError as fault:
            outside = fault.faults[0]
            yield Fault(pointer=f"{pointer}/{name}{outside.pointer}", detail=outside.detail)
        except msgspec.ValidationError as fault:
            detail, _, path = str(fault).partition(" - at `$")
            yield Fault(pointer=f"{pointer}/{name}{pointer_of(path.rstrip('`'))}", detail=detail)


def pointer_of(path: str) -> str:
    """Turn msgspec's path such as `.a[0].b` into a JSON pointer such as `/a/0/b`."""
    return path.replace("[", "/").replace("]", "").replace(".", "/")


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
