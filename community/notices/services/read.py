"""Read notices: a fact, so that every device of theirs knows."""

from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.notices.facts import UserNoticesRead
from community.streams import selectors, services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Asked, Sent
from community.streams.selectors import LIVE

NAME = "user.notices_read"


@transaction.atomic
def read_notices(*, actor: str, until: int, sent: Sent = UNNAMED) -> Appended:
    """Mark an actor's notices up to an offset of their stream as read; less than before is no news.

    Holds the op, locks `user.<actor id>`. Raises OperationConflictError, InvalidError.
    """
    asked = Asked(actor=actor, op=sent.op, name=NAME, fields={"until": until}) if sent.op else None
    if (before := streams.answered(asked)) is not None:
        return before
    stream = f"user.{actor}"
    head = streams.lock_streams([stream])[stream].head
    if sent.as_of != LIVE:
        head = selectors.heads([stream], as_of=sent.as_of)[stream].offset
    if not 0 <= until <= head:
        raise InvalidError(Fault(pointer="/until", detail="your notices have no such offset"))
    fact = Fact(
        type=NAME,
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=actor,
        op=str(sent.op) if sent.op else None,
        data=UserNoticesRead(until=until),
    )
    return streams.append(stream, [fact], asked=asked)
