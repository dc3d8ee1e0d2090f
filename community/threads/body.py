"""A post's body as it goes over the wire: a small tree, never HTML.

A node is a text or [tag, attributes or null, *nodes]. Who is mentioned stands as `@actor_...`, in
the tree and in the text at rest, so that nobody's handle outlives his account in others' words.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from html import escape
from typing import Final

from community.core import canonical
from community.core.types import JsonValue

Node = JsonValue
TAGS: Final = frozenset(
    ("p", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br", "a", "mention")
)
# Deeper is a wall of quotes; with the state around it a body stays far inside the canonical depth.
DEPTH_MAX: Final = 12
# The longest handle, and what a mention's child adds to it on the wire.
HANDLE_BYTES_MAX: Final = 24
_MENTION_BYTES: Final = HANDLE_BYTES_MAX + len(',"@"')
REFERENCE: Final = re.compile(r"@(actor_[0-9a-f]{24})\b")
# What is said of links that people write: no vote for them, and no way back to us.
REL: Final = "nofollow noopener ugc"


def texts(nodes: Collection[Node]) -> Iterator[str]:
    """Every text in it, in order."""
    for node in nodes:
        if isinstance(node, str):
            yield node
        else:
            yield from texts(node[2:])


def named(nodes: Collection[Node], tag: str) -> Iterator[list[Node]]:
    """Every node of a tag, in order."""
    for node in nodes:
        if not isinstance(node, str):
            if node[0] == tag:
                yield node
            yield from named(node[2:], tag)


def depth(nodes: Collection[Node]) -> int:
    """How deep it is nested."""
    return max((1 + depth(node[2:]) for node in nodes if not isinstance(node, str)), default=0)


def size(nodes: list[Node]) -> int:
    """Bytes it takes on the wire at most, with everybody's handle in it."""
    mentions = sum(1 for _ in named(nodes, "mention"))
    return len(canonical.dumps(nodes)) + mentions * _MENTION_BYTES


def mentioned(nodes: Collection[Node]) -> set[str]:
    """Actor ids that it speaks of, in a mention or as plain letters."""
    by_node = {node[1]["actor"] for node in named(nodes, "mention")}
    return by_node | {actor for text in texts(nodes) for actor in REFERENCE.findall(text)}


def dressed(nodes: list[Node], handles: Mapping[str, str]) -> list[Node]:
    """The same with people's handles of today; who has none any more is `@someone`."""
    return [_dressed(node, handles) for node in nodes]


def _dressed(node: Node, handles: Mapping[str, str]) -> Node:
    if isinstance(node, str):
        return told(node, handles)
    tag, attributes, *inner = node
    if tag == "mention":
        return [tag, attributes, f"@{handles.get(attributes['actor'], 'someone')}"]
    return [tag, attributes, *dressed(inner, handles)]


def told(text: str, handles: Mapping[str, str]) -> str:
    """A text at rest as its author wrote it, with people's handles of today."""
    return REFERENCE.sub(lambda found: f"@{handles.get(found[1], 'someone')}", text)


def html(nodes: Collection[Node]) -> str:
    """Safe HTML of a dressed body: whitelisted tags alone, every text escaped."""
    return "".join(map(_html, nodes))


def _html(node: Node) -> str:
    if isinstance(node, str):
        return escape(node)
    tag, attributes, *inner = node
    assert tag in TAGS, "a body holds whitelisted tags alone"
    match tag:
        case "br":
            return "<br>"
        case "a":
            return f'<a href="{escape(attributes["href"])}" rel="{REL}">{html(inner)}</a>'
        case "mention":
            return f'<span class="mention">{html(inner)}</span>'
        case _:
            return f"<{tag}>{html(inner)}</{tag}>"
