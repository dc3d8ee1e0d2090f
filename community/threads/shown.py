"""Rows of posts as a topic's state has them: words and counts of a moment, visibility of now."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from django.db.models import Max, QuerySet

from community.core import clock
from community.core.types import JsonObject
from community.streams.selectors import LIVE
from community.threads.board import key_of, shown_post
from community.threads.facts import Anchor, ThreadPosted
from community.threads.models import Post, Text
from community.threads.overlays import overlays_of
from community.threads.received import Given, given_to
from community.threads.sight import head_of
from community.threads.state import Post as Told

Posts: TypeAlias = dict[str, JsonObject]


def posted_until(rows: QuerySet[Post], match_id: str, *, as_of: datetime) -> QuerySet[Post]:
    """Those posted by a moment."""
    return rows if as_of == LIVE else rows.filter(n__lte=head_of(f"thread.{match_id}", as_of=as_of))


def posts_shown(rows: Sequence[Post], *, as_of: datetime) -> Posts:
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
