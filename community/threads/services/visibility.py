"""Take posts from sight and bring them back; erase what somebody wrote."""

from collections.abc import Collection, Iterator
from itertools import groupby

from django.db import transaction

from community.streams import services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.threads.errors import GonePostError, ShownPostError, UnknownPostError
from community.threads.facts import ThreadErased, ThreadHidden, ThreadRestored
from community.threads.models import Mark, Post, Text
from community.threads.services.opening import asked_of, fact_of, stream_of


@transaction.atomic
def hide_post(*, post_id: str, reason: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Take a post from everybody's sight; its place stays.

    Holds the op, locks the post, then the thread's stream. Raises OperationConflictError,
    UnknownPostError, GonePostError.
    """
    asked = asked_of("thread.hide", {"post": post_id, "reason": reason}, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    row = _locked(post_id)
    if row.visibility != Post.Visibility.SHOWN:
        raise GonePostError(post=post_id)
    _turn(row, Post.Visibility.HIDDEN, reason=reason)
    told = ThreadHidden(post=post_id, reason=reason)
    fact = fact_of(told, "thread.hidden", by=by, sent=sent)
    return streams.append(stream_of(row.match), [fact], asked=asked)


@transaction.atomic
def restore_post(*, post_id: str, reason: str, by: str, sent: Sent = UNNAMED) -> Appended:
    """Bring a hidden post back.

    Holds the op, locks the post, then the thread's stream. Raises OperationConflictError,
    UnknownPostError, GonePostError, ShownPostError.
    """
    asked = asked_of("thread.restore", {"post": post_id, "reason": reason}, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    row = _locked(post_id)
    if row.visibility == Post.Visibility.SHOWN:
        raise ShownPostError(post=post_id)
    if row.visibility != Post.Visibility.HIDDEN:
        raise GonePostError(post=post_id)
    _turn(row, Post.Visibility.SHOWN, reason="")
    told = ThreadRestored(post=post_id, reason=reason)
    fact = fact_of(told, "thread.restored", by=by, sent=sent)
    return streams.append(stream_of(row.match), [fact], asked=asked)


def _locked(post_id: str) -> Post:
    row = Post.objects.select_for_update(no_key=True).filter(pk=post_id).first()
    if row is None:
        raise UnknownPostError(post=post_id)
    return row


def _turn(row: Post, visibility: Post.Visibility, *, reason: str) -> None:
    row.visibility, row.reason = visibility, reason
    row.save(update_fields=["visibility", "reason"])


@transaction.atomic
def erase_texts_of(actor: str) -> int:
    """Erase every word an actor wrote, and how far he read; how many posts there were.

    Their places, anchors and digests stay, so every stream's root does too. Locks the marks, the
    posts, the texts, then their threads' streams by name.
    """
    Mark.objects.filter(actor=actor).delete()
    written = Post.objects.select_for_update(no_key=True).filter(author=actor)
    rows = list(written.exclude(visibility=Post.Visibility.ERASED).order_by("pk"))
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    Post.objects.filter(pk__in=ids).update(visibility=Post.Visibility.ERASED, reason="", lang="")
    Text.objects.filter(post__in=ids).delete()
    streams.append_many(dict(_erasures(rows)))
    return len(rows)


def _erasures(rows: Collection[Post]) -> Iterator[tuple[str, list[Fact]]]:
    in_order = sorted(rows, key=lambda row: (row.match, row.n))
    for match, posts in groupby(in_order, key=lambda row: row.match):
        yield (
            stream_of(match),
            [fact_of(ThreadErased(post=row.pk), "thread.erased", by=None) for row in posts],
        )
