"""Facts of a user's stream that are notices, and what folding them gives."""

from itertools import count

from community.notices.facts import (
    UserNoticesRead,
    UserNoticeStruck,
    UserNoticeUpheld,
    UserNotified,
)
from community.notices.fold import UserFold
from community.streams import catalogue
from community.streams.facts import Fact

AT = 1_529_949_602_102
_numbers = count(16**12)


def notice_id(number):
    """An id of the length every notice has."""
    return f"notice_{number:024x}"


def stated(data, *, id=None, **envelope):  # noqa: A002 -- the envelope's own name
    """A fact on a user's stream."""
    entry = catalogue.entry_of(data)
    fact_id = id or f"fact_{next(_numbers):024x}"
    return Fact(type=entry.type, v=entry.v, id=fact_id, at=AT, data=data, **envelope)


def notified(number, kind="goal", *, by=None, **about):
    """A notice with an id made of a number."""
    return stated(UserNotified(kind=kind, **about), id=notice_id(number), by=by)


def struck(number):
    """The notice of a number told of what did not happen."""
    return stated(UserNoticeStruck(notice=notice_id(number)))


def upheld(number):
    """The notice of a number told of what did happen."""
    return stated(UserNoticeUpheld(notice=notice_id(number)))


def read(until):
    """All is read up to an offset."""
    return stated(UserNoticesRead(until=until))


def bell(*facts):
    """The public state of a stream that holds these facts."""
    fold = UserFold()
    state = fold.empty()
    fold.fold(state, enumerate(facts, start=1))
    return fold.project(state)
