"""Reactions to what is said and voted: heard here, settled a little later."""

from collections.abc import Iterator

import msgspec

from community.reputation.models import Award
from community.reputation.services import hear
from community.reputation.services.hear import Told
from community.reputation.weights import ONE
from community.streams import selectors
from community.streams.facts import Fact
from community.streams.subscriptions import Read, Subscription

_FACTS_READ = 2_000
SANCTIONS = frozenset({"slowed", "muted", "suspended"})


class Reacted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody gave a post a reaction, or took it back; what it weighs, in millionths."""

    post: str
    reaction: str
    on: bool
    weight: int = ONE


class StandingSet(msgspec.Struct, frozen=True, kw_only=True):
    """A user's standing was set."""

    kind: str
    reason: str


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote a post, which has the fact's own id."""

    kind: str


class OfPost(msgspec.Struct, frozen=True, kw_only=True):
    """Something became of a post."""

    post: str


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The stand's votes came to an outcome."""

    post: str
    match: str
    outcome: str


def hear_user(stream: str, read: list[Read]) -> None:
    """Hear what somebody voted, and what a moderator made of his standing."""
    hear.know(
        fact.view.post
        for fact in read
        if (isinstance(fact.view, Reacted) and fact.view.reaction in hear.VOTES)
        or isinstance(fact.view, Judged)
    )
    for fact in read:
        if fact.view is not None:
            _hear_user(_told(stream, fact), stream.partition(".")[2], fact.view)
    if any(fact.view is not None for fact in read):
        hear.settle_soon()


def _hear_user(told: Told, actor: str, view: Reacted | Judged | StandingSet) -> None:
    match view:
        case Reacted(post=post, reaction=reaction) if reaction in hear.VOTES:
            if view.on:
                hear.hear_vote(told, giver=actor, post=post, reaction=reaction, weight=view.weight)
            else:
                hear.hear_no_vote(told, giver=actor, post=post, reaction=reaction)
        case Judged(post=post, match=match_id, outcome=outcome):
            hear.hear_outcome(told, author=actor, match=match_id, post=post, outcome=outcome)
        case StandingSet(kind=kind) if kind in SANCTIONS:
            hear.hear_sanction(told, actor=actor, is_taken_back=False)
        case StandingSet(kind="none", reason="appeal"):
            hear.hear_sanction(told, actor=actor, is_taken_back=True)


def hear_thread(stream: str, read: list[Read]) -> None:
    """Hear what was written on a thread, and what became of it."""
    hear.know(
        fact.id if isinstance(fact.view, Posted) else fact.view.post
        for fact in read
        if fact.view is not None
    )
    for fact in read:
        if fact.view is not None:
            _hear_thread(_told(stream, fact), fact)
    if any(fact.view is not None for fact in read):
        hear.settle_soon()


def _hear_thread(told: Told, fact: Read) -> None:
    match fact.view:
        case Posted(kind=kind) if fact.by is not None:
            match_id = told.stream.partition(".")[2]
            hear.hear_post(told, author=fact.by, match=match_id, kind=kind)
        case OfPost(post=post) if fact.type == "thread.restored":
            hear.hear_restored(told, post=post)
        case OfPost(post=post):
            hear.hear_gone(told, post=post, is_hidden=fact.type == "thread.hidden")


def _told(stream: str, fact: Read) -> Told:
    return Told(stream=stream, offset=fact.offset, id=fact.id, at_ms=fact.at)


def award_differences(stream: str, offset: int, _state: object) -> Iterator[str]:
    """What a user's award rows say otherwise than the facts of their stream."""
    told = {fact.id: fact.data.amount for fact in _facts(stream, offset, "user.awarded")}
    reversed_ = {fact.data.award for fact in _facts(stream, offset, "user.award_reversed")}
    rows = Award.objects.filter(actor=stream.partition(".")[2])
    held = {row.pk: row.amount for row in rows if not row.reversal_of}
    taken = {row.reversal_of for row in rows if row.reversal_of}
    newest = selectors.heads([stream])[stream].offset
    if newest != offset:
        return  # it moved meanwhile, and its rows with it
    for award in sorted(told.keys() | held.keys()):
        if told.get(award) != held.get(award):
            yield f"{award} is {held.get(award)!r}, the facts say {told.get(award)!r}"
    yield from (f"{award} is reversed in one place only" for award in sorted(taken ^ reversed_))


def _facts(stream: str, until: int, fact_type: str) -> Iterator[Fact]:
    offset = 0
    while offset < until:
        read = selectors.facts_after(stream, after=offset, limit=_FACTS_READ)
        yield from (fact for at, fact in read if fact.type == fact_type and at <= until)
        offset = read[-1][0]


def subscriptions() -> list[Subscription]:
    """The subscriptions that hear of votes and of posts."""
    return [
        Subscription(
            name="reputation.users",
            kinds=frozenset({"user"}),
            react=hear_user,
            queue="slow",
            views={
                "user.reacted": Reacted,
                "user.insight_judged": Judged,
                "user.standing_set": StandingSet,
            },
        ),
        Subscription(
            name="reputation.threads",
            kinds=frozenset({"thread"}),
            react=hear_thread,
            queue="slow",
            views={
                "thread.posted": Posted,
                "thread.hidden": OfPost,
                "thread.restored": OfPost,
                "thread.deleted": OfPost,
                "thread.erased": OfPost,
            },
        ),
    ]
