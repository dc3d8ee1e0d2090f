"""What a fold is: how the facts of one kind of stream become the state of its topic."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from community.core.types import JsonObject
from community.streams.facts import Fact

State = TypeVar("State")
# Encoded bytes of any topic's state: a frame must fit one write and a phone's patience.
STATE_BYTES_MAX = 64 * 1024
# Who may see a kind's states: everybody, or the one actor whose id the stream's name ends in.
Audience: TypeAlias = Literal["everyone", "owner"]


# What lies over a state where it is shown: texts people wrote, by keys that the fold names. It
# comes from tables where it can be erased, and is never folded, dumped or kept in the log.
class Overlay(Protocol):
    """What is held of it, by key."""

    def get(self, key: str, /) -> JsonObject | None:
        """What lies over a key; None when nothing does."""
        ...


EMPTY: Final[Mapping[str, JsonObject]] = MappingProxyType({})


class Fold(Protocol, Generic[State]):
    """One kind of stream's state, a pure function of its facts.

    version changes when the state's shape or meaning does: snapshots of another are not read.
    """

    kind: str
    version: int
    audience: Audience
    notices: frozenset[str]  # fact types that must each be told to every viewer
    # Stands for an overlay no longer held; every key that any may have, at a value none has.
    faded: JsonObject

    @property
    def shape(self) -> type[msgspec.Struct]:
        """What project's result is, for those who read it elsewhere."""
        ...

    def empty(self) -> State:
        """Return the state before the first fact."""
        ...

    def fold(self, state: State, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take (offset, fact) pairs, in order, into the state, in place."""
        ...

    def project(self, state: State, overlay: Overlay = EMPTY) -> JsonObject:
        """The public state: maps keyed by ids, no nulls, at most STATE_BYTES_MAX encoded.

        Each call returns fresh containers, so that two projections can be compared.
        """
        ...

    def overlays(self, state: State) -> Iterable[str]:
        """The keys of what lies over the state where it is shown; none for most kinds."""
        ...

    def dump(self, state: State) -> bytes:
        """The whole state as canonical bytes, from which load makes an equal one."""
        ...

    def load(self, octets: bytes) -> State:
        """Read what dump wrote."""
        ...


class Faded:
    """An overlay over a past state: what is held of it now, and for the rest a stand-in.

    Also for what is gone by now: the one who comes from there may hold its text.
    """

    def __init__(self, held: Overlay, faded: JsonObject) -> None:
        self._held = held
        self._faded = faded

    def get(self, key: str, /) -> JsonObject:
        """What lies over a key."""
        held = self._held.get(key)
        return self._faded if held is None or "gone" in held else held


class Bare:
    """What a fold has over whose states nothing lies: nobody's words are in them."""

    faded: JsonObject = {}

    def overlays(self, state: object) -> Iterable[str]:
        """No keys."""
        del state
        return ()


_folds: dict[str, Fold[Any]] = {}


def register(fold: Fold[Any]) -> None:
    """Enter a kind's fold; wiring calls this once for each."""
    _folds[fold.kind] = fold


def registered() -> Mapping[str, Fold[Any]]:
    """Every kind's fold."""
    return _folds


def fold_of(stream: str) -> Fold[Any] | None:
    """The fold of a stream's kind; None when the kind has no state."""
    return _folds.get(stream.partition(".")[0])
