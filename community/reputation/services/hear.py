"""Hear what facts tell of posts and votes: what somebody may be awarded for, not yet how much.

What is heard twice changes nothing, and a vote heard before its post waits for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from community.config import selectors as config
from community.config.reputation import ReputationPolicy
from community.core import clock
from community.core.ids import derived_id
from community.reputation.facts import DeedKind
from community.reputation.models import Contribution, Deed
from community.reputation.weights import ONE, weighted
from community.streams import pokes

SETTLE: Final = "reputation.settle"
# One poke for all: who is to be settled is looked up, so no name of anybody lies in Redis.
ABOUT: Final = "reputation"
VOTES: Final = frozenset({"up", "down"})


@dataclass(frozen=True, kw_only=True)
class Told:
    """The fact something was heard from: its stream, offset, id, and its own time."""

    stream: str
    offset: int
    id: str
    at_ms: int

    @property
    def at(self) -> datetime:
        """Its own time."""
        return clock.from_ms(self.at_ms)


def settle_soon() -> None:
    """Have what was heard settled after this transaction, at the end of the policy's window."""
    window_ms = config.current().reputation.settle_window_ms
    transaction.on_commit(
        lambda: pokes.poke(SETTLE, ABOUT, window_ms=window_ms, queue="slow"), robust=True
    )


def know(posts: Iterable[str]) -> None:
    """Lock what is known of posts, by id, before anything is heard of them."""
    wanted = sorted(set(posts))
    Contribution.objects.bulk_create(
        [Contribution(post=post) for post in wanted], ignore_conflicts=True
    )
    rows = Contribution.objects.select_for_update(no_key=True).filter(pk__in=wanted)
    list(rows.order_by("pk"))


def hear_post(told: Told, *, author: str, match: str, kind: str) -> None:
    """A post was written: votes that were heard before it find their author."""
    if (known := _moved(told, told.id)) is None:
        return
    known.author, known.match, known.kind = author, match, kind
    known.save(update_fields=["author", "match", "kind", "n"])
    Deed.objects.filter(post=told.id, giver=author).delete()
    for deed in Deed.objects.filter(post=told.id, actor=""):
        _fill(deed, known, policy=config.current().reputation)
        deed.save(update_fields=["actor", "match", "kind", "amount", "half_life_s", "stands"])


def hear_vote(told: Told, *, giver: str, post: str, reaction: str, weight: int) -> None:
    """A vote was given: it takes back the giver's other vote on the post."""
    known = _known(post)
    if known.author == giver:
        return
    pk = derived_id("deed", "vote", told.id)
    if Deed.objects.filter(pk=pk).exists():
        return
    _undo(Q(post=post, giver=giver), at=told.at)
    deed = Deed(
        pk=pk,
        kind="down_vote" if reaction == "down" else "comment_vote",
        giver=giver,
        post=post,
        weight=weight,
        at=told.at,
        stream=told.stream,
        n=told.offset,
    )
    if known.author:
        _fill(deed, known, policy=config.current().reputation)
    Deed.objects.bulk_create([deed])


def hear_no_vote(told: Told, *, giver: str, post: str, reaction: str) -> None:
    """A vote was taken back."""
    _known(post)
    of_kind = Q(kind="down_vote") if reaction == "down" else ~Q(kind="down_vote")
    # Heard again, it finds what was given since, and that is none of its business.
    before = Q(stream=told.stream, n__lt=told.offset)
    _undo(Q(post=post, giver=giver) & of_kind & before, at=told.at)


def hear_outcome(told: Told, *, author: str, match: str, post: str, outcome: str) -> None:
    """The stand upheld an insight, or refuted it: once for all."""
    known = _known(post)
    known.outcome, known.told_at = outcome, told.at
    known.save(update_fields=["outcome", "told_at"])
    known.author, known.match = author, match
    _state(told, "outcome", known, kind="upheld" if outcome == "upheld" else "refuted")


def hear_gone(told: Told, *, post: str, is_hidden: bool) -> None:
    """A post is out of sight: what it earned is taken back; hidden by a moderator, it costs.

    Deleting it then saves nobody from what it cost.
    """
    if (known := _moved(told, post)) is None:
        return
    known.stands = False
    known.save(update_fields=["stands", "n"])
    Deed.objects.filter(post=post, stands=True).exclude(kind="hidden").update(
        stands=False, settled=False
    )
    if is_hidden:
        _state(told, "hidden", known, kind="hidden")


def hear_restored(told: Told, *, post: str) -> None:
    """A hidden post is seen again: what it earned is given back, what it cost is taken back."""
    if (known := _moved(told, post)) is None:
        return
    known.stands = True
    known.save(update_fields=["stands", "n"])
    _undo(Q(post=post, kind="hidden", n__lt=told.offset), at=told.at)
    gone = Deed.objects.filter(post=post, stands=False, undone_at=None).exclude(kind="hidden")
    gone.update(stands=True, settled=False)


def hear_sanction(told: Told, *, actor: str, is_taken_back: bool) -> None:
    """A moderator held somebody back, or took on appeal the newest of that back.

    A standing takes the place of the one before, so only the newest can be appealed.
    """
    if is_taken_back:
        before = Deed.objects.filter(actor=actor, kind="sanction", n__lt=told.offset)
        _undo(Q(pk__in=before.order_by("-n").values("pk")[:1]), at=told.at)
        return
    _state(told, "sanction", Contribution(post="", author=actor), kind="sanction")


def _known(post: str) -> Contribution:
    """The row of a post that `know` was told of."""
    return Contribution.objects.select_for_update(no_key=True).get(pk=post)


def _moved(told: Told, post: str) -> Contribution | None:
    """A post's row, locked, at a fact of its thread; None when that was heard before."""
    known = _known(post)
    if told.offset <= known.n:
        return None
    known.n = told.offset
    return known


def _undo(which: Q, *, at: datetime) -> None:
    """Take back deeds that are not taken back yet."""
    Deed.objects.filter(which, undone_at=None).update(undone_at=at, stands=False, settled=False)


def _state(told: Told, name: str, known: Contribution, *, kind: DeedKind) -> None:
    """A deed that nobody gave; heard again, it is there."""
    deed = Deed(
        pk=derived_id("deed", name, told.id),
        kind=kind,
        post=known.post,
        weight=ONE,
        at=told.at,
        stream=told.stream,
        n=told.offset,
    )
    if known.author:
        _fill(deed, known, policy=config.current().reputation)
        Deed.objects.bulk_create([deed], ignore_conflicts=True)


def _fill(deed: Deed, known: Contribution, *, policy: ReputationPolicy) -> None:
    """Give a deed its author, and what it would earn him by the policy in force."""
    if deed.kind == "comment_vote" and known.kind == "insight":
        deed.kind = "insight_vote"
    worth, half_life_s = _worth(deed.kind, policy)
    deed.actor, deed.match = known.author, known.match
    deed.amount, deed.half_life_s = weighted(worth, deed.weight), half_life_s
    deed.stands = deed.undone_at is None and (known.stands or deed.kind == "hidden")


def _worth(kind: str, policy: ReputationPolicy) -> tuple[int, int]:
    """(points, half-life in seconds) of a kind of deed."""
    return {
        "comment_vote": (policy.comment_vote_points, policy.comment_half_life_s),
        "insight_vote": (policy.insight_vote_points, policy.insight_half_life_s),
        "down_vote": (-policy.down_vote_points, policy.comment_half_life_s),
        "upheld": (policy.upheld_points, policy.insight_half_life_s),
        "refuted": (-policy.refuted_points, policy.insight_half_life_s),
        "hidden": (-policy.hidden_points, policy.penalty_half_life_s),
        "sanction": (-policy.sanction_points, policy.penalty_half_life_s),
    }[kind]


def waiting(limit: int) -> list[str]:
    """Authors of whom something was heard that is not settled."""
    fresh = Deed.objects.filter(settled=False).exclude(actor="").order_by("actor")
    return list(fresh.values_list("actor", flat=True).distinct()[:limit])
