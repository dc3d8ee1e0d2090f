"""Markup: what somebody wrote in Markdown, as a body; the one place where it is made.

markdown-it reads CommonMark without HTML, nh3 lets through whitelisted tags, and what is left
becomes the tree. Images, headings, rules and tables are left as they are written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt

from community.config.threads import ThreadsPolicy
from community.core.errors import Fault
from community.threads import body, letters
from community.threads.body import Node
from community.threads.errors import UnfitTextError

_MADE: Final = body.TAGS - {"mention"}
_VOID: Final = "br"
_SCHEMES: Final = frozenset({"http", "https"})
_HANDLE: Final = re.compile(r"(?<![\w@/.])@([A-Za-z0-9_]{3,24})(?![\w@])")
# A bare address, to the last letter that is not the sentence's own.
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"'`{}|\\^\[\]]+[^\s<>\"'`{}|\\^\[\].,;:!?)]")
_PLAIN: Final = frozenset({"a", "code", "pre"})  # what stands in them is left as it is

_markdown = (
    MarkdownIt("commonmark", {"html": False, "breaks": True, "linkify": False})
    .enable("strikethrough")
    .disable(["image", "heading", "lheading", "hr", "html_block", "html_inline", "reference"])
)


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A text as it is kept and shown: who is mentioned stands by actor id in both.

    bytes: what the body takes on the wire at most.
    """

    text: str
    body: list[Node]
    mentions: list[str]
    bytes: int


def handles_in(text: str) -> list[str]:
    """The handles a text mentions, in small letters, each once, in order; some may be nobody's."""
    return list(dict.fromkeys(found.lower() for found in _HANDLE.findall(text)))


def read(text: str, *, policy: ThreadsPolicy, actors: Mapping[str, str]) -> Marked:
    """Read what somebody wrote. actors: actor ids by handle, of the handles that are somebody's.

    Raises UnfitTextError with every fault of its letters, or else of its form.
    """
    text = letters.settled(text)
    _refuse(_letter_faults(text, policy))
    kept = _HANDLE.sub(lambda found: _reference(found, actors), text)
    nodes = _tree(kept, frozenset(actors.values()))
    _refuse(_form_faults(nodes, policy, mentions=len(handles_in(text))))
    mentions = [node[1]["actor"] for node in body.named(nodes, "mention")]
    return Marked(
        text=kept, body=nodes, mentions=list(dict.fromkeys(mentions)), bytes=body.size(nodes)
    )


def _refuse(faults: Iterator[str]) -> None:
    if found := [Fault(pointer="/text", detail=fault) for fault in faults]:
        raise UnfitTextError(*found)


def _letter_faults(text: str, policy: ThreadsPolicy) -> Iterator[str]:
    if len(text) > policy.text_max:
        yield f"more than {policy.text_max} characters"
        return  # whoever sends a book is not told more of it
    if not text:
        yield "nothing in it"
    yield from (found := list(letters.faults(text, marks_max=policy.marks_max)))
    if not found and len(text.encode()) > policy.text_bytes_max:
        yield f"more than {policy.text_bytes_max} bytes"


def _form_faults(nodes: list[Node], policy: ThreadsPolicy, *, mentions: int) -> Iterator[str]:
    if body.depth(nodes) > body.DEPTH_MAX:
        yield f"nested more than {body.DEPTH_MAX} deep"
        return
    if not letters.is_seen("".join(body.texts(nodes))) and not mentions:
        yield "nothing to be seen in it"
    if mentions > policy.mentions_max:
        yield f"more than {policy.mentions_max} mentions"
    if sum(1 for _ in body.named(nodes, "a")) > policy.links_max:
        yield f"more than {policy.links_max} links"
    if body.size(nodes) > policy.body_bytes_max:
        yield f"more than {policy.body_bytes_max} bytes as shown"


def _reference(found: re.Match[str], actors: Mapping[str, str]) -> str:
    actor = actors.get(found[1].lower())
    return f"@{actor}" if actor else found[0]


def _tree(text: str, actors: frozenset[str]) -> list[Node]:
    made = _markdown.render(text)
    clean = nh3.clean(
        made,
        tags=set(_MADE),
        attributes={"a": {"href"}},
        url_schemes=set(_SCHEMES),
        link_rel=None,
        strip_comments=True,
    )
    reader = _Reader(actors)
    reader.feed(clean)
    reader.close()
    return reader.nodes


class _Reader(HTMLParser):
    """Takes nh3's HTML into a tree: bare addresses become links, references mentions."""

    def __init__(self, actors: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[Node] = []
        self._open: list[list[Node]] = []
        self._actors = actors

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and not is_web(href or ""):
            tag, href = "s", None  # nh3 took the address away: what is left is struck
        node: list[Node] = [tag, {"href": href} if tag == "a" else None]
        self._inner.append(node)
        if tag != _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag != _VOID and self._open:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        tags = {node[0] for node in self._open}
        if "pre" not in tags:
            data = re.sub(r"[\n\t ]+", " ", data)
            follows_break = bool(self._inner) and self._inner[-1] == [_VOID, None]
            data = data.lstrip(" ") if follows_break else data
            if not data.strip() and not tags & {"p", "li", "code"}:
                return  # between two blocks
        if data:
            self._inner.extend([data] if tags & _PLAIN else self._linked(data))

    @property
    def _inner(self) -> list[Node]:
        return self._open[-1] if self._open else self.nodes

    def _linked(self, data: str) -> Iterator[Node]:
        after = 0
        for found in _ADDRESS.finditer(data):
            if is_web(found[0]):
                yield from self._mentioning(data[after : found.start()])
                yield ["a", {"href": found[0]}, found[0]]
                after = found.end()
        yield from self._mentioning(data[after:])

    def _mentioning(self, data: str) -> Iterator[Node]:
        after = 0
        for found in body.REFERENCE.finditer(data):
            if found[1] in self._actors:
                if before := data[after : found.start()]:
                    yield before
                yield ["mention", {"actor": found[1]}]
                after = found.end()
        if data[after:]:
            yield data[after:]


def is_web(address: str) -> bool:
    """Whether an address leads to a page of the web, and hides nothing on its way there."""
    if any(letter <= " " or letter in '\\"<>`' for letter in address):
        return False
    try:
        parts = urlsplit(address)
        host, user = parts.hostname, parts.username
    except ValueError:
        return False
    return parts.scheme in _SCHEMES and bool(host) and user is None
