"""Publishers who append to one stream at once, each a thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from threading import Barrier

from django.db import connection

from community.core.ids import random_id
from community.matches.facts import MatchFeedSilent
from community.streams import selectors
from community.streams.facts import Fact
from tests.streams.factories import AT, append

# Alone, by a handful, and as a feed's backlog comes.
BATCHES = (1, 7, 50, 3, 20)


def numbered(publisher: int, number: int) -> Fact:
    """A publisher's fact number 1, 2, 3 ..: every viewer is told each by itself."""
    data = MatchFeedSilent(since=number, source=f"publisher_{publisher}")
    return Fact(type="match.feed_silent", v=1, id=random_id("event"), at=AT + number, data=data)


def publish(stream: str, *, publishers: int, each: int) -> None:
    """Let them all append their facts, in batches, and wait for the last."""
    begun = Barrier(publishers)

    def run(publisher: int) -> None:
        facts = iter([numbered(publisher, number) for number in range(1, each + 1)])
        sizes = islice(cycle(BATCHES), publisher % len(BATCHES), None)
        begun.wait()
        try:
            while batch := list(islice(facts, next(sizes))):
                append(stream, batch)
        finally:
            connection.close()

    with ThreadPoolExecutor(publishers) as threads:
        list(threads.map(run, range(publishers)))


def published(stream: str) -> list[tuple[int, str, int]]:
    """What the log holds of them: offset, publisher, number."""
    return [
        (offset, fact.data.source, fact.data.since)
        for offset, fact in selectors.facts_after(stream, after=0, limit=10**6)
        if fact.type == "match.feed_silent"
    ]
