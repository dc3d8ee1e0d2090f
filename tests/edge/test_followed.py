"""A topic takes from its stream's tail what is due to it, and asks the log for what is not held."""

import pytest

from community.core import clock
from community.edge.followed import Followed
from community.edge.tail import Tail
from community.edge.topics import Topic
from community.streams import catalogue
from community.streams.publish import Heard, Hint
from community.streams.selectors import LIVE, Folded
from community.streams.stretches import Span, Stretch
from tests.matches.factories import FOLD
from tests.streams.factories import passes

STREAM = "match.match_1"
EPOCH = 7
# When the first batch was recorded; every later one a second after the one before.
RECORDED_AT = 1_529_949_602_000
DELAY_MS = 30_000
LAST_DUE_AT = RECORDED_AT + 2_000 + DELAY_MS


def body(count):
    return b"\n".join(catalogue.encode_all(passes(count)))


def heard(first, last, *, has_body=True):
    at = RECORDED_AT + (first - 1) * 1_000
    hint = Hint(stream=STREAM, epoch=EPOCH, first=first, last=last, at=at)
    return Heard(hint=hint, body=body(last - first + 1) if has_body else None)


def stretch(first, last, *, epoch=EPOCH):
    at = clock.from_ms(RECORDED_AT + (first - 1) * 1_000)
    octets = body(last - first + 1)
    return Stretch(stream=STREAM, epoch=epoch, first=first, last=last, at=at, body=octets)


def following(tail, delay_s):
    folded = Folded(stream=STREAM, epoch=EPOCH, offset=0, state=FOLD.empty())
    topic = Topic(folded, ring_frames_max=10, digest_every_frames=10)
    return Followed(topic=topic, tail=tail, delay_s=delay_s)


@pytest.fixture
def tail():
    """A tail that has heard three batches of one fact."""
    made = Tail()
    made.begin(epoch=EPOCH, last=0)
    for offset in range(1, 4):
        made.hear(heard(offset, offset))
    made.arrange()
    return made


@pytest.fixture
def live(tail):
    return following(tail, 0)


@pytest.fixture
def delayed(tail):
    return following(tail, DELAY_MS // 1000)


def test_live_takes_all_that_was_heard_whatever_the_clocks_say(live):
    live.advance(now_ms=RECORDED_AT - 60_000)

    assert (live.topic.taken, live.is_lacking) == (3, False)


@pytest.mark.parametrize(
    ("now_ms", "taken"),
    [
        (RECORDED_AT + DELAY_MS - 1, 0),
        (RECORDED_AT + DELAY_MS, 1),
        (RECORDED_AT + DELAY_MS + 1_999, 2),
        (LAST_DUE_AT, 3),
    ],
)
def test_a_delayed_topic_takes_what_is_due_to_the_millisecond(delayed, now_ms, taken):
    delayed.advance(now_ms=now_ms)

    assert (delayed.topic.taken, delayed.is_lacking) == (taken, False)


def test_a_batch_is_taken_from_the_middle_where_its_beginning_was_loaded(tail, live):
    live.advance(now_ms=LAST_DUE_AT)
    tail.hear(heard(3, 6))
    tail.arrange()

    live.advance(now_ms=LAST_DUE_AT)

    assert live.topic.taken == 6


def test_what_is_too_large_to_be_held_is_read_when_it_is_due(tail, delayed):
    tail.hear(heard(4, 9, has_body=False))
    tail.arrange()
    due_at = LAST_DUE_AT + 1_000

    delayed.advance(now_ms=due_at - 1)
    assert (delayed.topic.taken, delayed.is_lacking) == (3, False)
    delayed.advance(now_ms=due_at)
    assert (delayed.topic.taken, delayed.is_lacking) == (3, True)
    as_of = clock.from_ms(due_at - DELAY_MS)
    assert delayed.span(now_ms=due_at) == Span(stream=STREAM, after=3, as_of=as_of)

    delayed.take([stretch(4, 9)], now_ms=due_at)
    delayed.advance(now_ms=due_at)
    assert (delayed.topic.taken, delayed.is_lacking) == (9, False)


def test_what_was_read_for_others_and_is_not_due_is_left(delayed):
    delayed.take([stretch(1, 1), stretch(2, 2)], now_ms=RECORDED_AT + DELAY_MS)

    assert delayed.topic.taken == 1


def test_before_the_tail_the_log_is_asked(tail, delayed, live):
    tail.trim(taken=2, bytes_max=10_000)

    delayed.advance(now_ms=RECORDED_AT)
    live.advance(now_ms=RECORDED_AT)

    assert (delayed.topic.taken, delayed.is_lacking) == (0, True)
    assert (live.topic.taken, live.is_lacking) == (0, True)
    assert live.span(now_ms=RECORDED_AT).as_of == LIVE


@pytest.mark.parametrize("epoch", [EPOCH - 1, EPOCH + 1])
def test_another_history_is_not_taken(tail, live, epoch):
    live.take([stretch(1, 3, epoch=epoch)], now_ms=LAST_DUE_AT)
    assert (live.topic.taken, live.is_stale) == (0, True)

    live.is_stale = False
    tail.begin(epoch=epoch, last=0)
    live.advance(now_ms=LAST_DUE_AT)
    assert (live.topic.taken, live.is_stale) == (0, True)


def test_while_the_tail_waits_for_a_new_history_nothing_is_taken(tail, live):
    tail.forget()

    live.advance(now_ms=LAST_DUE_AT)

    assert (live.topic.taken, live.is_lacking, live.is_stale) == (0, False, False)


def test_given_up_it_drops_what_was_heard(tail, live):
    live.give_up()

    assert (live.is_broken, live.is_stale, live.is_lacking) == (True, False, False)
    assert tail.after(0) is None
    live.begin_anew(live.topic)
    assert not live.is_broken
