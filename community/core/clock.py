"""The one clock: UTC, aware, replaceable in tests."""

import time
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from community.core.types import Millis

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(tz=UTC)


def now_ms() -> Millis:
    """Return this moment in whole milliseconds since 1970, UTC."""
    return Millis(time.time_ns() // 1_000_000)


def from_ms(at: int) -> datetime:
    """Turn milliseconds since 1970 into an aware datetime in UTC."""
    seconds, millis = divmod(at, 1000)
    return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=millis * 1000)


def to_ms(moment: datetime) -> Millis:
    """Turn an aware datetime into whole milliseconds since 1970, rounded down.

    In whole numbers: as a float of seconds, one moment in 130 lost a millisecond.
    """
    assert moment.tzinfo is not None, "naive datetimes have no place here"
    return Millis((moment - _EPOCH) // _MILLISECOND)


def to_ms_each(moments: Iterable[datetime]) -> list[int]:
    """`to_ms` of each of many moments, for half the time: a call apiece costs as much again."""
    return [(moment - _EPOCH) // _MILLISECOND for moment in moments]


def to_ms_up(moment: datetime) -> Millis:
    """The same, rounded up: nothing that waits for it comes before the moment."""
    assert moment.tzinfo is not None, "naive datetimes have no place here"
    return Millis(-((_EPOCH - moment) // _MILLISECOND))


def sleep(seconds: float) -> None:
    """Wait; for command lines and supervisors, never for a request or a task."""
    time.sleep(seconds)
