"""Hints: told after commit to whoever listens, never raised, never needed."""

import contextlib
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import transaction

from community.core import clock, metrics
from community.streams import publish, services
from community.streams.models import Batch, Stream
from community.streams.publish import HINT_BODY_BYTES_MAX
from tests.streams.factories import append, goal, passes, stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)

WAIT_S = 5.0


class Listener:
    """A subscriber of its own, on the real Redis."""

    def __init__(self, client, stream):
        self._client = client
        self._stream = stream
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._pubsub.subscribe(publish.channel(stream))
        self._pubsub.get_message(timeout=WAIT_S)

    def heard(self):
        """Everything published so far, in order; a mark of our own shows where that ends."""
        self._client.publish(publish.channel(self._stream), b"mark")
        told = []
        while (octets := self._next()) != b"mark":
            told.append(publish.unpack(octets))
        return told

    def _next(self):
        message = self._pubsub.get_message(timeout=WAIT_S)
        assert message is not None, "nothing was heard in time"
        return message["data"]

    def close(self):
        self._pubsub.close()


@pytest.fixture
def listener():
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        made = Listener(client, stream_name())
        yield made
        made.close()


@pytest.fixture
def stream(listener):
    return listener._stream


@pytest.fixture
def no_redis(settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"


class UndoneError(Exception):
    """What a test raises to undo a transaction."""


def test_a_hint_carries_the_position_and_the_facts_as_they_lie_in_the_log(listener, stream):
    append(stream, [goal()])

    appended = append(stream, passes(2))

    row = Stream.objects.get(name=stream)
    batch = Batch.objects.get(stream=row, first_offset=2)
    _, second = listener.heard()
    assert second.body == bytes(batch.body)
    assert (second.hint.stream, second.hint.epoch) == (stream, row.epoch)
    assert (second.hint.first, second.hint.last) == (appended.first, appended.last) == (2, 3)
    # Rounded up: who waits for it is never told early.
    early = clock.from_ms(second.hint.at) - batch.recorded_at
    assert timedelta() <= early < timedelta(milliseconds=1)


def test_nothing_is_told_before_the_commit(listener, stream):
    with transaction.atomic():
        services.append(stream, [goal()])
        within = listener.heard()

    assert within == []
    assert len(listener.heard()) == 1


def test_nothing_is_told_of_what_was_undone(listener, stream):
    with contextlib.suppress(UndoneError), transaction.atomic():
        services.append(stream, [goal()])
        raise UndoneError

    assert listener.heard() == []
    assert not Batch.objects.exists()


def test_a_large_append_is_told_by_its_position_alone(listener, stream):
    facts = passes(HINT_BODY_BYTES_MAX // 100)

    append(stream, facts)

    (heard,) = listener.heard()
    assert heard.body is None
    assert (heard.hint.first, heard.hint.last) == (1, len(facts))


def test_the_largest_body_a_hint_carries_and_the_next():
    hint = publish.Hint(stream="match.m1", epoch=1, first=1, last=1, at=0)
    largest = b"x" * HINT_BODY_BYTES_MAX

    assert publish.unpack(publish.pack(hint, largest)).body == largest
    assert publish.unpack(publish.pack(hint, largest + b"x")).body is None


@pytest.mark.usefixtures("no_redis")
def test_without_redis_an_append_stands_and_the_lost_hint_is_counted():
    stream = stream_name()
    lost = metrics.PUBLISH_FAILURES._value.get()

    appended = append(stream, [goal()])

    assert appended.last == 1
    assert Stream.objects.get(name=stream).head == 1
    assert metrics.PUBLISH_FAILURES._value.get() == lost + 1
