"""Reactions to matches: who follows one is told of its kick-off and its goals.

A goal that ten thousand follow is told page by page, a page a transaction; until the last page is
told, the cursor stands before the goal, so that nobody hears of the next one first.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from community.core import clock
from community.matches import selectors as matches
from community.matches.errors import UnknownMatchError
from community.notices import selectors
from community.notices.facts import NoticeKind
from community.notices.models import Bookmark, Notice
from community.notices.services.tell import News, Revision, mark, tell
from community.notices.state import BellState
from community.streams.facts import Cause
from community.streams.subscriptions import Read, Subscription
from community.users import selectors as users

# Appends of one transaction: at 2-3 ms each it holds its streams for a third of a second.
TOLD_PER_CLAIM: Final = 100

NEWS: Final[dict[str, NoticeKind]] = {
    "match.kicked_off": "kickoff",
    "match.goal": "goal",
    "match.own_goal": "goal",
}


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What an event was told as; struck: it stood taken back."""

    type: str
    struck: bool = False

    @property
    def is_news(self) -> bool:
        """Whether followers hear of it."""
        return self.type in NEWS and not self.struck


class Revised(msgspec.Struct, frozen=True, kw_only=True):
    """An event is taken back, or told anew when there is an `after`."""

    target: str
    before: Meaning
    after: Meaning | None = None


@dataclass(frozen=True, kw_only=True)
class _Step:
    """What a fact asks for: whom it concerns, in pages past an actor, and what is done to one."""

    concerns: Callable[[str], list[str]]
    act: Callable[[list[str]], object]


def tell_followers(stream: str, read: list[Read]) -> int | None:
    """React to one fact that is news, and to a page of users at most; the rest comes again."""
    for fact in read:
        if (step := _step(stream, fact)) is not None:
            return fact.offset if _take(step, stream, fact.offset) else fact.offset - 1
    return None


def _take(step: _Step, stream: str, offset: int) -> bool:
    """Do the next page; whether it was the last."""
    told = Bookmark.objects.filter(pk=stream, offset=offset).first()
    page = step.concerns(told.after if told else "")
    Bookmark.objects.filter(pk=stream).delete()
    is_last = len(page) < TOLD_PER_CLAIM
    if not is_last:
        Bookmark.objects.create(stream=stream, offset=offset, after=page[-1])
    if page:
        step.act(page)
    return is_last


def _step(stream: str, fact: Read) -> _Step | None:
    if fact.type in NEWS:
        return _told(stream, fact, event=fact.id, kind=NEWS[fact.type])
    if not isinstance(fact.view, Revised):
        return None
    before, after, event = fact.view.before, fact.view.after, fact.view.target
    stands = after is not None and after.is_news
    if before.is_news == stands:
        return None
    if after is not None and stands and before.type not in NEWS:
        return _told(stream, fact, event=event, kind=NEWS[after.type])
    revision = Revision(cause=Cause(stream=stream, offset=fact.offset), at=fact.at)
    return _Step(
        concerns=lambda after: selectors.told_of(event, after=after, limit=TOLD_PER_CLAIM),
        act=lambda actors: mark(event=event, actors=actors, struck=not stands, revision=revision),
    )


def _told(stream: str, fact: Read, *, event: str, kind: NoticeKind) -> _Step | None:
    """Tell who followed the match or one of its clubs when it happened; no match, nobody."""
    match_id = stream.partition(".")[2]
    try:
        fixture = matches.fixture(match_id)
    except UnknownMatchError:
        return None
    cause = Cause(stream=stream, offset=fact.offset)
    news = News(kind=kind, key=event, at=fact.at, cause=cause, match=match_id, event=event)

    return _Step(
        concerns=lambda after: users.followers_after(
            after,
            match=match_id,
            clubs=(fixture.home_id, fixture.away_id),
            since_by=clock.from_ms(fact.at),
            limit=TOLD_PER_CLAIM,
        ),
        act=lambda actors: tell([(actor, news) for actor in actors]),
    )


def notice_differences(stream: str, _offset: int, state: BellState) -> Iterator[str]:
    """What a user's rows say otherwise than their facts, of the notices a bell holds."""
    actor = stream.partition(".")[2]
    rows = {row.pk: row for row in Notice.objects.filter(actor=actor, pk__in=state.notices)}
    for pk, told in state.notices.items():
        row = rows.get(pk)
        if row is None:
            yield f"the notice {pk} has no row"
        elif (row.n, row.kind, row.struck_n is not None) != (told.n, told.kind, told.struck):
            yield f"the row of notice {pk} differs from its facts"


def subscription() -> Subscription:
    """The subscription that tells followers of matches."""
    return Subscription(
        name="notices.followers",
        kinds=frozenset({"match"}),
        react=tell_followers,
        queue="slow",
        views={"match.retracted": Revised, "match.amended": Revised},
    )
