"""A tail beside its log: behind, ahead, of another history, and never more than its bytes."""

import pytest

from community.core import clock
from community.edge.tail import Tail
from community.streams.publish import Heard, Hint
from community.streams.selectors import Head
from community.streams.stretches import Stretch

STREAM = "match.match_1"
EPOCH = 7
RECORDED_AT = 1_529_949_602_000


def heard(first, last, *, epoch=EPOCH, body=b"fact"):
    hint = Hint(stream=STREAM, epoch=epoch, first=first, last=last, at=RECORDED_AT)
    return Heard(hint=hint, body=body)


def stretch(first, last, *, epoch=EPOCH):
    at = clock.from_ms(RECORDED_AT)
    return Stretch(stream=STREAM, epoch=epoch, first=first, last=last, at=at, body=b"read")


def bodies(tail):
    """(first, last, body) of everything held."""
    found, offset = [], 0
    while (held := tail.after(offset)) is not None:
        found.append((held.first, held.last, held.body))
        offset = held.last
    return found


@pytest.fixture
def tail():
    """A tail that stands at offset 2 and holds nothing."""
    made = Tail()
    made.begin(epoch=EPOCH, last=2)
    return made


def test_hints_are_held_in_order_and_once(tail):
    for first, last in [(5, 5), (3, 4), (3, 4), (1, 2)]:
        tail.hear(heard(first, last))

    tail.arrange()

    assert bodies(tail) == [(3, 4, b"fact"), (5, 5, b"fact")]
    assert (tail.position, tail.begins, tail.is_behind) == ((EPOCH, 5), 3, False)


def test_before_it_begins_it_only_hears():
    tail = Tail()
    tail.hear(heard(3, 3))
    tail.arrange()
    assert bodies(tail) == []

    tail.begin(epoch=EPOCH, last=2)
    tail.arrange()

    assert bodies(tail) == [(3, 3, b"fact")]


def test_a_missing_hint_is_waited_for_one_tick_and_then_read(tail):
    tail.hear(heard(4, 4))
    tail.arrange()
    assert (tail.last, tail.is_behind) == (2, False)

    tail.arrange()
    assert (tail.last, tail.is_behind) == (2, True)

    tail.take(stretch(3, 3))
    tail.arrange()
    assert bodies(tail) == [(3, 3, b"read"), (4, 4, b"fact")]


def test_what_was_read_twice_is_held_once(tail):
    for _ in range(2):
        tail.take(stretch(3, 4))

    assert bodies(tail) == [(3, 4, b"read")]


@pytest.mark.parametrize("epoch", [EPOCH - 1, EPOCH + 1])
def test_another_epoch_is_another_history(tail, epoch):
    tail.hear(heard(3, 3, epoch=epoch))
    tail.arrange()
    assert (tail.is_stale, bodies(tail)) == (True, [])

    tail.forget()
    assert (tail.is_stale, tail.has_begun) == (False, False)
    tail.begin(epoch=EPOCH, last=2)
    tail.take(stretch(3, 3, epoch=epoch))
    assert (tail.is_stale, bodies(tail)) == (True, [])


def test_what_all_have_taken_is_let_go(tail):
    for offset in range(3, 7):
        tail.hear(heard(offset, offset))
    tail.arrange()

    tail.trim(taken=4, bytes_max=100)

    assert [first for first, _, _ in bodies(tail)] == [5, 6]
    assert (tail.begins, tail.last) == (5, 6)


def test_past_its_bytes_the_newest_bodies_are_let_go_and_their_places_kept(tail):
    for offset in range(3, 7):
        tail.hear(heard(offset, offset))
    tail.arrange()

    tail.trim(taken=2, bytes_max=9)

    held = [body for _, _, body in bodies(tail)]
    assert held == [b"fact", b"fact", None, None]
    assert (tail.held_bytes, tail.last) == (8, 6)


def test_what_is_read_before_it_is_put_in_front_when_it_reaches(tail):
    tail.hear(heard(3, 3))
    tail.arrange()

    tail.precede([stretch(1, 1)])
    assert tail.begins == 3
    tail.precede([stretch(1, 2, epoch=EPOCH + 1)])
    assert tail.begins == 3
    tail.precede([stretch(1, 1), stretch(2, 2)])

    assert bodies(tail) == [(1, 1, b"read"), (2, 2, b"read"), (3, 3, b"fact")]


def test_at_the_head_it_needs_nothing(tail):
    lag = tail.compare(Head(epoch=EPOCH, offset=2), since=tail.position)

    assert (lag, tail.is_behind, tail.is_stale) == (0, False, False)


def test_behind_the_head_the_log_must_be_read(tail):
    lag = tail.compare(Head(epoch=EPOCH, offset=5), since=tail.position)

    assert (lag, tail.is_behind, tail.is_stale) == (3, True, False)


def test_what_it_heard_while_the_log_was_asked_is_no_other_history(tail):
    asked = tail.position
    tail.hear(heard(3, 3))
    tail.arrange()

    lag = tail.compare(Head(epoch=EPOCH, offset=2), since=asked)

    assert (lag, tail.is_behind, tail.is_stale) == (0, False, False)


@pytest.mark.parametrize("head", [Head(epoch=EPOCH + 1, offset=2), Head(epoch=EPOCH, offset=1)])
def test_a_new_epoch_or_a_shorter_log_is_another_history(tail, head):
    tail.compare(head, since=tail.position)

    assert tail.is_stale


def test_begun_anew_while_the_log_was_asked_it_is_compared_the_next_time(tail):
    tail.compare(Head(epoch=EPOCH - 1, offset=9), since=(EPOCH - 1, 9))

    assert not tail.is_stale
