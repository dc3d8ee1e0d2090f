"""How we know: where an insight comes from, in words; pure; twin of presenters/provenance.js."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SOURCES = {
    "own": "Own analysis",
    "model": "A model's output",
    "official": "An official source",
    "report": "A report",
    "rumour": "A rumour: nobody has confirmed it",
}
_DIGEST_SHOWN = 12
_HOST = re.compile(r"https?://(?:[^/?#]*@)?(?:www\.)?([^/?#]+)")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A page an insight points to; host is what is shown of it."""

    url: str
    host: str


@dataclass(frozen=True, kw_only=True)
class Origin:
    """A post an insight was made from; name is empty when it is not at hand."""

    post: str
    name: str


@dataclass(frozen=True, kw_only=True)
class How:
    """The panel "how we know"; model and digest are empty when there is none."""

    source: str
    words: str
    links: tuple[Link, ...]
    origins: tuple[Origin, ...]
    model: str
    digest: str


def how_of(told: Mapping[str, Any], posts: Mapping[str, Mapping[str, Any]]) -> How:
    """An insight's provenance, with the names of posts at hand."""
    return How(
        source=told["source"],
        words=SOURCES[told["source"]],
        links=tuple(Link(url=url, host=_host(url)) for url in told.get("links", [])),
        origins=tuple(
            Origin(post=post, name=posts.get(post, {}).get("name", ""))
            for post in told.get("from", [])
        ),
        model=told.get("model", ""),
        digest=told.get("digest", "")[:_DIGEST_SHOWN],
    )


def _host(url: str) -> str:
    found = _HOST.match(url)
    return found[1] if found else url
