"""Questions about a user's notices, as of a moment; they change nothing."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from community.core import clock
from community.notices.facts import NoticeKind
from community.notices.models import Notice
from community.notices.state import BellState, Notification
from community.streams import selectors as streams
from community.streams.errors import UnknownStreamError
from community.users.facts import UserStandingSet


def bell_of(actor: str, *, as_of: datetime) -> BellState:
    """An actor's newest notices and how far they had read by a moment; empty before the first."""
    try:
        state: BellState = streams.folded(f"user.{actor}", as_of=as_of).state
    except UnknownStreamError:
        return BellState()
    return state


def notices_before(
    actor: str, *, n: int, limit: int, as_of: datetime
) -> list[tuple[str, Notification]]:
    """(id, notice) of an actor's notices older than one at offset n, the newest first."""
    stream = f"user.{actor}"
    head = streams.heads([stream], as_of=as_of).get(stream)
    if head is None:
        return []
    rows = Notice.objects.filter(actor=actor, n__lt=n, n__lte=head.offset).order_by("-n")
    return [(row.pk, _notification(row, head=head.offset)) for row in rows[:limit]]


def _notification(row: Notice, *, head: int) -> Notification:
    """A row as the bell holds it; what was struck past a head is not struck yet."""
    return Notification(
        n=row.n,
        at=clock.to_ms(row.at),
        kind=msgspec.convert(row.kind, NoticeKind),
        by=row.by or None,
        match=row.match or None,
        event=row.event or None,
        post=row.post or None,
        reason=row.reason or None,
        struck=row.struck_n is not None and row.struck_n <= head,
    )


def standings_told(
    actor: str, notices: Collection[str], *, as_of: datetime
) -> dict[str, UserStandingSet]:
    """What an actor's notices of a standing told of, by notice; read from the facts that set it."""
    rows = Notice.objects.filter(actor=actor, pk__in=notices, kind="standing")
    places = dict(rows.values_list("marked", "pk"))
    if not places:
        return {}  # most have none, and their stream is not read for it
    facts = streams.facts_naming(f"user.{actor}", "user.standing_set", as_of=as_of)
    return {places[offset]: fact.data for offset, fact in facts if offset in places}


def told_of(event: str, *, after: str, limit: int) -> list[str]:
    """Who was told of an event, by actor id past one of them; at most limit."""
    rows = Notice.objects.filter(event=event, actor__gt=after).order_by("actor")
    return list(rows.values_list("actor", flat=True)[:limit])
