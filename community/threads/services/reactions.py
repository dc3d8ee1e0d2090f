"""React to posts, and count reactions a window at a time."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.db import transaction
from django.db.models import Count

from community.config import selectors as config
from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.streams import pokes, services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.threads import ranking
from community.threads.errors import GonePostError, UnknownPostError
from community.threads.facts import Reacted, Tally, ThreadTallied
from community.threads.models import Post, Reaction
from community.threads.services.opening import asked_of, fact_of, stream_of
from community.users.facts import UserReacted

VOTES = ("up", "down")
TASK = "threads.tally"


@transaction.atomic
def react(*, post_id: str, reaction: str, on: bool, by: str, sent: Sent = UNNAMED) -> Appended:
    """Give a post a reaction, or take it back; an up takes back a down. Counted a little later.

    Holds the op, locks the reaction, then `user.<actor id>`. Raises OperationConflictError,
    InvalidError, UnknownPostError, GonePostError.
    """
    fields = {"post": post_id, "reaction": reaction, "on": on}
    asked = asked_of("thread.react", fields, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    policy = config.current().threads
    if reaction not in {*VOTES, *policy.reactions}:
        raise InvalidError(Fault(pointer="/reaction", detail="no such reaction is offered"))
    row = Post.objects.filter(pk=post_id).only("match", "visibility").first()
    if row is None:
        raise UnknownPostError(post=post_id)
    if row.visibility != Post.Visibility.SHOWN:
        raise GonePostError(post=post_id)
    _give(post_id, reaction, on=on, by=by)
    transaction.on_commit(
        lambda: pokes.poke(TASK, row.match, window_ms=policy.tally_window_ms), robust=True
    )
    fact = Fact(
        type="user.reacted",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        op=str(sent.op) if sent.op else None,
        data=UserReacted(post=post_id, reaction=reaction, on=on),
    )
    return streams.append(f"user.{by}", [fact], asked=asked)


def _give(post_id: str, reaction: str, *, on: bool, by: str) -> None:
    now = clock.now()
    others = [vote for vote in VOTES if vote != reaction] if on and reaction in VOTES else []
    Reaction.objects.filter(post=post_id, actor=by, reaction__in=others, on=True).update(
        on=False, at=now, tallied=False
    )
    Reaction.objects.bulk_create(
        [Reaction(post_id=post_id, actor=by, reaction=reaction, on=on, at=now)],
        update_conflicts=True,
        unique_fields=["post", "actor", "reaction"],
        update_fields=["on", "at", "tallied"],
    )


@transaction.atomic
def tally(*, match_id: str) -> bool:
    """Count what was given on a thread since the last count, and tell it; whether more waits.

    Counts are absolute, so counting twice changes nothing; at most tally_posts_max posts. Locks
    the posts, the reactions, then the thread's stream.
    """
    limit = config.current().threads.tally_posts_max
    fresh = Reaction.objects.filter(tallied=False, post__match=match_id)
    waiting = list(fresh.order_by("post").values_list("post", flat=True).distinct()[:limit])
    if not waiting:
        return False
    # By id, and one at a time with whoever else counts them.
    rows = list(Post.objects.select_for_update(no_key=True).filter(pk__in=waiting).order_by("pk"))
    # Marked before they are counted: what comes between is in the count, and counted again.
    Reaction.objects.filter(post__in=waiting, tallied=False).update(tallied=True)
    given = _given(waiting)
    tallies = [told for row in rows if (told := _count(row, given.get(row.pk, Counter())))]
    if tallies:
        fact = fact_of(ThreadTallied(tallies=tallies), "thread.tallied", by=None)
        streams.append(stream_of(match_id), [fact])
    return len(waiting) == limit


def _given(post_ids: list[str]) -> Mapping[str, Counter[str]]:
    """How many gave what, by post."""
    given: dict[str, Counter[str]] = {}
    counted = Reaction.objects.filter(post__in=post_ids, on=True).values_list("post", "reaction")
    for post_id, reaction, count in counted.annotate(count=Count("pk")):
        given.setdefault(post_id, Counter())[reaction] = count
    return given


def _count(row: Post, given: Counter[str]) -> Tally | None:
    """Write a locked post's counts; what is told of them, or None when they are as they were."""
    reactions = {name: count for name, count in sorted(given.items()) if name not in VOTES}
    up, down = given["up"], given["down"]
    if (row.up, row.down, row.reactions) == (up, down, reactions):
        return None
    row.up, row.down, row.reactions, row.best = up, down, reactions, ranking.best(up, down)
    row.save(update_fields=["up", "down", "reactions", "best"])
    if row.visibility in {Post.Visibility.DELETED, Post.Visibility.ERASED}:
        return None
    told = [Reacted(reaction=name, count=count) for name, count in reactions.items()]
    return Tally(post=row.pk, up=up, down=down, reactions=told)


def untallied() -> Iterator[str]:
    """Matches on whose threads reactions wait to be counted: a poke of theirs may be lost."""
    fresh = Reaction.objects.filter(tallied=False).order_by()
    yield from fresh.values_list("post__match", flat=True).distinct()
