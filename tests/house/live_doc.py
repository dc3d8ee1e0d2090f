"""The tables of docs/live.md, made from the code.

`pytest tests/house/test_live_doc.py --write-docs` writes them.
"""

from inspect import cleandoc

import msgspec

from community.config import files, parsing
from community.edge import asyncapi, codes
from community.edge.wire import FROM_CLIENT, FROM_SERVER
from community.streams import folds
from community.users import commands
from tests.house.tree import ROOT

DOCUMENT = ROOT / "docs/live.md"


def written(text):
    """The document with every table as it should be."""
    for name, table in tables().items():
        begin, end = f"<!-- {name} -->\n", "<!-- end -->"
        before, _, after = text.partition(begin)
        text = before + begin + table + end + after.partition(end)[2]
    return text


def tables():
    """Every table by its name."""
    policies = parsing.gather(files.repository())
    return {
        "messages": _table(["message", "from", "what", "sent"], _messages()),
        "limits": _table(
            ["name", "value", "means"],
            [
                [f"`{limit['name']}`", _value(limit), limit["means"]]
                for limit in asyncapi.limits(policies)
            ],
        ),
        "closes": _table(
            ["code", "name", "means", "retry"],
            [
                [str(close["code"]), close["name"], close["means"], close["retry"]]
                for close in asyncapi.close_codes()
            ],
        ),
        "codes": _table(["in", "code", "means", "retry"], _codes()),
        "topics": _table(["topic", "for", "state", "notices"], _topics()),
        "commands": _table(["command", "does", "data", "who"], _commands()),
    }


def _topics():
    return [
        [
            f"`{kind}.<id>`",
            "everybody" if fold.audience == "everyone" else "whose id it is",
            _first(fold.shape),
            ", ".join(f"`{notice}`" for notice in sorted(fold.notices)) or "none",
        ]
        for kind, fold in sorted(folds.registered().items())
    ]


def _commands():
    found = [commands.named(name) for name in commands.names()]
    return [
        [f"`{command.name}`", _first(command.fields), _fields(command.fields), _who(command)]
        for command in found
    ]


def _first(shape):
    """What a struct says of itself, in short."""
    return " ".join(cleandoc(shape.__doc__).split("\n\n", maxsplit=1)[0].split())


def _fields(shape):
    """A struct's fields; in brackets those that may be left out."""
    return ", ".join(
        f"`{field.encode_name}`" if field.required else f"[`{field.encode_name}`]"
        for field in msgspec.structs.fields(shape)
    )


def _who(command):
    if command.permission is None:
        who = "who is signed in with a verified email"
    else:
        who = f"who may `{command.permission}`"
    return f"{who}, and watches live" if command.live_only else who


def _messages():
    return [
        [f"`{asyncapi.kind_of(message)}`", side, str(message.__doc__).splitlines()[0], told.when]
        for side, sent in (("client", FROM_CLIENT), ("server", FROM_SERVER))
        for message, told in sent.items()
    ]


def _codes():
    told = {
        "error": asyncapi.meanings(codes.ERRORS),
        "rejected": asyncapi.meanings(codes.REJECTED),
        "refused": asyncapi.meanings(codes.REFUSED),
    }
    return [
        [f"`{kind}`", f"`{meaning['code']}`", meaning["means"], meaning["retry"]]
        for kind, meanings in told.items()
        for meaning in meanings
    ]


def _value(limit):
    value = limit["value"]
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{', '.join(map(str, value)) if isinstance(value, list) else value} {limit['unit']}"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
