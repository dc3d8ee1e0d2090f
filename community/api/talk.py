"""What the API answers of threads: posts, pages of them, and where one that was written stands."""

from typing import Any, Literal

import msgspec
from msgspec import Struct

from community.api.shapes import Done
from community.core.types import Identifier, JsonObject
from community.threads.board import ShownPost
from community.threads.selectors import Found


class TalkPost(ShownPost, frozen=True, kw_only=True, omit_defaults=True):
    """A post by its id. One that is gone has its place, its anchor, whose reply it is, and why.

    n: the offset it was posted at. hue: its author's colour. rev: how often it was written.
    how: how the author of an insight knows.
    """

    id: Identifier


class PostDetail(TalkPost, frozen=True, kw_only=True, omit_defaults=True):
    """A post, and on which match it was said; how: how the author of an insight knows.

    outcome: what the stand's votes made of an insight, once they did.
    """

    match: Identifier
    outcome: Literal["upheld", "refuted"] | None = None


class PostPage(Struct, frozen=True, kw_only=True):
    """A page of a match's posts, in the order asked for; next: what to ask `before`, if more."""

    match: Identifier
    posts: list[TalkPost]
    next: str | None


class Posted(Done, frozen=True, kw_only=True):
    """Where a post's facts stand, and the post's id: the same however often it is sent."""

    post: Identifier


def post_of(post_id: str, told: JsonObject) -> TalkPost:
    """A post of a selector, as the API answers it."""
    return msgspec.convert({**told, "id": post_id}, TalkPost)


def detail_of(found: Found, *, outcome: str) -> PostDetail:
    """The same, with its match; outcome: empty for none."""
    more = {"id": found.id, "match": found.match, "outcome": outcome or None}
    return msgspec.convert({**found.post, **more}, PostDetail)


def examples() -> dict[type[Any], JsonObject]:
    """An example of each, by its class."""
    said: JsonObject = {
        "n": 12,
        "at": 1_772_896_360_000,
        "anchor": {
            "event": "event_2d",
            "revision": 1,
            "offset": 2,
            "period": "1H",
            "clock_ms": 754_200,
        },
        "by": "actor_5f2c",
        "name": "harbour_fan",
        "hue": 210,
        "kind": "insight",
        "seen": 2,
        "rev": 1,
        "body": [["p", None, "Their left side was ", ["strong", None, "open"], " all half."]],
        "up": 4,
        "down": 0,
        "reactions": {"fire": 2},
        "how": {"source": "own", "links": ["https://example.org/shots"], "digest": "5f" * 32},
    }
    gone = {"n": 14, "at": 1_772_896_390_000, "anchor": said["anchor"], "gone": "hidden"}
    posts = [{**said, "id": "post_7a"}, {**gone, "id": "post_7b", "reply": "post_7a"}]
    done = {"stream": "thread.match_3fa9c1", "epoch": 1, "first": 12, "last": 12}
    return {
        TalkPost: posts[0],
        PostDetail: {**posts[0], "match": "match_3fa9c1", "outcome": "upheld"},
        PostPage: {"match": "match_3fa9c1", "posts": posts, "next": "12"},
        Posted: {**done, "post": "post_7a"},
    }
