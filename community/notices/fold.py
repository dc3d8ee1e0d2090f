"""The fold of a user's stream: their bell. Facts of no concern to it are passed over."""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import msgspec
from msgspec.structs import replace

from community.core import canonical
from community.core.types import JsonObject
from community.notices.facts import UserNotified
from community.notices.state import NOTICES_MAX, Bell, BellState, Notification
from community.streams.facts import Fact
from community.streams.folds import EMPTY, Audience, Bare, Overlay


class UserFold(Bare):
    """Satisfies `community.streams.folds.Fold[BellState]`."""

    kind = "user"
    version = 1
    audience: Audience = "owner"
    shape = Bell
    # Whom one keeps away is told to every device, and is no part of the bell.
    notices = frozenset(
        {"user.notified", "user.muted", "user.unmuted", "user.blocked", "user.unblocked"}
    )

    def empty(self) -> BellState:
        """Somebody who was told nothing."""
        return BellState()

    def fold(self, state: BellState, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take facts into the state, in order."""
        for offset, fact in facts:
            if (take := _TAKES.get(fact.type)) is not None:
                take(state, offset, fact)

    def project(self, state: BellState, overlay: Overlay = EMPTY) -> JsonObject:
        """The bell as JSON, fresh at each call; nothing lies over it."""
        del overlay
        bell = Bell(read=state.read, unread=state.unread, notices=state.notices)
        projected: JsonObject = msgspec.to_builtins(bell)
        return projected

    def dump(self, state: BellState) -> bytes:
        """The state as canonical bytes; equal states have equal bytes."""
        return canonical.encode_struct(state)

    def load(self, octets: bytes) -> BellState:
        """Read what dump wrote; raises msgspec.DecodeError for anything else."""
        return _load(octets)


_load = msgspec.json.Decoder(BellState).decode


def _notified(state: BellState, offset: int, fact: Fact) -> None:
    told: UserNotified = fact.data
    state.notices[fact.id] = Notification(
        n=offset, at=fact.at, by=fact.by, **msgspec.structs.asdict(told)
    )
    if len(state.notices) > NOTICES_MAX:
        del state.notices[min(state.notices, key=lambda notice: state.notices[notice].n)]


def _struck(state: BellState, _offset: int, fact: Fact) -> None:
    _mark(state, fact.data.notice, struck=True)


def _upheld(state: BellState, _offset: int, fact: Fact) -> None:
    _mark(state, fact.data.notice, struck=False)


def _mark(state: BellState, notice: str, *, struck: bool) -> None:
    """Strike a notice or uphold it; one that is held no longer is nobody's concern here."""
    if (held := state.notices.get(notice)) is not None:
        state.notices[notice] = replace(held, struck=struck)


def _read(state: BellState, _offset: int, fact: Fact) -> None:
    state.read = max(state.read, fact.data.until)


_Take: TypeAlias = Callable[[BellState, int, Fact], None]
_TAKES: Final[dict[str, _Take]] = {
    "user.notified": _notified,
    "user.notice_struck": _struck,
    "user.notice_upheld": _upheld,
    "user.notices_read": _read,
}
