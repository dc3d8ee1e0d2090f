"""Reactions to what is said and decided: replies, mentions, a moderator's word on one's own posts.

Nobody is told of their own doing, nor of somebody they muted, or of whom a block keeps them apart.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from community.notices.facts import NoticeKind
from community.notices.services.tell import News, tell
from community.streams.facts import Cause
from community.streams.subscriptions import Read, Subscription
from community.threads import selectors as threads
from community.users import selectors as users

DECIDED: Final[dict[str, NoticeKind]] = {"thread.hidden": "hidden", "thread.restored": "restored"}


class Posted(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote; whom it answers and names."""

    reply: str | None = None
    mentions: list[str] = []


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote a post anew; whom it names now."""

    post: str
    mentions: list[str] = []


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """A moderator decided on a post."""

    post: str
    reason: str


class Denied(msgspec.Struct, frozen=True, kw_only=True):
    """A moderator did not let through what an actor wrote."""

    actor: str
    match: str
    reason: str


class StandingSet(msgspec.Struct, frozen=True, kw_only=True):
    """A user's standing was set."""

    reason: str


def tell_of_thread(stream: str, read: list[Read]) -> None:
    """Tell whom posts answer and name, and the authors of posts that moderators decided on."""
    views = [fact.view for fact in read]
    asked = {view.reply for view in views if isinstance(view, Posted) and view.reply}
    asked |= {view.post for view in views if isinstance(view, Decided)}
    authors = threads.authors_of(asked) if asked else {}
    tell([each for fact in read for each in _told(stream, fact, authors)])


def _told(stream: str, fact: Read, authors: Mapping[str, str]) -> Iterator[tuple[str, News]]:
    match fact.view:
        case Decided(post=post, reason=reason) if post in authors:
            news = _news(stream, fact, DECIDED[fact.type], post=post)
            yield authors[post], replace(news, reason=reason)
        case Posted(reply=reply, mentions=mentions):
            answered = [authors[reply]] if reply is not None and reply in authors else []
            yield from _spoken_to(fact, answered, _news(stream, fact, "reply", post=fact.id))
            yield from _spoken_to(fact, mentions, _news(stream, fact, "mention", post=fact.id))
        case Edited(post=post, mentions=mentions):
            # Under the post's own key: who was named before is told no second time.
            news = replace(_news(stream, fact, "mention", post=post), key=post)
            yield from _spoken_to(fact, mentions, news)


def _news(stream: str, fact: Read, kind: NoticeKind, *, post: str | None = None) -> News:
    return News(
        kind=kind,
        key=fact.id,
        at=fact.at,
        cause=Cause(stream=stream, offset=fact.offset),
        match=stream.partition(".")[2],
        post=post,
    )


def _spoken_to(fact: Read, actors: Sequence[str], news: News) -> Iterator[tuple[str, News]]:
    """Who of some actors is told that an author spoke to them; his own doing is no news to him."""
    if not actors or fact.by is None:
        return
    unheard = users.unheard_among(fact.by, actors) | {fact.by}
    yield from ((each, replace(news, by=fact.by)) for each in actors if each not in unheard)


def tell_of_refusal(stream: str, read: list[Read]) -> None:
    """Tell authors of what a moderator did not let through."""
    tell(
        [
            (
                fact.view.actor,
                replace(
                    _news(stream, fact, "refused"), match=fact.view.match, reason=fact.view.reason
                ),
            )
            for fact in read
            if isinstance(fact.view, Denied)
        ]
    )


def tell_of_standing(stream: str, read: list[Read]) -> None:
    """Tell a user, on the stream that says so, that their standing was set."""
    actor = stream.partition(".")[2]
    tell(
        [
            (
                actor,
                replace(_news(stream, fact, "standing"), match=None, reason=fact.view.reason),
            )
            for fact in read
            if isinstance(fact.view, StandingSet)
        ]
    )


def subscriptions() -> list[Subscription]:
    """The subscriptions that tell of voices and decisions."""
    return [
        Subscription(
            name="notices.threads",
            kinds=frozenset({"thread"}),
            react=tell_of_thread,
            queue="fast",
            views={
                "thread.posted": Posted,
                "thread.edited": Edited,
                "thread.hidden": Decided,
                "thread.restored": Decided,
            },
        ),
        Subscription(
            name="notices.refusals",
            kinds=frozenset({"moderation"}),
            react=tell_of_refusal,
            queue="fast",
            views={"moderation.denied": Denied},
        ),
        Subscription(
            name="notices.standing",
            kinds=frozenset({"user"}),
            react=tell_of_standing,
            queue="slow",
            views={"user.standing_set": StandingSet},
        ),
    ]
