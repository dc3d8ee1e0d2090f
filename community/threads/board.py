"""The thread's public state: facts, and over them the texts of the posts that are seen now.

A state for merge patches (RFC 7396): no nulls, and a post once gone from it never returns.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Final, TypeAlias

import msgspec
from msgspec import Meta, Struct

from community.core.types import Count, EpochMillis, Identifier, JsonObject
from community.streams.folds import Overlay
from community.threads.body import HANDLE_BYTES_MAX
from community.threads.facts import Anchor, Digest, Kind, Source
from community.threads.state import Gone, Post, ThreadState

Body: TypeAlias = Annotated[
    list[Any], Meta(description="nodes: a text, or [tag, attributes or null, *nodes]")
]


class How(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the author of an insight knows; from_: the posts it is drawn from."""

    source: Source
    links: list[str] = []
    from_: list[Identifier] = msgspec.field(name="from", default_factory=list)
    model: Identifier | None = None
    digest: Digest


class ShownPost(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A post. One that is gone has its place, its anchor, whose reply it is, and why it is gone.

    n: the offset it was posted at. hue: its author's colour. rev: how often it was written.
    """

    n: Count
    at: EpochMillis
    anchor: Anchor
    reply: Identifier | None = None
    gone: Gone | None = None
    by: Identifier | None = None
    name: str | None = None
    hue: Count | None = None
    demo: bool | None = None
    kind: Kind | None = None
    seen: Count | None = None
    rev: Count | None = None
    edited: bool | None = None
    body: Body | None = None
    up: Count | None = None
    down: Count | None = None
    reactions: dict[str, int] | None = None
    how: How | None = None


class Thread(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A match's thread: its newest posts by id; older ones are asked for by HTTP.

    count: posts ever. from_: the n of the oldest post held, 0 without any. slow_ms: the time that
    must lie between two posts of one author, 0 for none; slow_until: when that ends by itself.
    """

    match: Identifier | None = None
    count: Count
    from_: Count = msgspec.field(name="from")
    slow_ms: Count
    slow_reason: str | None = None
    slow_until: EpochMillis | None = None
    posts: dict[str, ShownPost]


# Stands for an overlay that is not held any more where a past state is folded again. It differs in
# every key from any that was, so that a patch to the present takes away what a client still holds.
FADED: Final[JsonObject] = {"body": [], "name": "", "hue": -1, "demo": False, "how": {}}
# An author of the longest name, in every colour.
_WIDEST: Final[JsonObject] = {
    "body": [],
    "name": "n" * HANDLE_BYTES_MAX,
    "hue": 359,
    "demo": True,
}


def key_of(post_id: str, rev: int) -> str:
    """The key of a post's overlay: its id and revision, and so for ever the same text."""
    return f"{post_id}:{rev}"


def overlays(state: ThreadState) -> Iterator[str]:
    """The keys of the texts that are shown."""
    return (key_of(post_id, post.rev) for post_id, post in state.posts.items() if post.gone is None)


def board(state: ThreadState, overlay: Overlay) -> JsonObject:
    """Derive all of it, of fresh containers."""
    shown: JsonObject = {
        "count": state.count,
        "from": next(iter(state.posts.values())).n if state.posts else 0,
        "slow_ms": state.slow.gap_ms if state.slow else 0,
        "posts": {
            post_id: shown_post(post, overlay.get(key_of(post_id, post.rev)))
            for post_id, post in state.posts.items()
        },
    }
    if state.match is not None:
        shown["match"] = state.match
    if state.slow is not None:
        shown["slow_reason"] = state.slow.reason
        if state.slow.until is not None:
            shown["slow_until"] = state.slow.until
    return shown


def keys_then(state: ThreadState) -> list[str]:
    """The keys of what lies over a thread of the past, also over what was hidden then."""
    return [key_of(post_id, post.rev) for post_id, post in state.posts.items() if not post.taken]


def seen_then(state: ThreadState, overlay: Overlay) -> JsonObject:
    """A thread of the past, whatever was hidden then: what lies over a post says what is now."""
    hidden = [post for post in state.posts.values() if post.hidden]
    for post in hidden:
        post.hidden = False
    seen = board(state, overlay)
    for post in hidden:
        post.hidden = True
    return seen


def shown_post(post: Post, over: JsonObject | None) -> JsonObject:
    """One post, and what lies over it."""
    # Who hides a post is heard before the fact is folded: of a delayed topic, much before.
    gone = post.gone or (over or {}).get("gone")
    shown: JsonObject = {"n": post.n, "at": post.at, "anchor": _anchor(post.anchor)}
    if post.told.reply is not None:
        shown["reply"] = post.told.reply
    if gone is not None:
        shown["gone"] = gone
        return shown
    shown |= {
        "by": post.by,
        "kind": post.kind,
        "seen": post.told.seen,
        "rev": post.rev,
        "up": post.up,
        "down": post.down,
        "reactions": dict(post.reactions),
    }
    if post.rev > 1:
        shown["edited"] = True
    return shown | over if over else shown


def _anchor(anchor: Anchor) -> JsonObject:
    shown: JsonObject = {
        "offset": anchor.offset,
        "period": anchor.period,
        "clock_ms": anchor.clock_ms,
    }
    if anchor.event is not None:
        shown["event"] = anchor.event
        shown["revision"] = anchor.revision or 0
    return shown


def weight_of(post_id: str, post: Post) -> int:
    """Bytes it takes of the state at most, whatever its author is called."""
    text = 0 if post.gone else post.bytes
    return len(msgspec.json.encode({post_id: shown_post(post, _WIDEST)})) + text
