"""A followed topic beside its log: behind, ahead, or of another history."""

import pytest

from community.edge.followed import Followed
from community.edge.topics import Topic
from community.streams import catalogue
from community.streams.selectors import Folded, Head
from tests.matches.factories import FOLD
from tests.streams.factories import passes

EPOCH = 7


@pytest.fixture
def followed():
    """A topic that has folded two facts."""
    folded = Folded(stream="match.match_1", epoch=EPOCH, offset=0, state=FOLD.empty())
    topic = Topic(folded, ring_frames_max=10, digest_every_frames=10)
    topic.take(catalogue.encode_all(passes(2)))
    return Followed(topic=topic)


def test_at_the_head_it_needs_nothing(followed):
    lag = followed.compare(Head(epoch=EPOCH, offset=2), since=followed.position)

    assert (lag, followed.is_well) == (0, True)


def test_behind_the_head_the_log_must_be_read(followed):
    lag = followed.compare(Head(epoch=EPOCH, offset=5), since=followed.position)

    assert (lag, followed.is_behind, followed.is_stale) == (3, True, False)


def test_what_it_took_while_the_log_was_asked_is_no_other_history(followed):
    asked = followed.position
    followed.topic.take(catalogue.encode_all(passes(1, first=2)))

    lag = followed.compare(Head(epoch=EPOCH, offset=2), since=asked)

    assert (lag, followed.is_well) == (0, True)


@pytest.mark.parametrize("head", [Head(epoch=EPOCH + 1, offset=2), Head(epoch=EPOCH, offset=1)])
def test_another_epoch_or_a_shorter_log_is_another_history(followed, head):
    followed.compare(head, since=followed.position)

    assert followed.is_stale


def test_loaded_anew_while_the_log_was_asked_it_is_compared_the_next_time(followed):
    followed.compare(Head(epoch=EPOCH - 1, offset=9), since=(EPOCH - 1, 9))

    assert followed.is_well


def test_given_up_it_is_loaded_anew_at_the_next_head_check(followed):
    followed.give_up()

    assert (followed.is_well, followed.is_stale) == (False, False)
    followed.compare(Head(epoch=EPOCH, offset=2), since=followed.position)
    assert followed.is_stale
