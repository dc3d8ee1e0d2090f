"""React to posts, and count reactions a window at a time."""

from collections.abc import Iterator

from django.db import IntegrityError, transaction

from community.config import selectors as config
from community.config.reputation import ReputationPolicy
from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import derived_id, random_id
from community.reputation import levels, selectors as reputation
from community.reputation.facts import UserInsightJudged
from community.streams import pokes, services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.streams.selectors import LIVE
from community.threads import ranking
from community.threads.errors import (
    AlreadyGivenError,
    GonePostError,
    NotGivenError,
    OwnPostError,
    UnknownPostError,
)
from community.threads.facts import Reacted, Tally, ThreadTallied
from community.threads.models import Post, Reaction
from community.threads.received import Given, given_to
from community.threads.services.opening import asked_of, fact_of, stream_of
from community.threads.sight import refuse_unseen
from community.users.facts import UserReacted

VOTES = ("up", "down")
TASK = "threads.tally"


@transaction.atomic
def react(*, post_id: str, reaction: str, on: bool, by: str, sent: Sent = UNNAMED) -> Appended:
    """Give a post a reaction, or take it back; an up takes back a down. Counted a little later.

    Of an up and a down at once, from two devices, one is refused as given already.
    A vote weighs what its giver's reputation makes it weigh now, which its fact says.
    Holds the op, locks the reactions, then `user.<actor id>`. Raises OperationConflictError,
    InvalidError, UnknownPostError, GonePostError, OwnPostError, AlreadyGivenError, NotGivenError.
    """
    fields = {"post": post_id, "reaction": reaction, "on": on}
    asked = asked_of("thread.react", fields, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    policy = config.current().threads
    if reaction not in {*VOTES, *policy.reactions}:
        raise InvalidError(Fault(pointer="/reaction", detail="no such reaction is offered"))
    refuse_unseen([post_id], by=by, as_of=sent.as_of)
    row = _open_to(post_id, reaction, by=by)
    weight = reputation.weight_of(by) if on and reaction in VOTES else ranking.SCALE
    if on:
        _give(row, reaction, by=by, weight=weight)
    else:
        _take_back(row, [reaction], by=by)
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
        policy=config.current().digest("reputation"),
        data=UserReacted(post=post_id, reaction=reaction, on=on, weight=weight),
    )
    return streams.append(f"user.{by}", [fact], asked=asked)


def _open_to(post_id: str, reaction: str, *, by: str) -> Post:
    """A post that is shown, and on which somebody may give this."""
    row = Post.objects.filter(pk=post_id).only("match", "visibility", "author").first()
    if row is None:
        raise UnknownPostError(post=post_id)
    if row.visibility != Post.Visibility.SHOWN:
        raise GonePostError(post=post_id)
    if row.author == by and reaction in VOTES:
        raise OwnPostError(post=post_id)
    return row


def _give(row: Post, reaction: str, *, by: str, weight: int) -> None:
    stands = Reaction.objects.filter(post=row, actor=by, until=None)
    if stands.filter(reaction=reaction).exists():
        raise AlreadyGivenError(post=row.pk, reaction=reaction)
    if reaction in VOTES:
        others = [vote for vote in VOTES if vote != reaction]
        stands.filter(reaction__in=others).update(until=clock.now(), tallied=False)
    given = Reaction(
        post=row, match=row.match, actor=by, reaction=reaction, weight=weight, at=clock.now()
    )
    try:
        with transaction.atomic():
            given.save(force_insert=True)
    except IntegrityError as twice:
        raise AlreadyGivenError(post=row.pk, reaction=reaction) from twice


def _take_back(row: Post, reactions: list[str], *, by: str) -> None:
    stands = Reaction.objects.filter(post=row, actor=by, until=None, reaction__in=reactions)
    if not stands.update(until=clock.now(), tallied=False):
        raise NotGivenError(post=row.pk, reaction=reactions[0])


@transaction.atomic
def tally(*, match_id: str) -> bool:
    """Count what was given on a thread since the last count, and tell it; whether more waits.

    Counts are absolute, so counting twice changes nothing; at most tally_posts_max posts. What an
    insight comes to is told once, to its author. Locks the posts, the reactions, then streams.
    """
    policies = config.current()
    limit = policies.threads.tally_posts_max
    fresh = Reaction.objects.filter(tallied=False, match=match_id)
    waiting = list(fresh.order_by("post").values_list("post", flat=True).distinct()[:limit])
    if not waiting:
        return False
    # By id, and one at a time with whoever else counts them.
    rows = list(Post.objects.select_for_update(no_key=True).filter(pk__in=waiting).order_by("pk"))
    # Marked before they are counted: what comes between is in the count, and counted again.
    Reaction.objects.filter(post__in=waiting, tallied=False).update(tallied=True)
    given = given_to(waiting, as_of=LIVE)
    tallies = [told for row in rows if (told := _count(row, given.get(row.pk, Given())))]
    entries: dict[str, list[Fact]] = {}
    if tallies:
        counted = ThreadTallied(tallies=tallies)
        entries[stream_of(match_id)] = [fact_of(counted, "thread.tallied", by=None)]
    for row in rows:
        judged = _judge(row, given.get(row.pk, Given()), policy=policies.reputation)
        if judged is not None:
            digest = policies.digest("reputation")
            entries.setdefault(f"user.{row.author}", []).append(_outcome(judged, policy=digest))
    if entries:
        streams.append_many(entries)
    return len(waiting) == limit


def _outcome(told: UserInsightJudged, *, policy: str) -> Fact:
    """The fact that tells an outcome: the same whenever it is told."""
    return Fact(
        type="user.insight_judged",
        v=1,
        id=derived_id("fact", "user.insight_judged", told.post),
        at=clock.now_ms(),
        policy=policy,
        data=told,
    )


def _count(row: Post, given: Given) -> Tally | None:
    """Write a locked post's counts; what is told of them, or None when they are as they were."""
    up, down, reactions = given.up, given.down, given.reactions
    best = ranking.best(given.up_weight, given.down_weight, is_proven=row.is_proven)
    is_told = (row.up, row.down, row.reactions) == (up, down, reactions)
    if is_told and row.best == best:
        return None
    row.up, row.down, row.reactions, row.best = up, down, reactions, best
    row.save(update_fields=["up", "down", "reactions", "best"])
    if is_told or row.visibility in {Post.Visibility.DELETED, Post.Visibility.ERASED}:
        return None
    told = [Reacted(reaction=name, count=count) for name, count in reactions.items()]
    return Tally(post=row.pk, up=up, down=down, reactions=told)


def _judge(row: Post, given: Given, *, policy: ReputationPolicy) -> UserInsightJudged | None:
    """What the votes on a locked insight come to by now; None when it was told, or is not sure."""
    if row.kind != "insight" or row.outcome or row.visibility != Post.Visibility.SHOWN:
        return None
    outcome = levels.outcome_of(
        votes=given.up + given.down, up=given.up_weight, down=given.down_weight, policy=policy
    )
    if outcome is None:
        return None
    row.outcome = outcome
    row.save(update_fields=["outcome"])
    return UserInsightJudged(
        post=row.pk,
        match=row.match,
        outcome=outcome,
        votes=given.up + given.down,
        up=given.up_weight,
        down=given.down_weight,
    )


def untallied() -> Iterator[str]:
    """Matches on whose threads reactions wait to be counted: a poke of theirs may be lost."""
    fresh = Reaction.objects.filter(tallied=False).order_by()
    yield from fresh.values_list("match", flat=True).distinct()
