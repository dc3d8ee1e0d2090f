"""The thread's fold: its facts, in the log's order, to the newest posts and their counts."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from community.core import canonical
from community.core.types import JsonObject
from community.streams.facts import Fact
from community.streams.folds import EMPTY, Audience, Overlay
from community.threads.board import FADED, Thread, board, overlays, weight_of
from community.threads.facts import Tally
from community.threads.state import Post, Slow, ThreadState


class ThreadFold:
    """Satisfies `community.streams.folds.Fold[ThreadState]`."""

    kind = "thread"
    version = 1
    audience: Audience = "everyone"
    shape = Thread
    notices = frozenset({"thread.slowed"})
    faded = FADED

    def __init__(self, *, is_bounded: bool = True) -> None:
        """is_bounded: whether it keeps the newest posts alone; all are kept to audit rows."""
        self._is_bounded = is_bounded

    def empty(self) -> ThreadState:
        """A thread on which nothing was said."""
        return ThreadState()

    def fold(self, state: ThreadState, facts: Iterable[tuple[int, Fact]]) -> None:
        """Take facts into the state; what is said of posts no longer held is passed over."""
        for offset, fact in facts:
            if fact.type == "thread.posted":
                _posted(state, fact, offset)
            elif (take := _TAKES.get(fact.type)) is not None:
                take(state, fact)
            if self._is_bounded:
                state.trim()  # at every fact, so that batches may be cut anywhere

    def project(self, state: ThreadState, overlay: Overlay = EMPTY) -> JsonObject:
        """The thread as JSON, fresh at each call; a post without its overlay has no text."""
        return board(state, overlay)

    def overlays(self, state: ThreadState) -> Iterator[str]:
        """The texts that are shown, by the keys of their overlays."""
        return overlays(state)

    def dump(self, state: ThreadState) -> bytes:
        """The state as canonical bytes; equal states have equal bytes."""
        return canonical.encode_struct(state)

    def load(self, octets: bytes) -> ThreadState:
        """Read what dump wrote; raises msgspec.DecodeError for anything else."""
        state = _load(octets)
        # Canonical keys are in order of letters, posts in that of the log.
        state.posts = dict(sorted(state.posts.items(), key=lambda item: item[1].n))
        return state


_load = msgspec.json.Decoder(ThreadState).decode


def _posted(state: ThreadState, fact: Fact, offset: int) -> None:
    post = Post(
        n=offset,
        at=fact.at,
        by=fact.by or "",
        told=fact.data,
        bytes=fact.data.bytes,
        digest=fact.data.digest,
    )
    state.count += 1
    state.posts[fact.id] = post
    _weigh(state, fact.id)


def _weigh(state: ThreadState, post_id: str) -> None:
    post = state.posts[post_id]
    state.weight -= post.weight
    post.weight = weight_of(post_id, post)
    state.weight += post.weight


def _opened(state: ThreadState, fact: Fact) -> None:
    state.match = fact.data.match


def _slowed(state: ThreadState, fact: Fact) -> None:
    told = fact.data
    slow = Slow(gap_ms=told.gap_ms, reason=told.reason, until=told.until)
    state.slow = slow if told.gap_ms else None


def _tallied(state: ThreadState, fact: Fact) -> None:
    for tally in fact.data.tallies:
        if (post := state.posts.get(tally.post)) is not None and not post.taken:
            _receive(post, tally)
            _weigh(state, tally.post)


def _receive(post: Post, tally: Tally) -> None:
    post.up, post.down = tally.up, tally.down
    post.reactions = {told.reaction: told.count for told in tally.reactions}


def _edited(post: Post, fact: Fact) -> None:
    if fact.data.revision > post.rev:
        post.rev, post.bytes, post.digest = fact.data.revision, fact.data.bytes, fact.data.digest


def _hidden(post: Post, _: Fact) -> None:
    post.hidden = True


def _restored(post: Post, _: Fact) -> None:
    post.hidden = False


def _deleted(post: Post, _: Fact) -> None:
    post.taken = post.taken or "deleted"


def _erased(post: Post, _: Fact) -> None:
    post.taken = "erased"


def _of_post(change: Callable[[Post, Fact], None]) -> "_Take":
    def take(state: ThreadState, fact: Fact) -> None:
        if (post := state.posts.get(fact.data.post)) is not None:
            change(post, fact)
            _weigh(state, fact.data.post)

    return take


_Take: TypeAlias = Callable[[ThreadState, Fact], None]
_TAKES: Final[dict[str, _Take]] = {
    "thread.opened": _opened,
    "thread.slowed": _slowed,
    "thread.tallied": _tallied,
    "thread.edited": _of_post(_edited),
    "thread.hidden": _of_post(_hidden),
    "thread.restored": _of_post(_restored),
    "thread.deleted": _of_post(_deleted),
    "thread.erased": _of_post(_erased),
}
