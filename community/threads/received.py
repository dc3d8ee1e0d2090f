"""How posts were received by a moment: what was given them, and their order by it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, Q, QuerySet, Sum

from community.streams.selectors import LIVE
from community.threads import ranking
from community.threads.models import Post, Reaction

Ranked: TypeAlias = tuple[int, int, str]


@dataclass(kw_only=True)
class Given:
    """What stood on a post: votes, the sums of their weights in millionths, reactions by name."""

    up: int = 0
    down: int = 0
    up_weight: int = 0
    down_weight: int = 0
    reactions: dict[str, int] = field(default_factory=dict)


def given_to(post_ids: Collection[str], *, as_of: datetime) -> dict[str, Given]:
    """What posts had been given by a moment that still stood then, by id; one query."""
    rows = standing(Reaction.objects.filter(post__in=post_ids), as_of=as_of)
    counted = rows.values_list("post", "reaction").order_by("reaction")
    found: dict[str, Given] = {}
    for post_id, reaction, count, weight in counted.annotate(Count("pk"), Sum("weight")):
        given = found.setdefault(post_id, Given())
        if reaction == "up":
            given.up, given.up_weight = count, weight
        elif reaction == "down":
            given.down, given.down_weight = count, weight
        else:
            given.reactions[reaction] = count
    return found


def standing(rows: QuerySet[Reaction], *, as_of: datetime) -> QuerySet[Reaction]:
    """Those given by a moment and not taken back by it."""
    if as_of == LIVE:
        return rows.filter(until=None)
    return rows.filter(Q(until=None) | Q(until__gt=as_of), at__lte=as_of)


def ranked(match_id: str, *, head: int, as_of: datetime) -> list[Ranked]:
    """(best, n, id) of the posts of a thread that votes or a proven author raise, best first.

    By the votes that stood at a moment, of posts up to an offset. The votes of one match are read:
    an order of then has no index. Two queries.
    """
    shown = Q(post__visibility=Post.Visibility.SHOWN, post__n__lte=head)
    votes = standing(Reaction.objects.filter(match=match_id), as_of=as_of).filter(shown)
    weighed = votes.filter(reaction__in=("up", "down")).values_list("post").order_by()
    by_post = {
        post_id: (up or 0, down or 0)
        for post_id, up, down in weighed.annotate(
            up=Sum("weight", filter=Q(reaction="up")),
            down=Sum("weight", filter=Q(reaction="down")),
        )
    }
    posts = Post.objects.filter(Q(pk__in=by_post) | Q(is_proven=True), match=match_id, n__lte=head)
    posts = posts.filter(visibility=Post.Visibility.SHOWN)
    found = [
        (ranking.best(*by_post.get(pk, (0, 0)), is_proven=is_proven), n, pk)
        for pk, n, is_proven in posts.values_list("pk", "n", "is_proven")
    ]
    return sorted((each for each in found if each[0] > 0), reverse=True)
