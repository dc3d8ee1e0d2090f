"""The tables of docs/live.md, made from the code: `python -m tests.house.live_doc` writes them."""

from community.config import files, parsing
from community.edge import asyncapi, codes
from community.edge.wire import FROM_CLIENT, FROM_SERVER
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
    }


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


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
