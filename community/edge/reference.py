"""The wire's contract at the doors: AsyncAPI, JSON Schema, and a page to read."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from community.config import selectors as config
from community.config.schema import Policies
from community.core import canonical
from community.core.schema_words import Field, fields_of, first_paragraph
from community.core.types import JsonObject
from community.edge import asyncapi, codes, protocol, wire
from community.edge.wire import FROM_CLIENT, FROM_SERVER, MessageClass, Sent
from community.streams import folds
from community.streams.folds import Fold
from community.users import commands as registry

# Short enough after a policy changed; a tool that asks in a loop is answered 304.
MAX_AGE_S = 60
# A server answers to few names; past these a document is simply made again.
HOSTS_KEPT_MAX = 8


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One message as the page shows it; remarks are its docstring's paragraphs after the first."""

    kind: str
    summary: str
    remarks: list[str]
    when: str
    fields: list[Field]
    example: str
    answers: list[str]


@dataclass(frozen=True, kw_only=True)
class CommandKind:
    """One command as the page shows it."""

    name: str
    summary: str
    fields: list[Field]


@dataclass(frozen=True, kw_only=True)
class TopicKind:
    """One kind of topic as the page shows it; notices are (fact type, what it says)."""

    kind: str
    summary: str
    fields: list[Field]
    notices: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class _Document:
    octets: bytes
    etag: str


def _asyncapi(request: HttpRequest) -> _Document:
    policies = canonical.dumps(config.current())
    return _asyncapi_of(policies, request.get_host(), is_secure=request.is_secure())


@lru_cache(maxsize=HOSTS_KEPT_MAX)
def _asyncapi_of(policies: bytes, host: str, *, is_secure: bool) -> _Document:
    read = msgspec.json.decode(policies, type=Policies)
    return _document(asyncapi.document(read, commands(), host=host, is_secure=is_secure))


@cache
def _schema() -> _Document:
    return _document(asyncapi.json_schema_document(commands()))


def _document(told: JsonObject) -> _Document:
    return _Document(octets=canonical.dumps(told), etag=quote_etag(canonical.digest(told)))


@require_safe
@condition(etag_func=lambda request: _asyncapi(request).etag)
def asyncapi_json(request: HttpRequest) -> HttpResponse:
    """The AsyncAPI 3 document of this server."""
    return _answer(_asyncapi(request), "application/vnd.aai.asyncapi+json")


@require_safe
@condition(etag_func=lambda _: _schema().etag)
def schema_json(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of every message."""
    del request
    return _answer(_schema(), "application/schema+json")


def _answer(document: _Document, content_type: str) -> HttpResponse:
    answer = HttpResponse(document.octets, content_type=content_type)
    patch_cache_control(answer, public=True, max_age=MAX_AGE_S)
    return answer


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The wire, readable without a script."""
    shown = {
        "subprotocol": protocol.SUBPROTOCOL,
        "description": asyncapi.DESCRIPTION,
        "sides": [
            ("client", "What a client sends", entries(FROM_CLIENT)),
            ("server", "What the server sends", entries(FROM_SERVER)),
        ],
        "topics": [_topic(fold) for fold in folds.registered().values()],
        "commands": [_command(name, fields) for name, fields in commands().items()],
        "closes": asyncapi.close_codes(),
        "codes": [
            ("error", asyncapi.meanings(codes.ERRORS)),
            ("rejected", asyncapi.meanings(codes.REJECTED)),
            ("refused", asyncapi.meanings(codes.REFUSED)),
        ],
        "limits": asyncapi.limits(config.current()),
    }
    return render(request, "pages/live-reference.html", shown)


def entries(sent: wire.Told) -> list[Entry]:
    """Messages of one side, in the table's order."""
    return [_entry(message, told) for message, told in sent.items()]


def _entry(message: MessageClass, sent: Sent) -> Entry:
    schema = _named()[message.__name__]
    summary, *remarks = schema["description"].split("\n\n")
    return Entry(
        kind=asyncapi.kind_of(message),
        summary=summary,
        remarks=remarks,
        when=sent.when,
        fields=[field for field in fields_of(schema, _named()) if field.name != "t"],
        example=msgspec.json.format(wire.example(sent), indent=2),
        answers=[asyncapi.kind_of(answer) for answer in sent.answers],
    )


def _topic(fold: Fold[Any]) -> TopicKind:
    named = _named()
    schema = named[fold.shape.__name__]
    return TopicKind(
        kind=fold.kind,
        summary=first_paragraph(schema),
        fields=fields_of(schema, named),
        notices=[
            (notice, first_paragraph(named[data.__name__]))
            for notice, data in asyncapi.notices_of(fold).items()
        ],
    )


def commands() -> asyncapi.Commands:
    """What is sent as the data of every command there is."""
    return {name: registry.named(name).fields for name in registry.names()}


def _command(name: str, fields: MessageClass) -> CommandKind:
    named = asyncapi.schemas("{name}", (fields,))
    schema = named[fields.__name__]
    return CommandKind(name=name, summary=first_paragraph(schema), fields=fields_of(schema, named))


def _named() -> Mapping[str, JsonObject]:
    return asyncapi.schemas("{name}")
