"""The edge's one way to the database: a few questions, each for many topics at once."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import ParamSpec, TypeVar

from channels.db import database_sync_to_async

from community.config import selectors as config
from community.config.schema import Policies
from community.core.types import JsonObject
from community.streams import lineage, selectors, stretches, subjects
from community.streams.selectors import Folded, Head
from community.streams.stretches import Span, Stretch
from community.threads import selectors as threads
from community.users import selectors as users

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

# A read of a backlog brings at most this many batches; the next tick brings the rest.
BATCHES_PER_READ_MAX = 40


async def folded(stream: str, *, delay_s: int, keep: int) -> Folded:
    """A topic's state at its head of a delay ago, `keep` facts with it; UnknownStreamError."""
    return await _answer(subjects.folded, stream, as_of=selectors.as_of(delay_s), keep=keep)


async def heads(streams: Sequence[str]) -> dict[str, Head]:
    """Where streams stand, in one query."""
    return await _answer(selectors.heads, streams, as_of=selectors.LIVE)


async def stretches_after(positions: Mapping[str, int]) -> list[Stretch]:
    """What streams hold past positions, in one query."""
    return await _answer(stretches.stretches_after, positions, batches_max=BATCHES_PER_READ_MAX)


async def stretches_due(spans: Collection[Span]) -> list[Stretch]:
    """What streams hold past positions by the time of each, in one query."""
    return await _answer(stretches.stretches_due, spans, batches_max=BATCHES_PER_READ_MAX)


async def overlays(keys: Collection[str]) -> dict[str, JsonObject]:
    """What lies over the states of topics as it is seen now, by key; for many topics at once."""
    return await _answer(threads.overlays, keys)


async def gone(keys: Collection[str]) -> dict[str, JsonObject]:
    """Of what is shown, what is taken from sight by now, by key; in one query."""
    return await _answer(threads.gone_among, keys)


async def settle() -> None:
    """Begin new epochs if the log was restored since anybody looked."""
    await _answer(lineage.settle)


async def disown(seen: Mapping[str, Head]) -> None:
    """Begin a new epoch of streams that end before what was seen of them."""
    await _answer(lineage.disown, seen)


async def policies(*, anew: bool = False) -> Policies:
    """The policies in force; anew when they are known to have changed."""
    if anew:
        config.refresh()
    return await _answer(config.current)


async def revocations() -> dict[str, int]:
    """Until when sessions of a subject are ended, in milliseconds, by subject."""
    return await _answer(users.revocations)


async def _answer(
    question: Callable[Asked, Answer], *args: Asked.args, **kwargs: Asked.kwargs
) -> Answer:
    answer: Answer = await database_sync_to_async(question)(*args, **kwargs)
    return answer
