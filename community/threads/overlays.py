"""What lies over posts where they are shown: their texts and their authors' names of today."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec

from community.core import sql
from community.core.types import JsonObject
from community.threads import body
from community.threads.board import key_of
from community.users import selectors as users
from community.users.selectors import Profile

# One query for however many posts of however many threads.
_TEXTS = """\
SELECT asked.post, asked.rev, "threads_post".author, "threads_post".visibility, body, how
FROM unnest(%s::text[], %s::int[]) AS asked (post, rev)
JOIN "threads_post" ON "threads_post".id = asked.post
LEFT JOIN "threads_text" ON "threads_text".post = asked.post AND "threads_text".rev = asked.rev"""


def overlays_of(keys: Collection[str]) -> dict[str, JsonObject]:
    """What lies over posts as they are seen now, by key (`post:rev`); one of them is `gone` if so.

    Keys of no post are left out. Two queries.
    """
    if not keys:
        return {}
    asked = [key.rpartition(":") for key in keys]
    rows = sql.rows(_TEXTS, [post for post, _, _ in asked], [int(rev) for _, _, rev in asked])
    seen = [row for row in rows if row[3] == "shown" and row[4] is not None]
    read = [
        (post, rev, author, _read(told), _read(how)) for post, rev, author, _, told, how in seen
    ]
    people = {author for _, _, author, _, _ in read}
    for _, _, _, told, _ in read:
        people |= body.mentioned(told)
    profiles = users.profiles_of(people) if people else {}
    handles = {actor: profile.handle for actor, profile in profiles.items()}
    found = {
        key_of(post, rev): _over(body.dressed(told, handles), profiles.get(author), how)
        for post, rev, author, told, how in read
    }
    gone = {key_of(row[0], row[1]): {"gone": _why(row[3])} for row in rows}
    return gone | found


def _read(column: Any) -> Any:  # noqa: ANN401 -- JSON, as the driver gives it
    return msgspec.json.decode(column) if isinstance(column, str | bytes) else column


def _why(visibility: str) -> str:
    """Why a post is gone; one whose words are not there has lost them."""
    return "erased" if visibility == "shown" else visibility


def _over(nodes: list[body.Node], author: Profile | None, how: JsonObject | None) -> JsonObject:
    over: JsonObject = {"body": nodes}
    if author is not None:
        over |= {"name": author.handle, "hue": author.hue}
        if author.is_demo:
            over["demo"] = True
    if how is not None:
        over["how"] = how
    return over


def handles_of(texts: Iterable[str]) -> dict[str, str]:
    """The handles of today of who is mentioned in texts at rest, by actor id."""
    actors = {actor for text in texts for actor in body.REFERENCE.findall(text)}
    profiles = users.profiles_of(actors) if actors else {}
    return {actor: profile.handle for actor, profile in profiles.items()}
