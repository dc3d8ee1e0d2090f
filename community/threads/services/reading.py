"""Note how far somebody has read a thread, for all his devices."""

from django.db import transaction

from community.core import clock
from community.core.errors import Fault, InvalidError
from community.core.ids import random_id
from community.core.types import Offset
from community.streams import selectors, services as streams
from community.streams.facts import Appended, Fact
from community.streams.operations import UNNAMED, Sent
from community.threads.models import Mark
from community.threads.services.opening import asked_of, stream_of
from community.users.facts import UserThreadRead


@transaction.atomic
def mark_read(*, match_id: str, until: int, by: str, sent: Sent = UNNAMED) -> Appended:
    """Say that a thread is read up to a post's n; a mark only goes on.

    Where it stands so far already nothing is told, and the answer is where the reader's stream
    ends. Holds the op, locks the mark, then `user.<actor id>`. Raises OperationConflictError,
    InvalidError.
    """
    asked = asked_of("thread.read", {"match": match_id, "until": until}, by=by, sent=sent)
    if (before := streams.answered(asked)) is not None:
        return before
    name = stream_of(match_id)
    head = selectors.heads([name], as_of=sent.as_of).get(name)
    if head is None or until > head.offset:
        raise InvalidError(Fault(pointer="/until", detail="the thread has no such offset"))
    Mark.objects.bulk_create(
        [Mark(actor=by, match=match_id, until=0, at=clock.now())], ignore_conflicts=True
    )
    mark = Mark.objects.select_for_update(no_key=True).get(actor=by, match=match_id)
    if mark.until >= until:
        return _where_it_ends(f"user.{by}")
    mark.until, mark.at = until, clock.now()
    mark.save(update_fields=["until", "at"])
    fact = Fact(
        type="user.thread_read",
        v=1,
        id=random_id("fact"),
        at=clock.now_ms(),
        by=by,
        data=UserThreadRead(match=match_id, until=until),
    )
    return streams.append(f"user.{by}", [fact], asked=asked)


def _where_it_ends(stream: str) -> Appended:
    head = selectors.heads([stream])[stream]
    return Appended(
        stream=stream, epoch=head.epoch, first=Offset(head.offset), last=Offset(head.offset)
    )
