"""However producers interleave and repeat themselves, no stream has a gap; all keep their order."""

import threading
from concurrent.futures import ThreadPoolExecutor
from random import Random  # noqa: TID251 -- seeded, and the seed is in the message

import pytest
from django.db import connection
from hypothesis import given, settings, strategies as st

from community.core.errors import SequenceGapError
from community.core.merkle import Frontier, leaf_hash
from community.streams import selectors
from community.streams.models import Batch, Stream
from tests.streams.factories import append, goal, passes, stream_name, tell

PRODUCERS = ["wyscout", "generic", "desk"]
FACTS_EACH = 24
WAIT_S = 30.0

# A telling: who speaks, the number it begins at, and how many facts. Some repeat, some skip ahead.
tellings = st.lists(
    st.tuples(st.sampled_from(PRODUCERS), st.integers(1, 10), st.integers(1, 5)), max_size=25
)


def log_of(stream):
    return [fact for _, fact in selectors.facts_after(stream, after=0, limit=10_000)]


def assert_gapless(stream):
    """Batches follow each other from 1 to the head, and the Merkle frontier follows the facts."""
    row = Stream.objects.get(name=stream)
    spans = Batch.objects.filter(stream=row).order_by("first_offset")
    expected = 1
    for first, last, body in spans.values_list("first_offset", "last_offset", "body"):
        assert first == expected
        assert last == first + bytes(body).count(b"\n")
        expected = last + 1
    assert row.head == expected - 1
    leaves = [leaf_hash(line) for _, line in selectors.lines_after(stream, after=0, limit=10_000)]
    assert bytes(row.frontier) == Frontier().extend(leaves).to_bytes()


@pytest.mark.django_db
@settings(derandomize=True, deadline=None, database=None, max_examples=60)
@given(tellings)
def test_any_interleaving_and_repetition_tells_every_fact_once_and_in_order(told):
    stream = stream_name()
    append(stream, [goal()])
    facts = {name: passes(20) for name in PRODUCERS}
    accepted = dict.fromkeys(PRODUCERS, 0)
    for name, first, count in told:
        run = facts[name][first - 1 : first - 1 + count]
        if first > accepted[name] + 1:
            with pytest.raises(SequenceGapError) as refused:
                tell(stream, run, name=name, first=first)
            assert refused.value.expected == accepted[name] + 1
            continue
        fresh = max(0, first + count - 1 - accepted[name])
        assert tell(stream, run, name=name, first=first).fresh == fresh
        accepted[name] += fresh

    log = log_of(stream)[1:]
    assert len(log) == sum(accepted.values())
    for name in PRODUCERS:
        own = {fact.id for fact in facts[name]}
        assert [fact for fact in log if fact.id in own] == facts[name][: accepted[name]]
    assert_gapless(stream)


def telling_all(stream, name, facts, *, seed, barrier):
    """Tell all facts in random parts, going back at random, as a restarted sender does."""
    chance = Random(seed)  # noqa: S311 -- a seeded test
    try:
        barrier.wait(WAIT_S)
        position = 1
        while position <= len(facts):
            first = max(1, position - chance.choice([0, 0, 1, 3, len(facts)]))
            count = chance.randint(1, 6)
            try:
                run = facts[first - 1 : first - 1 + count]
                position = tell(stream, run, name=name, first=first).next_sequence
            except SequenceGapError as gap:
                position = gap.expected
    finally:
        connection.close()


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
@pytest.mark.parametrize("seed", range(3))
def test_producers_on_connections_of_their_own_leave_no_gap_and_no_repetition(seed):
    stream = stream_name()
    append(stream, [goal()])
    # Two senders speak for each producer, as two processes after a failed restart do.
    senders = PRODUCERS * 2
    facts = {name: passes(FACTS_EACH) for name in PRODUCERS}
    barrier = threading.Barrier(len(senders))

    with ThreadPoolExecutor(len(senders)) as pool:
        running = [
            pool.submit(
                telling_all, stream, name, facts[name], seed=10 * seed + number, barrier=barrier
            )
            for number, name in enumerate(senders)
        ]
        for sender in running:
            sender.result(WAIT_S)

    log = log_of(stream)[1:]
    assert len(log) == len(PRODUCERS) * FACTS_EACH, f"seed {seed}"
    for name in PRODUCERS:
        own = {fact.id for fact in facts[name]}
        assert [fact for fact in log if fact.id in own] == facts[name], f"seed {seed}"
    assert_gapless(stream)


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_appends_that_make_one_stream_at_the_same_moment_share_it():
    stream = stream_name()
    barrier = threading.Barrier(6)

    def begin(number):
        try:
            barrier.wait(WAIT_S)
            return append(stream, passes(2, first=number)).first
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        firsts = list(pool.map(begin, range(6)))

    assert sorted(firsts) == [1, 3, 5, 7, 9, 11]
    assert Stream.objects.filter(name=stream).count() == 1
    assert_gapless(stream)
