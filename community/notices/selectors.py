"""Questions about a user's notices, as of a moment; they change nothing."""

from datetime import datetime

from community.notices.models import Notice
from community.notices.state import BellState
from community.streams import selectors as streams
from community.streams.errors import UnknownStreamError


def bell_of(actor: str, *, as_of: datetime) -> BellState:
    """An actor's newest notices and how far they had read by a moment; empty before the first."""
    try:
        state: BellState = streams.folded(f"user.{actor}", as_of=as_of).state
    except UnknownStreamError:
        return BellState()
    return state


def notices_before(actor: str, *, n: int, limit: int, as_of: datetime) -> list[Notice]:
    """An actor's notices older than one at offset n, the newest first, as they stood."""
    stream = f"user.{actor}"
    head = streams.heads([stream], as_of=as_of).get(stream)
    if head is None:
        return []
    rows = Notice.objects.filter(actor=actor, n__lt=n, n__lte=head.offset).order_by("-n")[:limit]
    return [_as_of(row, head.offset) for row in rows]


def _as_of(row: Notice, head: int) -> Notice:
    """What was struck later than a viewer may know stands."""
    if row.struck_n is not None and row.struck_n > head:
        row.struck_n = None
    return row


def told_of(event: str, *, after: str, limit: int) -> list[str]:
    """Who was told of an event, by actor id past one of them; at most limit."""
    rows = Notice.objects.filter(event=event, actor__gt=after).order_by("actor")
    return list(rows.values_list("actor", flat=True)[:limit])
