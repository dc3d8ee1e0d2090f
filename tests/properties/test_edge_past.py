"""Whoever stands anywhere in a topic's near past is brought to the head and told what he missed."""

from itertools import accumulate, chain

import msgspec
from hypothesis import given, strategies as st

from community.core import patch
from community.edge.past import PARTS
from community.edge.protocol import Frame, Skip
from community.edge.topics import Topic
from community.matches.fold import MatchFold
from community.streams import catalogue
from community.streams.selectors import Earlier, Folded
from tests.matches.factories import folded
from tests.properties.strategies import SETTLED, cuts, match_logs
from tests.streams.factories import passes

FOLD = MatchFold()
FACTS_MAX = 8


def told(topic, offset):
    """What brings a viewer from an offset to the head; a skip changes nothing."""
    return msgspec.json.decode(topic.frame(offset).text, type=Frame | Skip)


def loaded(log, *, keep):
    """A topic as it is loaded from a log: its state at the head, and the facts before."""
    since = max(0, len(log) - keep)
    before = FOLD.dump(folded(log[:since]))
    earlier = Earlier(offset=since, state=before, lines=catalogue.encode_all(log[since:]))
    whole = Folded(stream="match.m", epoch=1, offset=len(log), state=folded(log), earlier=earlier)
    return Topic(whole, ring_frames_max=2, digest_every_frames=50, replay_facts_max=keep)


@SETTLED
@given(match_logs().flatmap(cuts), st.data())
def test_any_offset_of_the_near_past_is_brought_to_the_head_exactly(parts, data):
    cut = data.draw(st.integers(0, len(parts)))
    log = list(chain.from_iterable(parts))
    topic = loaded(list(chain.from_iterable(parts[:cut])), keep=FACTS_MAX)
    for part in parts[cut:]:
        if part:
            topic.take(catalogue.encode_all(part))
            topic.tick({})

    offset = data.draw(st.integers(max(0, len(log) - FACTS_MAX), len(log)))

    if offset < len(log):
        frame = told(topic, offset)
        began = FOLD.project(folded(log[:offset]))
        assert (frame.from_, frame.to) == (offset, len(log))
        assert patch.apply(getattr(frame, "patch", {}), began) == FOLD.project(folded(log))
        due = [n for n, fact in enumerate(log, 1) if n > offset and fact.type in FOLD.notices]
        assert [notice.offset for notice in getattr(frame, "notices", [])] == due


@SETTLED
@given(match_logs().flatmap(cuts))
def test_between_taking_and_telling_a_frame_still_ends_at_the_head(parts):
    topic = loaded([], keep=10_000)
    for head, part in zip(accumulate(map(len, parts)), parts, strict=True):
        before = topic.head
        if part:
            topic.take(catalogue.encode_all(part))
        assert before == 0 or told(topic, before - 1).to == before
        topic.tick({})
        assert topic.head == head


def test_what_is_kept_is_bounded_by_its_facts_and_one_tick():
    topic = loaded([], keep=100)
    line = catalogue.encode_all(passes(1))

    for _ in range(100):
        topic.take(line * 7)
        topic.tick({})

    assert 100 <= topic.head - topic._past._first <= 100 + 100 // PARTS + 7


def test_without_a_past_an_offset_between_steps_is_for_a_snapshot():
    topic = loaded([], keep=0)
    topic.take(catalogue.encode_all(passes(4)))
    topic.tick({})

    assert [topic.resumes(1, offset) for offset in (0, 2, 4)] == [True, False, True]
