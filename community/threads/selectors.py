"""Questions about threads: an event's posts, words said, one post, how far one has read, the pace.

Posts are as a topic's state has them, by id, in the order asked for: a delayed viewer's of then,
in the visibility of now.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef

from community.config import selectors as config
from community.core import clock, sql
from community.core.types import JsonObject
from community.streams import selectors as streams
from community.streams.selectors import LIVE
from community.threads.errors import UnknownPostError
from community.threads.models import Mark, Post, Reaction, Text, Thread
from community.threads.overlays import overlays_of
from community.threads.pages import page_max
from community.threads.received import standing
from community.threads.shown import Posts, posted_until, posts_shown
from community.threads.sight import head_of

# Every post asks.
_PACE = """\
SELECT gap_ms, slow_reason, slow_until FROM "threads_thread" WHERE match = %s AND gap_ms > 0"""


@dataclass(frozen=True, kw_only=True)
class EventPosts:
    """Posts anchored to an event, and what people said who had not seen it yet."""

    posts: Posts
    before_they_knew: Posts = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """One post, on whose match, and where its author stands in the house."""

    match: str
    id: str
    author: str
    post: JsonObject


@dataclass(frozen=True, kw_only=True)
class Pace:
    """The slow mode in force: so long between two posts of one author, why, and until when."""

    gap_ms: int
    reason: str
    until: datetime | None


def posts_of_event(match_id: str, event_id: str, *, as_of: datetime) -> EventPosts:
    """What was said of an event, and what people said before they knew of it; oldest first.

    They are the posts of the policy's window before it whose authors had not seen it, and those
    that came later from who was behind. No more than a page of each.
    """
    if "\0" in event_id:
        return EventPosts(posts={})
    rows = posted_until(Post.objects.filter(match=match_id), match_id, as_of=as_of)
    size = page_max()
    of_event = list(rows.filter(event=event_id).order_by("n")[:size])
    told = _told_at(match_id, event_id, as_of=as_of)
    if told is None:
        return EventPosts(posts=posts_shown(of_event, as_of=as_of))
    offset, begins, ends = told
    unaware = rows.filter(
        visibility=Post.Visibility.SHOWN,
        seen__gte=begins,
        seen__lt=offset,
        at__lte=ends,
    )
    before = list(unaware.exclude(event=event_id).order_by("-n")[:size])[::-1]
    told_of = posts_shown([*of_event, *before], as_of=as_of)
    return EventPosts(
        posts={row.pk: told_of[row.pk] for row in of_event},
        before_they_knew={row.pk: told_of[row.pk] for row in before},
    )


def _told_at(match_id: str, event_id: str, *, as_of: datetime) -> tuple[int, int, datetime] | None:
    """(an event's offset, that of a window before it, the end of one after it), as recorded."""
    name = f"match.{match_id}"
    named = streams.facts_naming(name, event_id, as_of=as_of)
    offset = next((offset for offset, fact in named if fact.id == event_id), None)
    recorded_at = streams.recorded_at(name, offset=offset, as_of=as_of) if offset else None
    if offset is None or recorded_at is None:
        return None
    window = timedelta(milliseconds=config.current().threads.knew_window_ms)
    then = streams.heads([name], as_of=recorded_at - window)[name]
    return offset, then.offset, recorded_at + window


def search(match_id: str, words: str, *, as_of: datetime, limit: int | None = None) -> Posts:
    """Posts of a thread that hold words, the newest first; only what is seen, as it stands."""
    if "\0" in words or not words.strip():
        return {}
    said = Text.objects.filter(post=OuterRef("pk"))
    if as_of == LIVE:
        said = said.filter(rev=OuterRef("rev"))
    else:
        later = Text.objects.filter(post=OuterRef("post"), rev__gt=OuterRef("rev"))
        said = said.filter(~Exists(later.filter(at__lte=as_of)), at__lte=as_of)
    query = SearchQuery(words, config="simple", search_type="websearch")
    rows = posted_until(Post.objects.filter(match=match_id), match_id, as_of=as_of).filter(
        Exists(said.filter(search=query)), visibility=Post.Visibility.SHOWN
    )
    size = min(limit or page_max(), page_max())
    return posts_shown(list(rows.order_by("-n")[:size]), as_of=as_of)


def replies(post_id: str, *, as_of: datetime) -> Posts:
    """The replies to a post, oldest first; no more than a page."""
    rows = Post.objects.filter(reply_to=post_id).order_by("n")
    first = rows.first()
    if first is None:
        return {}
    return posts_shown(
        list(posted_until(rows, first.match, as_of=as_of)[: page_max()]), as_of=as_of
    )


def post(post_id: str, *, as_of: datetime) -> Found:
    """One post, whatever became of it; raises UnknownPostError."""
    row = None if "\0" in post_id else Post.objects.filter(pk=post_id).first()
    if row is None or (as_of != LIVE and row.n > head_of(f"thread.{row.match}", as_of=as_of)):
        raise UnknownPostError(post=post_id)
    author = row.author
    return Found(
        match=row.match, id=row.pk, author=author, post=posts_shown([row], as_of=as_of)[row.pk]
    )


def given_by(
    actor: str, post_ids: Collection[str], *, as_of: datetime
) -> frozenset[tuple[str, str]]:
    """(post, reaction) of what somebody had given to these posts by a moment, and still gives."""
    rows = standing(Reaction.objects.filter(actor=actor, post__in=post_ids), as_of=as_of)
    return frozenset(rows.values_list("post", "reaction"))


def read_until(match_id: str, actor: str) -> int:
    """The n up to which somebody has read a thread; 0 when he never did."""
    marked = Mark.objects.filter(match=match_id, actor=actor).values_list("until", flat=True)
    return marked.first() or 0


def pace_of(match_id: str) -> Pace | None:
    """The slow mode of a thread now; None when there is none."""
    row = None if "\0" in match_id else sql.row(_PACE, match_id)
    if row is None:
        return None
    gap_ms, reason, until = row
    if until is not None and until <= clock.now():
        return None
    return Pace(gap_ms=gap_ms, reason=reason, until=until)


def slow_and_over() -> list[str]:
    """Matches whose thread still says that it is slow, and is so no longer."""
    rows = Thread.objects.filter(gap_ms__gt=0, slow_until__lte=clock.now())
    return list(rows.values_list("pk", flat=True))


def matches_of(post_ids: Collection[str], *, as_of: datetime) -> dict[str, str]:
    """The match of each post written by a moment, by id; unknown ones are left out."""
    rows = Post.objects.filter(pk__in=post_ids, at__lte=as_of)
    return dict(rows.values_list("pk", "match"))


def overlays(keys: Iterable[str]) -> dict[str, JsonObject]:
    """What lies over posts as they are seen now, by key; for the edge."""
    return overlays_of(list(keys))


def gone_among(keys: Iterable[str]) -> dict[str, JsonObject]:
    """Which of some overlays are of posts that are gone by now, by key, and why."""
    by_post = {key.rpartition(":")[0]: key for key in keys}
    rows = Post.objects.filter(pk__in=by_post).exclude(visibility=Post.Visibility.SHOWN)
    return {
        by_post[post_id]: {"gone": visibility}
        for post_id, visibility in rows.values_list("pk", "visibility")
    }


def authors_of(post_ids: Collection[str]) -> dict[str, str]:
    """Who wrote posts, by their ids, whether they are shown or not."""
    return dict(Post.objects.filter(pk__in=post_ids).values_list("pk", "author"))
