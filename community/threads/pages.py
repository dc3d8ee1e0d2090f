"""Pages of a thread: by time, by votes, by event; a place says where the next one begins."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from django.db.models import Q

from community.config import selectors as config
from community.core.errors import Fault, InvalidError
from community.streams.selectors import LIVE
from community.threads.models import Post
from community.threads.received import ranked
from community.threads.shown import Posts, posted_until, posts_shown
from community.threads.sight import head_of

Sort: TypeAlias = Literal["live", "best", "event"]

# What each sort goes by before n, the newest first.
_BY: dict[Sort, str | None] = {"live": None, "best": "best", "event": "offset"}


@dataclass(frozen=True, kw_only=True)
class Page:
    """Posts by id, in order; before: where the next page begins, None after the last."""

    posts: Posts
    before: str | None = None


def page_max() -> int:
    """How many posts a page has at most."""
    return config.current().threads.page_size_max


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
    size = min(limit or page_max(), page_max())
    if sort == "best" and as_of != LIVE:
        return _best_then(match_id, as_of=as_of, before=before, size=size)
    rows = posted_until(Post.objects.filter(match=match_id), match_id, as_of=as_of)
    by = _BY[sort]
    if sort == "best":
        rows = rows.filter(visibility=Post.Visibility.SHOWN)
    if before is not None:
        rows = rows.filter(_past(by, before))
    order = ("-n",) if by is None else (f"-{by}", "-n")
    found = list(rows.order_by(*order)[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(
        posts=posts_shown(found[:size], as_of=as_of),
        before=_place(by, last) if last else None,
    )


def _best_then(match_id: str, *, as_of: datetime, before: str | None, size: int) -> Page:
    """A page of the best by the votes of a moment, and then of what nobody had voted for."""
    past = _numbers("best", before) if before is not None else None
    head = head_of(f"thread.{match_id}", as_of=as_of)
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
        posts=posts_shown([rows[pk] for *_, pk in places[:size]], as_of=as_of),
        before=f"{last[0]}.{last[1]}" if last else None,
    )


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
