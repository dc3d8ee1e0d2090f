"""Subscriptions: at least once, in order, the cursor in the reaction's own transaction."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from django.db import connection, transaction

from community.core import clock
from community.core.ids import random_id
from community.matches.models import Sport
from community.streams import publish, subscriptions, tasks
from community.streams.models import Cursor, Stream
from community.streams.subscriptions import Subscription
from tests.streams.factories import append, goal, passes

# A kind no slice knows, so that nobody else reads these streams.
KIND = "probe"
WAIT_S = 10.0


class GoalView(msgspec.Struct, frozen=True, kw_only=True):
    """The one field the test's subscriber reads."""

    side: str


class Reader:
    """A reaction that remembers what it read; `before` is given the stream first and may fail."""

    def __init__(self):
        self.read = []
        self.before = str

    def react(self, stream, read):
        self.before(stream)
        self.read += [(stream, fact.offset, fact.type, fact.view) for fact in read]


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def subscription(reader, monkeypatch):
    made = Subscription(
        name=random_id("tests"),
        kinds=frozenset({KIND}),
        react=reader.react,
        queue="slow",
        views={"match.goal": GoalView},
    )
    monkeypatch.setattr(subscriptions, "_subscriptions", {made.name: made})
    return made


@pytest.fixture
def sent(monkeypatch):
    """The tasks sent on; the broker's own delivery is Celery's business."""
    calls = []
    monkeypatch.setattr(
        "celery.current_app.send_task",
        lambda name, args, queue: calls.append((name, args, queue)),
    )
    return calls


@pytest.fixture
def two_at_a_time(monkeypatch):
    monkeypatch.setattr(subscriptions, "FACTS_PER_CLAIM_MAX", 2)


def probe():
    return f"{KIND}.{random_id('p')}"


def cursor(subscription, stream):
    return Cursor.objects.get(subscriber=subscription.name, stream__name=stream).offset


class ReactionError(Exception):
    """A reaction of the test went wrong."""


def offsets(reader, stream):
    return [offset for name, offset, *_ in reader.read if name == stream]


@pytest.mark.django_db
def test_a_reader_gets_every_fact_in_order_through_the_view_it_declared(reader, subscription):
    stream = probe()
    append(stream, [goal(side="away"), *passes(1)])
    append(stream, [goal()])

    more = subscriptions.drain(subscription.name)

    assert more is False
    assert reader.read == [
        (stream, 1, "match.goal", GoalView(side="away")),
        (stream, 2, "match.pass", None),
        (stream, 3, "match.goal", GoalView(side="home")),
    ]
    assert cursor(subscription, stream) == 3


@pytest.mark.django_db
def test_what_was_read_is_not_read_again(reader, subscription):
    stream = probe()
    append(stream, passes(2))
    subscriptions.drain(subscription.name)

    subscriptions.drain(subscription.name)
    append(stream, passes(1))
    subscriptions.drain(subscription.name)

    assert offsets(reader, stream) == [1, 2, 3]


@pytest.mark.django_db
def test_a_reader_set_back_to_nothing_reads_the_same_again(reader, subscription):
    stream = probe()
    append(stream, [*passes(3), goal()])
    subscriptions.drain(subscription.name)
    first, reader.read = reader.read, []

    Cursor.objects.filter(subscriber=subscription.name).update(offset=0)
    subscriptions.drain(subscription.name)

    assert reader.read == first


@pytest.mark.django_db
def test_a_kind_nobody_asked_for_is_not_read(reader, subscription):
    append(f"other.{random_id('p')}", passes(1))

    assert subscriptions.drain(subscription.name) is False
    assert reader.read == []


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_failed_reaction_writes_nothing_and_is_tried_again(reader, subscription):
    stream = probe()
    append(stream, passes(2))

    def write_and_fail(stream):  # noqa: ARG001 -- as reactions are called
        Sport.objects.create(pk="rugby", name="Rugby")
        raise ReactionError

    reader.before = write_and_fail
    more = subscriptions.drain(subscription.name)

    assert more is False
    assert not Sport.objects.exists()
    assert Cursor.objects.filter(offset__gt=0).count() == 0
    reader.before = str
    subscriptions.drain(subscription.name)
    assert offsets(reader, stream) == [1, 2]


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_stream_whose_reaction_fails_does_not_stop_the_others(reader, subscription):
    broken, well = probe(), probe()
    append(broken, passes(1))
    append(well, passes(1))

    def fail_for_one(stream):
        if stream == broken:
            raise ReactionError

    reader.before = fail_for_one
    more = subscriptions.drain(subscription.name)

    assert more is False
    assert offsets(reader, well) == [1]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_at_a_time")
def test_a_claim_is_bounded_and_says_that_more_waits(reader, subscription):
    stream = probe()
    append(stream, passes(3))

    first = subscriptions.drain(subscription.name)
    read = offsets(reader, stream)
    second = subscriptions.drain(subscription.name)

    assert (first, read) == (True, [1, 2])
    assert (second, offsets(reader, stream)) == (False, [1, 2, 3])


@pytest.mark.django_db
def test_a_reaction_says_how_far_it_came_and_is_given_the_rest_again(reader, subscription):
    stream = probe()
    append(stream, passes(3))
    one_more = iter([1, 1, 3])
    stepwise = replace(subscription, react=lambda *told: [reader.react(*told), next(one_more)][1])
    subscriptions.register(stepwise)

    waiting = [(subscriptions.drain(stepwise.name), cursor(stepwise, stream)) for _ in range(3)]

    assert waiting == [(True, 1), (True, 1), (False, 3)]
    assert offsets(reader, stream) == [1, 2, 3, 2, 3, 2, 3]


@pytest.mark.django_db
def test_a_drain_is_bounded_by_streams_the_longest_waiting_first(reader, subscription, monkeypatch):
    monkeypatch.setattr(subscriptions, "STREAMS_PER_DRAIN_MAX", 2)
    waiting = [probe() for _ in range(3)]
    for stream in waiting:
        append(stream, passes(1))

    first = subscriptions.drain(subscription.name)
    read = [stream for stream, *_ in reader.read]
    second = subscriptions.drain(subscription.name)

    assert (first, read) == (True, waiting[:2])
    assert second is False
    assert offsets(reader, waiting[2]) == [1]


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_a_stream_another_worker_holds_is_passed_over(reader, subscription):
    stream = probe()
    append(stream, passes(1))
    holding, done = threading.Event(), threading.Event()

    def hold(stream):  # noqa: ARG001 -- as reactions are called
        holding.set()
        assert done.wait(WAIT_S)

    reader.before = hold
    with ThreadPoolExecutor() as pool:
        other = pool.submit(drained_apart, subscription)
        assert holding.wait(WAIT_S)
        more = subscriptions.drain(subscription.name)
        done.set()

        assert more is False
        assert other.result() is False
    assert offsets(reader, stream) == [1]


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_facts_that_came_while_a_claim_was_held_are_not_left_behind(reader, subscription):
    stream = probe()
    append(stream, passes(1))
    holding, done = threading.Event(), threading.Event()

    def hold(stream):  # noqa: ARG001 -- as reactions are called
        holding.set()
        assert done.wait(WAIT_S)

    reader.before = hold
    with ThreadPoolExecutor() as pool:
        other = pool.submit(drained_apart, subscription)
        assert holding.wait(WAIT_S)
        append(stream, passes(1))
        passed_over = subscriptions.drain(subscription.name)
        done.set()

        assert passed_over is False
        assert other.result() is True


def drained_apart(subscription):
    try:
        return subscriptions.drain(subscription.name)
    finally:
        connection.close()


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_many_appends_poke_once_until_the_drain_begins(subscription, sent):
    stream = probe()
    for fact in passes(3):
        append(stream, [fact])
    poked = list(sent)

    subscriptions.drain(subscription.name)
    append(stream, passes(1))

    assert poked == [("streams.drain", [subscription.name], "slow")]
    assert len(sent) == 2


@pytest.mark.django_db(databases=["default", "owner"], transaction=True)
def test_nobody_is_poked_for_what_was_undone_or_of_another_kind(subscription, sent):  # noqa: ARG001
    append(f"other.{random_id('p')}", passes(1))
    with transaction.atomic():
        append(probe(), passes(1))
        transaction.set_rollback(True)

    assert sent == []


@pytest.mark.django_db
def test_without_redis_pokes_are_lost_and_drains_still_serve(reader, subscription, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    stream = probe()
    append(stream, passes(1))

    subscriptions.poke(KIND)
    subscriptions.drain(subscription.name)

    assert offsets(reader, stream) == [1]


@pytest.mark.django_db
def test_a_sweep_names_who_has_something_recent_to_read(subscription):
    assert subscriptions.sweep() == []

    append(probe(), passes(1))

    assert subscriptions.sweep() == [subscription.name]
    subscriptions.drain(subscription.name)
    assert subscriptions.sweep() == []


@pytest.mark.django_db
def test_a_sweep_leaves_what_moved_long_ago_to_the_next_drain(reader, subscription):
    stream = probe()
    append(stream, passes(1))
    long_ago = clock.now() - subscriptions.SWEEP_WINDOW - timedelta(seconds=1)
    Stream.objects.filter(name=stream).update(moved_at=long_ago)

    assert subscriptions.sweep() == []
    subscriptions.drain(subscription.name)
    assert offsets(reader, stream) == [1]


@pytest.mark.django_db
@pytest.mark.usefixtures("two_at_a_time")
def test_the_tasks_drain_and_come_back_while_more_is_waiting(reader, subscription, sent):
    stream = probe()
    append(stream, passes(3))

    tasks.sweep()
    tasks.drain(subscription.name)
    tasks.drain(subscription.name)

    assert sent == [("streams.drain", [subscription.name], "slow")] * 2
    assert offsets(reader, stream) == [1, 2, 3]


@pytest.mark.django_db
def test_a_stream_emptied_between_the_look_and_the_claim_is_no_reaction(reader, subscription):
    stream = probe()
    append(stream, passes(1))
    row = Stream.objects.get(name=stream)
    Cursor.objects.create(subscriber=subscription.name, stream=row, offset=1)

    assert subscriptions._claim(subscription, row) is False
    assert reader.read == []


def test_poking_uses_the_redis_of_the_house():
    assert publish.client_for("poke.x") is publish.client_for("match.m1")
