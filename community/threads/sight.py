"""Sight: what whoever acts on a thread cannot know yet is, for him, not there."""

from collections.abc import Collection
from datetime import datetime

from community.core.errors import Fault
from community.streams import selectors as streams
from community.streams.selectors import LIVE
from community.threads.errors import BadAnchorError, UnknownPostError
from community.threads.models import Post


def head_of(stream: str, *, as_of: datetime) -> int:
    """The last offset of a stream that somebody may know; 0 when he knows none."""
    head = streams.heads([stream], as_of=as_of).get(stream)
    return head.offset if head else 0


def refuse_future(match_id: str, *, seen: int, as_of: datetime) -> None:
    """Refuse an offset of a match that its sender cannot have seen, as one that is not there.

    Raises BadAnchorError.
    """
    if as_of != LIVE and seen > head_of(f"match.{match_id}", as_of=as_of):
        raise BadAnchorError(Fault(pointer="/seen", detail="the match has no such offset"))


def refuse_unseen(post_ids: Collection[str], *, by: str, as_of: datetime) -> None:
    """Refuse posts of others that their reader cannot know yet, as posts that are not there.

    Raises UnknownPostError.
    """
    if as_of == LIVE or not post_ids:
        return
    rows = Post.objects.filter(pk__in=post_ids).exclude(author=by).order_by("pk")
    told = [(post, f"thread.{match}", n) for post, match, n in rows.values_list("pk", "match", "n")]
    heads = streams.heads([thread for _, thread, _ in told], as_of=as_of)
    for post_id, thread, n in told:
        if thread not in heads or n > heads[thread].offset:
            raise UnknownPostError(post=post_id)
