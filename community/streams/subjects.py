"""Subjects: who or what a stream is about, and is there before anything of it was told."""

from datetime import datetime
from typing import Protocol

from community.streams import folds, selectors
from community.streams.errors import UnknownStreamError
from community.streams.models import Tombstone
from community.streams.selectors import LIVE, Earlier, Folded


class Known(Protocol):
    """How a kind's subjects are known."""

    def __call__(self, subject: str, /, *, as_of: datetime) -> bool:
        """Whether there was such a subject at a moment."""
        ...


_known: dict[str, Known] = {}


def register(kind: str, known: Known) -> None:
    """Enter how a kind's subjects are known; without it they are there from their first fact."""
    _known[kind] = known


def folded(stream: str, *, as_of: datetime, keep: int) -> Folded:
    """A stream's state at its head of a moment, `keep` facts with it; before its first, the empty.

    Raises UnknownStreamError when there was no such subject either.
    """
    try:
        found = selectors.folded(stream, as_of=as_of, keep=keep)
    except UnknownStreamError:
        found = None
    if found is not None and (found.offset or as_of == LIVE):
        return found
    kind, _, subject = stream.partition(".")
    known = _known.get(kind)
    if known is None or not known(subject, as_of=as_of):
        raise UnknownStreamError(stream=stream)
    return found or _not_begun(stream)


def _not_begun(stream: str) -> Folded:
    """What is to come of a stream that has no history yet."""
    if Tombstone.objects.filter(name=stream).exists():
        raise UnknownStreamError(stream=stream)
    fold = folds.fold_of(stream)
    assert fold is not None, "only kinds that are folded have known subjects"
    epoch, offset = selectors.BEGINNING
    earlier = Earlier(offset=offset, state=fold.dump(fold.empty()), lines=[])
    return Folded(stream=stream, epoch=epoch, offset=offset, state=fold.empty(), earlier=earlier)
