"""The wire as AsyncAPI 3 and as JSON Schema, made from its structs; nothing is written twice."""

from collections.abc import Iterable, Mapping
from functools import cache
from http import HTTPMethod
from typing import Any, TypeAlias

import msgspec

from community.config.fields import fields_of
from community.config.schema import Policies
from community.core import json_schema
from community.core.types import JsonObject
from community.edge import codes, protocol
from community.edge.codes import Meaning
from community.edge.wire import FROM_CLIENT, FROM_SERVER, MessageClass, Sent, Told
from community.streams import catalogue, folds
from community.streams.facts import FactData
from community.streams.folds import Fold

# What is sent as the data of each command, by the command's name.
Commands: TypeAlias = Mapping[str, type[msgspec.Struct]]

ADDRESS = "/live/"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SCHEMAS = "#/components/schemas/{name}"
_DEFS = "#/$defs/{name}"
_MESSAGES = "#/channels/live/messages/"
DESCRIPTION = (
    "The live socket: topics that converge to the server's state, commands that are done once. "
    "Messages are JSON objects, one a text frame; the field t says which. Times are milliseconds "
    "since 1970. A client passes over messages and fields that it does not know."
)


def document(policies: Policies, commands: Commands, *, host: str, is_secure: bool) -> JsonObject:
    """The AsyncAPI 3.0 document: what the application at host receives and sends."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Terrace live",
            "version": protocol.SUBPROTOCOL.removeprefix("terrace.v") + ".0.0",
            "description": DESCRIPTION,
        },
        "defaultContentType": "application/json",
        "servers": {"here": {"host": host, "protocol": "wss" if is_secure else "ws"}},
        "channels": {"live": _live()},
        "operations": _operations(),
        "components": {"schemas": schemas(_SCHEMAS, (*commands.values(),))},
        "x-topics": topics(),
        "x-commands": [
            {"name": name, "data": {"$ref": _SCHEMAS.format(name=fields.__name__)}}
            for name, fields in commands.items()
        ],
        "x-close-codes": close_codes(),
        "x-codes": {
            "error": meanings(codes.ERRORS),
            "rejected": meanings(codes.REJECTED),
            "refused": meanings(codes.REFUSED),
        },
        "x-limits": limits(policies),
    }


def json_schema_document(commands: Commands) -> JsonObject:
    """Every message as JSON Schema: $defs by class, FromClient and FromServer over them."""
    return {
        "$schema": DIALECT,
        "title": protocol.SUBPROTOCOL,
        "anyOf": [{"$ref": "#/$defs/FromClient"}, {"$ref": "#/$defs/FromServer"}],
        "$defs": {
            **schemas(_DEFS, (*commands.values(),)),
            "FromClient": _one_of(FROM_CLIENT),
            "FromServer": _one_of(FROM_SERVER),
        },
    }


@cache
def schemas(ref_template: str, fields: tuple[MessageClass, ...] = ()) -> Mapping[str, JsonObject]:
    """The schema of every message, state, notice's data and command's fields, by class name."""
    told = [data for fold in folds.registered().values() for data in notices_of(fold).values()]
    states = [fold.shape for fold in folds.registered().values()]
    shapes = list(dict.fromkeys([*FROM_CLIENT, *FROM_SERVER, *states, *told, *fields]))
    return json_schema.components(shapes, ref_template=ref_template)[1]


def notices_of(fold: Fold[Any]) -> dict[str, type[FactData]]:
    """The facts that a topic announces one by one: their data by type."""
    return {notice: catalogue.latest(notice).data for notice in sorted(fold.notices)}


def topics() -> list[JsonObject]:
    """Every kind of topic: its keys, its state, and its notices by type."""
    return [
        {
            "kind": kind,
            "key": f"{kind}.<id>",
            "state": {"$ref": _SCHEMAS.format(name=fold.shape.__name__)},
            "notices": {
                notice: {"$ref": _SCHEMAS.format(name=data.__name__)}
                for notice, data in notices_of(fold).items()
            },
        }
        for kind, fold in sorted(folds.registered().items())
    ]


def kind_of(message: MessageClass) -> str:
    """What `t` says."""
    tag = message.__struct_config__.tag
    assert isinstance(tag, str), f"{message.__name__} has a word for its kind"
    return tag


def close_codes() -> list[JsonObject]:
    """Every close code: its number, name, meaning and retry verdict."""
    return [
        {"code": int(close), "name": close.name.lower(), **_told(meaning)}
        for close, meaning in sorted(codes.CLOSES.items())
    ]


def meanings(told: Mapping[Any, Meaning]) -> list[JsonObject]:
    """Every code of one message: its meaning and retry verdict."""
    return [{"code": str(code), **_told(meaning)} for code, meaning in told.items()]


def limits(policies: Policies) -> list[JsonObject]:
    """Every number of the live socket and its commands that is in force."""
    return [
        {
            "name": f"{section}.{field.name}",
            "value": getattr(policy, field.name),
            "unit": field.unit,
            "means": field.means,
        }
        for section, policy in (
            ("edge", policies.edge),
            ("commands", policies.commands),
            ("publish", policies.publish),
        )
        for field in fields_of(type(policy))
    ]


def _told(meaning: Meaning) -> JsonObject:
    return {"means": meaning.means, "retry": str(meaning.retry)}


def _live() -> JsonObject:
    return {
        "address": ADDRESS,
        "title": "The live socket",
        "description": f"Offer the subprotocol {protocol.SUBPROTOCOL}; pages send their origin.",
        "messages": {
            kind_of(message): _message(message, sent)
            for message, sent in (*FROM_CLIENT.items(), *FROM_SERVER.items())
        },
        "bindings": {
            "ws": {
                "method": str(HTTPMethod.GET),
                "headers": {
                    "type": "object",
                    "properties": {
                        "Sec-WebSocket-Protocol": {"type": "string", "const": protocol.SUBPROTOCOL}
                    },
                    "required": ["Sec-WebSocket-Protocol"],
                },
                "bindingVersion": "0.1.0",
            }
        },
    }


def _message(message: MessageClass, sent: Sent) -> JsonObject:
    schema = schemas(_SCHEMAS)[message.__name__]
    return {
        "name": kind_of(message),
        "title": message.__name__,
        "summary": sent.when,
        "description": schema["description"],
        "payload": {"$ref": _SCHEMAS.format(name=message.__name__)},
        "examples": [
            {
                "name": kind_of(message),
                "payload": msgspec.json.decode(msgspec.json.encode(sent.example)),
            }
        ],
    }


def _operations() -> JsonObject:
    """What the application receives, with its answers; and what it sends unasked."""
    answers = {answer for sent in FROM_CLIENT.values() for answer in sent.answers}
    received = {kind_of(message): _received(message) for message in FROM_CLIENT}
    unasked = {
        kind_of(message): _on_the_socket("send", [message])
        for message in FROM_SERVER
        if message not in answers or message is protocol.Snapshot
    }
    return received | unasked


def _received(message: MessageClass) -> JsonObject:
    operation = _on_the_socket("receive", [message])
    if answers := FROM_CLIENT[message].answers:
        operation["reply"] = {
            "channel": operation["channel"],
            "messages": [_ref(answer) for answer in answers],
        }
    return operation


def _on_the_socket(action: str, messages: Iterable[MessageClass]) -> JsonObject:
    return {
        "action": action,
        "channel": {"$ref": "#/channels/live"},
        "messages": [_ref(message) for message in messages],
    }


def _ref(message: MessageClass) -> JsonObject:
    return {"$ref": _MESSAGES + kind_of(message)}


def _one_of(sent: Told) -> JsonObject:
    return {"oneOf": [{"$ref": _DEFS.format(name=message.__name__)} for message in sent]}
