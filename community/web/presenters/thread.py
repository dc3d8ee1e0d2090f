"""A match's thread as rows of talk, oldest first; pure; twin of presenters/thread.js."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from community.core.types import JsonObject, JsonValue
from community.matches.minutes import minute_label
from community.web.presenters.incidents import headline, kind
from community.web.presenters.names import Names
from community.web.presenters.provenance import How, how_of

# Names are drawn in so many hues: as many as a crowd can be told apart by.
TONES = 12
# What of a post its answers quote: enough to know it by, on one line of a phone.
_QUOTED_MAX = 72
_SPACES = re.compile(r"[ \t\r\n]+")
_BLOCKS = frozenset({"p", "pre", "blockquote", "li", "br"})
# A match's periods by a post's word for them; before the kick-off there is none.
_PERIODS = {"1H": 1, "2H": 2, "ET1": 3, "ET2": 4, "PEN": 5}
_GONE = {
    "hidden": "Removed by a moderator.",
    "deleted": "Deleted by its author.",
    "erased": "Its author has left, and took it along.",
}
REACTIONS = {
    "fire": "Fire",
    "clap": "Applause",
    "laugh": "Laughter",
    "sad": "Sadness",
    "shock": "Shock",
}

Posts = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """How many reacted so."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, kw_only=True)
class About:
    """What happened that a post speaks of; all empty when it speaks of a moment.

    correction: what became of it since the post was written.
    """

    event: str = ""
    icon: str = ""
    words: str = ""
    struck: bool = False
    correction: str = ""


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The post this one answers; name and words are empty when it is not at hand."""

    post: str = ""
    name: str = ""
    words: str = ""


NO_EVENT = About()
NO_QUOTE = Quote()


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """One post; gone says in words why there is none to read, and then there is no author.

    tone: which of TONES its author's name has; opens: the first of its minute; at in ms.
    """

    key: str
    n: int
    at: int
    by: str = ""
    name: str = ""
    tone: int = 0
    demo: bool = False
    gone: str = ""
    kind: str = "comment"
    minute: str = ""
    opens: bool = False
    about: About = NO_EVENT
    quote: Quote = NO_QUOTE
    edited: bool = False
    rev: int = 1
    up: int = 0
    down: int = 0
    reactions: tuple[Reaction, ...] = ()
    body: tuple[JsonValue, ...] = ()
    how: How | None = None


def post_rows(
    posts: Posts,
    match: JsonObject,
    names: Names,
    *,
    without: Collection[str] = (),
    newest: int | None = None,
) -> list[PostRow]:
    """Rows of posts by id, oldest first; without those of some authors, and only so many."""
    rows: list[PostRow] = []
    minute = ""
    ordered = sorted(posts.items(), key=lambda pair: pair[1]["n"])
    kept = [(key, post) for key, post in ordered if post.get("by", "") not in without]
    for key, post in kept if newest is None else kept[-newest:]:
        row = _row(key, post, posts=posts, match=match, names=names)
        rows.append(replace(row, opens=row.minute not in {"", minute}))
        minute = row.minute or minute
    return rows


def plain(body: Sequence[JsonValue]) -> str:
    """What a body says, without its marks, on one line."""
    return _SPACES.sub(" ", "".join(_texts(body))).strip(" ")


def _texts(nodes: Sequence[JsonValue]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        else:
            found += _texts(node[2:])
            found.append(" " if node[0] in _BLOCKS else "")
    return found


def shortened(words: str) -> str:
    """The beginning of words that are too many to quote."""
    return words if len(words) <= _QUOTED_MAX else f"{words[: _QUOTED_MAX - 1].rstrip(' ')}…"


def _row(
    key: str, post: Mapping[str, Any], *, posts: Posts, match: JsonObject, names: Names
) -> PostRow:
    anchor = post["anchor"]
    row = PostRow(
        key=key,
        n=post["n"],
        at=post["at"],
        minute=_minute(anchor),
        about=about_of(anchor, match, names),
        quote=quote_of(post.get("reply", ""), posts),
    )
    if "gone" in post:
        return replace(row, gone=_GONE[post["gone"]])
    return replace(
        row,
        by=post["by"],
        name=post["name"],
        tone=tone_of(post["hue"]),
        demo=post.get("demo", False),
        kind=post["kind"],
        edited=post.get("edited", False),
        rev=post["rev"],
        up=post.get("up", 0),
        down=post.get("down", 0),
        reactions=_reactions(post.get("reactions", {})),
        body=tuple(post["body"]),
        how=how_of(post["how"], posts) if post.get("how") else None,
    )


def tone_of(hue: int) -> int:
    """Which of the names' tones is nearest below a hue of 0 to 359 degrees."""
    return max(0, hue) * TONES // 360 % TONES


def _minute(anchor: Mapping[str, Any]) -> str:
    period = _PERIODS.get(anchor["period"])
    return minute_label(period, anchor["clock_ms"]) if period else ""


def quote_of(post_id: str, posts: Posts) -> Quote:
    """What an answer says of the post it answers."""
    quoted = posts.get(post_id, {})
    if "gone" in quoted:
        return Quote(post=post_id, words=_GONE[quoted["gone"]])
    words = shortened(plain(quoted.get("body", [])))
    return Quote(post=post_id, name=quoted.get("name", ""), words=words)


def _reactions(counts: Mapping[str, int]) -> tuple[Reaction, ...]:
    return tuple(
        Reaction(key=key, label=label, count=counts[key])
        for key, label in REACTIONS.items()
        if counts.get(key, 0)
    )


def about_of(anchor: Mapping[str, Any], match: JsonObject, names: Names) -> About:
    """What an anchor's event is called now, and whether it was told otherwise then."""
    event = anchor.get("event", "")
    if not event:
        return NO_EVENT
    incidents = match.get("incidents", {})
    incident = incidents.get(event)
    if incident is None:
        return About(event=event, icon="touch", words="A moment of the match")
    said = headline(incident, names)
    return About(
        event=event,
        icon=said.icon,
        words=", ".join(part for part in (said.title, said.who) if part),
        struck=incident.get("struck", False),
        correction=_correction(event, anchor.get("revision", 0), incidents),
    )


def _correction(event: str, seen: int, incidents: Mapping[str, Mapping[str, Any]]) -> str:
    """What became of an event since its revision was seen; empty when nothing did."""
    incident = incidents[event]
    if incident.get("revision", 0) <= seen:
        return ""
    called = "goal" if kind(incident) in {"goal", "own_goal"} else "call"
    if not incident.get("struck", False):
        return f"This {called} has been corrected since."
    is_overturned = any(
        kind(other) == "var_check"
        and other.get("target") == event
        and other.get("outcome") == "overturned"
        for other in incidents.values()
    )
    return f"VAR took this {called} back." if is_overturned else f"This {called} was taken back."
