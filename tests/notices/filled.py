"""A bell as full as it can be, for those who ask whether it fits."""

from typing import get_args

from community.core.types import SAFE_INTEGER_MAX
from community.notices.facts import NoticeKind
from community.notices.state import NOTICES_MAX, BellState, Notification

WIDE = "w" * 80  # ids that are not ours may be this long
LATEST = 253_402_300_799_999


def filled_bell():
    """Every notice there can be, with every field at its longest."""
    longest = max(get_args(NoticeKind), key=len)
    return BellState(
        read=0,
        notices={
            f"notice_{number:024x}": Notification(
                n=SAFE_INTEGER_MAX - number,
                at=LATEST,
                kind=longest,
                by=WIDE,
                match=WIDE,
                event=WIDE,
                post=WIDE,
                reason="r" * 30,
                struck=True,
            )
            for number in range(NOTICES_MAX)
        },
    )
