"""Questions about threads: pages of posts, an event's posts, words said, how much is unread.

Posts are as a topic's state has them, by id, in the order asked for: a delayed viewer's of then,
in the visibility of now.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from community.config import selectors as config
from community.core import clock, sql
from community.core.errors import Fault, InvalidError
from community.core.types import JsonObject
from community.streams import selectors as streams
from community.streams.selectors import LIVE
from community.threads.board import key_of, shown_post
from community.threads.errors import UnknownPostError
from community.threads.facts import Anchor, ThreadPosted
from community.threads.models import Mark, Post, Reaction, Text, Thread
from community.threads.overlays import overlays_of
from community.threads.received import Given, given_to, ranked, standing
from community.threads.state import Post as Told

Sort: TypeAlias = Literal["live", "best", "event"]
Posts: TypeAlias = dict[str, JsonObject]

# What each sort goes by before n, the newest first.
_BY: dict[Sort, str | None] = {"live": None, "best": "best", "event": "offset"}
# Every post asks.
_PACE = """\
SELECT gap_ms, slow_reason, slow_until FROM "threads_thread" WHERE match = %s AND gap_ms > 0"""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Posts by id, in order; before: where the next page begins, None after the last."""

    posts: Posts
    before: str | None = None


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


def thread_page(
    match_id: str,
    *,
    as_of: datetime,
    sort: Sort = "live",
    before: str | None = None,
    limit: int | None = None,
) -> Page:
    """A page of a thread, the newest or best first; three queries, nine at most with a delay.

    before: what the page before says. Best leaves out what is gone. Raises InvalidError.
    """
    size = min(limit or _page_max(), _page_max())
    if sort == "best" and as_of != LIVE:
        return _best_then(match_id, as_of=as_of, before=before, size=size)
    rows = _until(Post.objects.filter(match=match_id), match_id, as_of=as_of)
    by = _BY[sort]
    if sort == "best":
        rows = rows.filter(visibility=Post.Visibility.SHOWN)
    if before is not None:
        rows = rows.filter(_past(by, before))
    order = ("-n",) if by is None else (f"-{by}", "-n")
    found = list(rows.order_by(*order)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(
        posts=_shown(found[:size], as_of=as_of),
        before=_place(by, last) if last else None,
    )


def _best_then(match_id: str, *, as_of: datetime, before: str | None, size: int) -> Page:
    """A page of the best by the votes of a moment, and then of what nobody had voted for."""
    past = _numbers("best", before) if before is not None else None
    head = _head(match_id, as_of=as_of)
    raised = ranked(match_id, head=head, as_of=as_of)
    places = [place for place in raised if past is None or place[:2] < past]
    if len(places) <= size:
        rest = Post.objects.filter(match=match_id, n__lte=head).exclude(
            pk__in=[pk for *_, pk in raised]
        )
        if past is not None and past[0] == 0:
            rest = rest.filter(n__lt=past[1])
        rest = rest.filter(visibility=Post.Visibility.SHOWN).order_by("-n")
        places += [(0, n, pk) for n, pk in rest.values_list("n", "pk")[: size + 1 - len(places)]]
    rows = Post.objects.in_bulk([pk for *_, pk in places[:size]])
    last = places[size - 1] if len(places) > size else None
    return Page(
        posts=_shown([rows[pk] for *_, pk in places[:size]], as_of=as_of),
        before=f"{last[0]}.{last[1]}" if last else None,
    )


def _page_max() -> int:
    return config.current().threads.page_size_max


def _past(by: str | None, before: str) -> Q:
    """The posts after a place, in a sort."""
    numbers = _numbers(by, before)
    if by is None:
        return Q(n__lt=numbers[0])
    # The first half is what the index begins at; the second drops who was shown.
    first = Q(**{f"{by}__lte": numbers[0]})
    return first & (Q(**{f"{by}__lt": numbers[0]}) | Q(n__lt=numbers[1]))


def _numbers(by: str | None, before: str) -> tuple[int, ...]:
    """A place of a sort in numbers; raises InvalidError."""
    parts = before.split(".")
    if len(parts) != (1 if by is None else 2) or not all(_is_number(part) for part in parts):
        raise InvalidError(Fault(pointer="/before", detail="no place of this sort"))
    return tuple(map(int, parts))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 16  # noqa: PLR2004 -- 2**53 has 16


def _place(by: str | None, row: Post) -> str:
    return str(row.n) if by is None else f"{getattr(row, by)}.{row.n}"


def _until(rows: QuerySet[Post], match_id: str, *, as_of: datetime) -> QuerySet[Post]:
    """Those posted by a moment."""
    return rows if as_of == LIVE else rows.filter(n__lte=_head(match_id, as_of=as_of))


def _head(match_id: str, *, as_of: datetime) -> int:
    """The last offset of a thread recorded by a moment; 0 when it has none."""
    name = f"thread.{match_id}"
    head = streams.heads([name], as_of=as_of).get(name)
    return head.offset if head else 0


def _shown(rows: Sequence[Post], *, as_of: datetime) -> Posts:
    """Rows as a topic's state has them: words and counts of a moment, visibility of now."""
    if as_of != LIVE:
        _set_back(rows, as_of=as_of)
    seen = [key_of(row.pk, row.rev) for row in rows if row.visibility == Post.Visibility.SHOWN]
    over = overlays_of(seen)
    return {row.pk: shown_post(_told(row), over.get(key_of(row.pk, row.rev))) for row in rows}


def _told(row: Post) -> Told:
    """A row as the fold would hold it; without what only the log needs."""
    anchor = Anchor(
        event=row.event or None,
        revision=row.event_revision if row.event else None,
        offset=row.offset,
        period=row.stage,  # type: ignore[arg-type]  # a column holds any text, ours only stages
        clock_ms=row.clock_ms,
    )
    return Told(
        n=row.n,
        at=clock.to_ms(row.at),
        by=row.author,
        told=ThreadPosted(
            kind=row.kind,  # type: ignore[arg-type]  # as above
            anchor=anchor,
            seen=row.seen,
            reply=row.reply_to or None,
            bytes=0,
            digest="",
        ),
        rev=row.rev,
        bytes=0,
        digest="",
        up=row.up,
        down=row.down,
        reactions=row.reactions,
        hidden=row.visibility == Post.Visibility.HIDDEN,
        taken=row.visibility if row.visibility in {"deleted", "erased"} else "",  # type: ignore[arg-type]  # as above
    )


def _set_back(rows: Sequence[Post], *, as_of: datetime) -> None:
    """Give rows the revision and the counts of a moment; two queries."""
    ids = [row.pk for row in rows]
    written = Text.objects.filter(post__in=ids, at__lte=as_of).values_list("post")
    revisions = dict(written.annotate(rev=Max("rev")))
    given = given_to(ids, as_of=as_of)
    for row in rows:
        row.rev = revisions.get(row.pk, 1)
        then = given.get(row.pk, Given())
        row.up, row.down, row.reactions = then.up, then.down, then.reactions


def posts_of_event(match_id: str, event_id: str, *, as_of: datetime) -> EventPosts:
    """What was said of an event, and what people said before they knew of it; oldest first.

    They are the posts of the policy's window before it whose authors had not seen it, and those
    that came later from who was behind. No more than a page of each.
    """
    if "\0" in event_id:
        return EventPosts(posts={})
    rows = _until(Post.objects.filter(match=match_id), match_id, as_of=as_of)
    size = _page_max()
    of_event = list(rows.filter(event=event_id).order_by("n")[:size])
    told = _told_at(match_id, event_id, as_of=as_of)
    if told is None:
        return EventPosts(posts=_shown(of_event, as_of=as_of))
    offset, begins, ends = told
    unaware = rows.filter(
        visibility=Post.Visibility.SHOWN,
        seen__gte=begins,
        seen__lt=offset,
        at__lte=ends,
    )
    before = list(unaware.exclude(event=event_id).order_by("-n")[:size])[::-1]
    shown = _shown([*of_event, *before], as_of=as_of)
    return EventPosts(
        posts={row.pk: shown[row.pk] for row in of_event},
        before_they_knew={row.pk: shown[row.pk] for row in before},
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
    rows = _until(Post.objects.filter(match=match_id), match_id, as_of=as_of).filter(
        Exists(said.filter(search=query)), visibility=Post.Visibility.SHOWN
    )
    size = min(limit or _page_max(), _page_max())
    return _shown(list(rows.order_by("-n")[:size]), as_of=as_of)


def replies(post_id: str, *, as_of: datetime) -> Posts:
    """The replies to a post, oldest first; no more than a page."""
    rows = Post.objects.filter(reply_to=post_id).order_by("n")
    first = rows.first()
    if first is None:
        return {}
    return _shown(list(_until(rows, first.match, as_of=as_of)[: _page_max()]), as_of=as_of)


def post(post_id: str, *, as_of: datetime) -> Found:
    """One post, whatever became of it; raises UnknownPostError."""
    row = None if "\0" in post_id else Post.objects.filter(pk=post_id).first()
    if row is None or (as_of != LIVE and row.n > _head(row.match, as_of=as_of)):
        raise UnknownPostError(post=post_id)
    author = row.author
    return Found(match=row.match, id=row.pk, author=author, post=_shown([row], as_of=as_of)[row.pk])


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
