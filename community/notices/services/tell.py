"""Tell users of something, and strike what did not happen after all; once, however often asked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from community.core import clock
from community.core.ids import derived_id
from community.notices.facts import NoticeKind, UserNoticeStruck, UserNoticeUpheld, UserNotified
from community.notices.models import Notice
from community.streams import services as streams
from community.streams.facts import Cause, Fact
from community.users import selectors as users


@dataclass(frozen=True, kw_only=True)
class Revision:
    """The fact that says something, and when it did; at: ms since 1970."""

    cause: Cause
    at: int


@dataclass(frozen=True, kw_only=True)
class News(Revision):
    """Something to tell: what kind, by whom, where.

    key: what makes it one thing; the same user is told of it once.
    """

    kind: NoticeKind
    key: str
    by: str | None = None
    match: str | None = None
    event: str | None = None
    post: str | None = None
    reason: str | None = None


@transaction.atomic
def tell(told: Collection[tuple[str, News]]) -> int:
    """Tell users of news, (actor id, news) in the order of happening; returns how many are new.

    What a user was told of before is passed over, or upheld when it was struck since; kinds that he
    switched off are not told. Locks the rows there are, then the users' streams.
    """
    wanted: dict[str, tuple[str, News]] = {}
    for actor, news in told:
        # Derived, so that a replay tells nobody twice.
        wanted.setdefault(derived_id("notice", actor, news.key), (actor, news))
    known = {row.pk: row for row in _locked(Notice.objects.filter(pk__in=wanted))}
    upheld = [
        row
        for pk, row in known.items()
        if row.struck_n is not None and wanted[pk][1].cause.offset > row.marked
    ]
    fresh = _chosen({pk: each for pk, each in wanted.items() if pk not in known})
    facts = {pk: (actor, _notified(pk, news)) for pk, (actor, news) in fresh.items()}
    facts |= {row.pk: (row.actor, _marked(row, wanted[row.pk][1], struck=False)) for row in upheld}
    places = _append(facts)
    Notice.objects.bulk_create(
        _row(pk, actor, news=news, n=places[pk]) for pk, (actor, news) in fresh.items()
    )
    for row in upheld:
        row.struck_n, row.marked = None, wanted[row.pk][1].cause.offset
    Notice.objects.bulk_update(upheld, ["struck_n", "marked"])
    return len(fresh)


def _chosen(fresh: dict[str, tuple[str, News]]) -> dict[str, tuple[str, News]]:
    """What users want to be told of, by what they chose so far."""
    off = users.choices_of(actor for actor, _ in fresh.values())
    return {
        pk: (actor, news)
        for pk, (actor, news) in fresh.items()
        if news.kind not in off.get(actor, frozenset())
    }


@transaction.atomic
def mark(*, event: str, actors: Collection[str], struck: bool, revision: Revision) -> None:
    """Mark what actors were told of an event: it did not happen, or it did after all.

    What a later revision said stands, so a replay marks nothing. Locks the rows, then the streams.
    """
    rows = _locked(Notice.objects.filter(event=event, actor__in=actors))
    changed = [
        row
        for row in rows
        if revision.cause.offset > row.marked and (row.struck_n is not None) is not struck
    ]
    places = _append(
        {row.pk: (row.actor, _marked(row, revision, struck=struck)) for row in changed}
    )
    for row in changed:
        row.struck_n = places[row.pk] if struck else None
        row.marked = revision.cause.offset
    Notice.objects.bulk_update(changed, ["struck_n", "marked"])


def _locked(rows: QuerySet[Notice]) -> list[Notice]:
    return list(rows.order_by("pk").select_for_update(no_key=True))


def _append(facts: Mapping[str, tuple[str, Fact]]) -> dict[str, int]:
    """Append (actor, fact) each to its actor's stream; where each came to stand."""
    if not facts:
        return {}
    by_stream: dict[str, list[str]] = {}
    for key, (actor, _) in facts.items():
        by_stream.setdefault(f"user.{actor}", []).append(key)
    appended = streams.append_many(
        {stream: [facts[key][1] for key in keys] for stream, keys in by_stream.items()}
    )
    return {
        key: appended[stream].first + place
        for stream, keys in by_stream.items()
        for place, key in enumerate(keys)
    }


def _notified(pk: str, news: News) -> Fact:
    return Fact(
        type="user.notified",
        v=1,
        id=pk,
        at=news.at,
        by=news.by,
        cause=news.cause,
        data=UserNotified(
            kind=news.kind,
            match=news.match,
            event=news.event,
            post=news.post,
            reason=news.reason,
        ),
    )


def _marked(row: Notice, revision: Revision, *, struck: bool) -> Fact:
    cause = revision.cause
    return Fact(
        type="user.notice_struck" if struck else "user.notice_upheld",
        v=1,
        id=derived_id("fact", row.pk, cause.stream, str(cause.offset)),
        at=revision.at,
        cause=cause,
        data=UserNoticeStruck(notice=row.pk) if struck else UserNoticeUpheld(notice=row.pk),
    )


def _row(pk: str, actor: str, *, news: News, n: int) -> Notice:
    return Notice(
        id=pk,
        actor=actor,
        n=n,
        marked=news.cause.offset,
        kind=news.kind,
        at=clock.from_ms(news.at),
        by=news.by or "",
        match=news.match or "",
        event=news.event or "",
        post=news.post or "",
        reason=news.reason or "",
    )
