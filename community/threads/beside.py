"""A match and its talk as they stood together: the whole of a page, at a moment or at an offset.

What a page reads back is bounded: two snapshots and fewer than a thousand facts, six queries.
"""

from dataclasses import dataclass
from datetime import datetime

from community.core.types import JsonObject
from community.matches import selectors as matches
from community.matches.selectors import MatchPage
from community.streams.errors import UnknownStreamError
from community.streams.selectors import Folded, Placed
from community.streams.states import folded_each
from community.threads.board import board, keys_then, seen_then
from community.threads.overlays import overlays_of
from community.threads.state import ThreadState

_NOTHING = ThreadState()


@dataclass(frozen=True, kw_only=True)
class Beside:
    """A match's page, and its thread's public state beside it, at which offset of its own."""

    page: MatchPage
    thread: JsonObject
    thread_epoch: int
    thread_offset: int


def match_and_thread(match_id: str, *, as_of: datetime, at: Placed | None = None) -> Beside:
    """A match at its head of a moment or at an offset, and the thread as it was recorded by then.

    At an offset the texts are those of then, seen by the visibility of now: whatever became of a
    post later became of it here too. Raises UnknownMatchError, UnknownStreamError.
    """
    found = matches.fixture(match_id, beside=["reel"])
    talk = f"thread.{match_id}"
    folded = folded_each(
        [found.stream, talk],
        as_of=at.recorded_at if at else as_of,
        until={found.stream: at.offset} if at else {},
    )
    if found.stream not in folded:
        raise UnknownStreamError(stream=found.stream)
    page = MatchPage(
        fixture=matches.of_then(found, folded[found.stream]),
        folded=folded[found.stream],
        players=matches.players_of(found),
    )
    told = folded.get(talk)
    return Beside(
        page=page,
        thread=shown(told, is_past=at is not None),
        thread_epoch=told.epoch if told else 0,
        thread_offset=told.offset if told else 0,
    )


def shown(told: Folded | None, *, is_past: bool) -> JsonObject:
    """A thread's public state; an empty one before it is opened."""
    if told is None:
        return board(_NOTHING, {})
    if is_past:
        return seen_then(told.state, overlays_of(keys_then(told.state)))
    return told.project(overlays_of(told.overlays()))
