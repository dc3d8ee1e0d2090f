"""Reactions to facts of matches, and what a thread's rows say otherwise than its facts."""

from collections.abc import Iterator
from typing import Any

from community.matches.errors import UnknownMatchError
from community.streams import selectors
from community.streams.subscriptions import Read, Subscription
from community.threads.fold import ThreadFold
from community.threads.models import Post
from community.threads.services.opening import open_thread
from community.threads.state import Post as Told, ThreadState

_FACTS_READ = 2_000


def open_with_match(stream: str, read: list[Read]) -> None:
    """Open a match's thread with its first fact."""
    if read[0].offset > 1:
        return
    try:
        open_thread(match_id=stream.partition(".")[2])
    except UnknownMatchError:
        return  # a log without a fixture, as benchmarks and tests make them


def opening() -> Subscription:
    """The subscription that opens threads."""
    return Subscription(
        name="threads.opening",
        kinds=frozenset({"match"}),
        react=open_with_match,
        queue="fast",
    )


def post_differences(stream: str, offset: int, state: ThreadState) -> Iterator[str]:
    """What the rows of a thread's posts say otherwise than its facts, held to each of them.

    The fold keeps the newest; the others are read from the facts once more.
    """
    match_id = stream.partition(".")[2]
    rows = {row.pk: row for row in Post.objects.filter(match=match_id, n__lte=offset)}
    told = _every_post(stream, offset)
    newest = selectors.heads([stream])[stream].offset
    if newest != offset:
        return  # it moved meanwhile, and its rows with it
    if state.count != len(rows):
        yield f"{len(rows)} posts have rows, the facts tell {state.count}"
    for post_id in sorted(told.keys() - rows.keys()):
        yield f"{post_id} has no row"
    for post_id in sorted(told.keys() & rows.keys()):
        yield from _differences(rows[post_id], told[post_id])


def _every_post(stream: str, until: int) -> dict[str, Told]:
    """Every post as facts tell it, however old."""
    fold, offset = ThreadFold(is_bounded=False), 0
    state = fold.empty()
    while offset < until:
        read = selectors.facts_after(stream, after=offset, limit=_FACTS_READ)
        fold.fold(state, [each for each in read if each[0] <= until])
        offset = read[-1][0]
    return state.posts


def _differences(row: Post, told: Told) -> Iterator[str]:
    columns: dict[str, tuple[Any, Any]] = {
        "n": (row.n, told.n),
        "rev": (row.rev, told.rev),
        "visibility": (row.visibility, told.gone or Post.Visibility.SHOWN.value),
    }
    if not told.taken:
        columns |= {
            "up": (row.up, told.up),
            "down": (row.down, told.down),
            "reactions": (row.reactions, told.reactions),
        }
    for name, (held, said) in columns.items():
        if held != said:
            yield f"{row.pk}: {name} is {held!r}, the facts say {said!r}"
