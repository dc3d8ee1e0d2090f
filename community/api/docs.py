"""The API as a page: the schema's own words, readable without a script."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

METHODS = ("get", "put", "post", "delete")


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing the API does."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[dict[str, Any]]
    body_types: list[str]
    answers: list[tuple[str, str]]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation of the schema, in the schema's order."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]  # drf-spectacular's own
    schema = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return render(
        request, "pages/api-docs.html", {"info": schema["info"], "operations": operations(schema)}
    )


def operations(schema: dict[str, Any]) -> list[Operation]:
    """The operations of an OpenAPI document."""
    return [
        Operation(
            id=told["operationId"],
            method=method.upper(),
            path=path,
            summary=told.get("summary", ""),
            description=told.get("description", ""),
            parameters=told.get("parameters", []),
            body_types=sorted(told.get("requestBody", {}).get("content", {})),
            answers=[
                (code, answer.get("description", ""))
                for code, answer in sorted(told["responses"].items())
            ],
        )
        for path, item in schema["paths"].items()
        for method, told in item.items()
        if method in METHODS
    ]
