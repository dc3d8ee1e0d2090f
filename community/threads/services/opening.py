"""Open a match's thread, and set its pace."""

from datetime import datetime

from django.db import transaction

from community.core import clock, sql
from community.core.ids import derived_id, random_id
from community.matches import selectors as matches
from community.streams import services as streams
from community.streams.facts import Appended, Fact, FactData
from community.streams.operations import UNNAMED, Asked, Sent
from community.threads.facts import ThreadOpened, ThreadSlowed
from community.threads.models import Thread

# Whoever comes second waits here for the first, and then finds it open.
_OPEN = """\
INSERT INTO "threads_thread" (match, gap_ms, slow_reason) VALUES (%s, 0, '')
ON CONFLICT (match) DO NOTHING RETURNING match"""
_OPENED = 'SELECT 1 FROM "threads_thread" WHERE match = %s'
# Why a slow mode is over that nobody ended by hand.
ENDED = "ended"


def stream_of(match_id: str) -> str:
    """The name of the thread's stream."""
    return f"thread.{match_id}"


def fact_of(data: FactData, fact_type: str, *, by: str | None, sent: Sent = UNNAMED) -> Fact:
    """A fact of a thread at its newest version, now."""
    return Fact(
        type=fact_type,
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        op=str(sent.op) if sent.op else None,
        data=data,
    )


def opened(match_id: str) -> list[Fact]:
    """The fact that opens a thread, its row written; none when it is open.

    Belongs to the append's transaction. Raises UnknownMatchError.
    """
    if "\0" not in match_id and sql.row(_OPENED, match_id) is not None:
        return []
    matches.fixture(match_id)
    if sql.row(_OPEN, match_id) is None:
        return []
    return [
        Fact(
            type="thread.opened",
            v=1,
            id=derived_id("fact", "thread.opened", match_id),
            at=clock.now_ms(),
            data=ThreadOpened(match=match_id),
        )
    ]


@transaction.atomic
def open_thread(*, match_id: str) -> Appended | None:
    """Open a match's thread; None when it was open. Raises UnknownMatchError."""
    facts = opened(match_id)
    return streams.append(stream_of(match_id), facts) if facts else None


@transaction.atomic
def slow(
    *,
    match_id: str,
    gap_ms: int,
    reason: str,
    by: str | None,
    until: datetime | None = None,
    sent: Sent = UNNAMED,
) -> Appended:
    """Set how long an author waits between two posts; 0 ends it. until: it ends by itself then.

    Opens the thread if need be. Locks it, then its stream. Raises UnknownMatchError,
    OperationConflictError.
    """
    fields = {
        "match": match_id,
        "gap_ms": gap_ms,
        "reason": reason,
        "until": clock.to_ms(until) if until else None,
    }
    asked = asked_of("thread.slow", fields, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    facts = opened(match_id)
    row = Thread.objects.select_for_update(no_key=True).get(pk=match_id)
    row.gap_ms = gap_ms
    row.slow_reason = reason if gap_ms else ""
    row.slow_until = until if gap_ms else None
    row.save(update_fields=["gap_ms", "slow_reason", "slow_until"])
    told = ThreadSlowed(
        gap_ms=gap_ms, reason=reason, until=clock.to_ms(until) if until and gap_ms else None
    )
    facts.append(fact_of(told, "thread.slowed", by=by, sent=sent))
    return streams.append(stream_of(match_id), facts, asked=asked)


@transaction.atomic
def end_slow(*, match_id: str) -> None:
    """State that a slow mode whose time is over has ended, once; the thread's own state says so.

    Locks the thread, then its stream.
    """
    over = Thread.objects.filter(pk=match_id, gap_ms__gt=0, slow_until__lte=clock.now())
    if over.select_for_update(no_key=True).first() is not None:
        slow(match_id=match_id, gap_ms=0, reason=ENDED, by=None)


def asked_of(name: str, fields: dict[str, object], *, by: str | None, sent: Sent) -> Asked | None:
    """What is asked, as an operation; None when nobody named one."""
    if sent.op is None:
        return None
    assert by is not None, "an operation has an actor"
    return Asked(actor=by, op=sent.op, name=name, fields=fields)
