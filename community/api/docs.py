"""The API as a page and as OpenAPI: the schema's own words, readable without a script."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from inspect import cleandoc
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from community.core.schema_words import Field, Named, fields_of, first_paragraph, resolved
from community.core.types import JsonObject
from community.feeds import envelope

METHODS = ("get", "put", "post", "patch", "delete")
OK = "200"
# What is said of every event beside its first line.
_EVENT_REMARKS = cleandoc(envelope.CloudEvent.__doc__ or "").split("\n\n", maxsplit=1)[1]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A body or an answer as the page shows it; events are shown under their own heading."""

    content_type: str
    summary: str
    fields: list[Field]
    example: str
    are_events: bool


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing the API does; refusals are (status, what it means)."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body: Shape | None
    answer_means: str
    answer: Shape
    refusals: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class EventType:
    """One type a provider may tell: its data's fields, and a whole event."""

    name: str
    summary: str
    fields: list[Field]
    example: str


@cache
def document() -> JsonObject:
    """The OpenAPI document; it changes with the program only."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # drf-spectacular's own
    made: JsonObject = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The document as JSON, indented: a browser shows it."""
    del request
    return HttpResponse(_indented(document()), content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation of the schema, in the schema's order, and every type of event."""
    schema = document()
    shown = {
        "info": schema["info"],
        "operations": operations(schema),
        "problem": _shape("application/problem+json", _named(schema)["Problem"], _named(schema)),
        "event_types": event_types(schema),
    }
    return render(request, "pages/api-docs.html", shown)


def operations(schema: JsonObject) -> list[Operation]:
    """The operations of an OpenAPI document."""
    return [
        _operation(told, method=method, path=path, named=_named(schema))
        for path, item in schema["paths"].items()
        for method, told in item.items()
        if method in METHODS
    ]


def event_types(schema: JsonObject) -> list[EventType]:
    """The types a provider may tell, by name."""
    named = _named(schema)
    return [
        EventType(
            name=name,
            summary=first_paragraph(named[data.__name__]),
            fields=fields_of(named[data.__name__], named),
            example=_example(named[envelope.EVENT_CLASSES[name].__name__]),
        )
        for name, data in sorted(envelope.WIRE_TYPES.items())
    ]


def _operation(told: JsonObject, *, method: str, path: str, named: Named) -> Operation:
    body = told.get("requestBody")
    answers = told["responses"]
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        parameters=told.get("parameters", []),
        body=_content(body["content"], named) if body else None,
        answer_means=answers[OK]["description"],
        answer=_content(answers[OK]["content"], named),
        refusals=[
            (code, answer["description"]) for code, answer in sorted(answers.items()) if code != OK
        ],
    )


def _content(content: Mapping[str, JsonObject], named: Named) -> Shape:
    [(content_type, told)] = content.items()
    return _shape(content_type, resolved(told["schema"], named), named)


def _shape(content_type: str, schema: JsonObject, named: Named) -> Shape:
    are_events = content_type == envelope.CONTENT_TYPE
    return Shape(
        content_type=content_type,
        summary=_EVENT_REMARKS if are_events else str(schema["description"]),
        fields=_event_fields(schema["items"], named) if are_events else fields_of(schema, named),
        example=_example(schema),
        are_events=are_events,
    )


def _event_fields(item: JsonObject, named: Named) -> list[Field]:
    """What every event has around its data, which is of another shape by type."""
    tag = item["discriminator"]["propertyName"]
    by_type = {tag: "one of the event types", "data": "object, by type"}
    return [
        replace(field, type=by_type.get(field.name, field.type))
        for field in fields_of(resolved(item["anyOf"][0], named), named)
    ]


def _named(schema: JsonObject) -> Named:
    named: Named = schema["components"]["schemas"]
    return named


def _example(schema: JsonObject) -> str:
    return _indented(schema["examples"][0]).decode()


def _indented(told: Any) -> bytes:  # noqa: ANN401 -- any JSON
    return msgspec.json.format(msgspec.json.encode(told), indent=2)
