"""What moderators see of posts: words and authors, whatever became of them; no public door."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from community.threads import body
from community.threads.errors import UnknownPostError
from community.threads.models import Post, Text
from community.threads.overlays import handles_of

_FOUND_MAX: Final = 50


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A post as it is kept; text is None when it was erased. digest: that of its newest words."""

    id: str
    match: str
    author: str
    n: int
    at: datetime
    rev: int
    visibility: str
    reason: str
    reply_to: str
    text: str | None
    digest: str


def kept(post_ids: Collection[str]) -> dict[str, Kept]:
    """Posts as they are kept, by id, with people's handles of today; unknown ones are left out."""
    rows = {row.pk: row for row in Post.objects.filter(pk__in=post_ids)}
    texts = {
        row.post: row
        for row in Text.objects.filter(post__in=rows).order_by("rev")
        if rows[row.post].rev == row.rev
    }
    handles = handles_of([row.text for row in texts.values()])
    return {
        post_id: Kept(
            id=post_id,
            match=row.match,
            author=row.author,
            n=row.n,
            at=row.at,
            rev=row.rev,
            visibility=row.visibility,
            reason=row.reason,
            reply_to=row.reply_to,
            text=body.told(texts[post_id].text, handles) if post_id in texts else None,
            digest=texts[post_id].digest if post_id in texts else "",
        )
        for post_id, row in rows.items()
    }


def kept_one(post_id: str) -> Kept:
    """One post as it is kept; raises UnknownPostError."""
    found = {} if "\0" in post_id else kept([post_id])
    if post_id not in found:
        raise UnknownPostError(post=post_id)
    return found[post_id]


def found(*, matches: Collection[str], author: str = "") -> list[Kept]:
    """The newest posts of some matches, by id, or those of an author there."""
    rows = Post.objects.filter(match__in=matches).order_by("-at", "-pk")
    if author:
        rows = rows.filter(author=author)
    ids = list(rows.values_list("pk", flat=True)[:_FOUND_MAX])
    by_id = kept(ids)
    return [by_id[post_id] for post_id in ids]


def around(middle: Kept, each: int) -> tuple[list[Kept], list[Kept]]:
    """What was said just before a post and just after it, in order, so many of each."""
    thread = Post.objects.filter(match=middle.match)
    before = thread.filter(n__lt=middle.n).order_by("-n").values_list("pk", flat=True)[:each]
    after = thread.filter(n__gt=middle.n).order_by("n").values_list("pk", flat=True)[:each]
    earlier, later = list(before)[::-1], list(after)
    by_id = kept([*earlier, *later])
    return [by_id[post_id] for post_id in earlier], [by_id[post_id] for post_id in later]


def digests_of(post_id: str) -> list[str]:
    """The digests of every revision of a post whose words are kept."""
    return list(Text.objects.filter(post=post_id).order_by("rev").values_list("digest", flat=True))


def written(post_id: str, *, by: str) -> str | None:
    """The words of one's own post, to write them anew; None when it is another's, or gone."""
    rows = Post.objects.filter(pk=post_id, author=by, visibility=Post.Visibility.SHOWN)
    return kept([post_id])[post_id].text if rows.exists() else None
