"""A topic's snapshot and the frames after it say what a fresh snapshot says, for any cut."""

from itertools import chain

import msgspec
from hypothesis import given, strategies as st

from community.core import canonical, patch
from community.edge.protocol import Frame, Skip, Snapshot
from community.edge.topics import MERGED_MAX, Topic
from community.matches.fold import MatchFold
from community.streams import catalogue
from community.streams.folds import STATE_BYTES_MAX
from community.streams.selectors import Folded
from tests.matches.factories import folded
from tests.properties.strategies import SETTLED, cuts, match_logs
from tests.streams.factories import passes

STREAM = "match.match_7f0c"
RING_FRAMES = 600

parts_of_logs = match_logs().flatmap(cuts)


def topic_at(facts=(), *, ring_frames_max=RING_FRAMES, digest_every_frames=50):
    """A topic loaded from a log that holds these facts."""
    return Topic(
        Folded(stream=STREAM, epoch=1, offset=len(facts), state=folded(facts)),
        ring_frames_max=ring_frames_max,
        digest_every_frames=digest_every_frames,
    )


def step(topic, facts):
    """One tick with these facts; whether it told anything."""
    if facts:
        topic.take(catalogue.encode_all(facts))
    return topic.tick({})


def snapshot(topic):
    """The topic's snapshot, as a client reads it."""
    return msgspec.json.decode(topic.snapshot().text, type=Snapshot)


def frame(topic, offset):
    """What leads from an offset to the head, a skip as the frame it stands for; None for none."""
    message = topic.frame(offset)
    told = None if message is None else msgspec.json.decode(message.text, type=Frame | Skip)
    if isinstance(told, Skip):
        return Frame(**msgspec.structs.asdict(told), at=0, patch={}, notices=[])
    return told


def brought(topic, offset, state):
    """A client's state at the head: by a frame from where it was, else by the snapshot."""
    told = frame(topic, offset)
    if told is None:
        return snapshot(topic).state
    assert (told.from_, told.to) == (offset, topic.head)
    return patch.apply(told.patch, state)


@SETTLED
@given(parts_of_logs)
def test_a_snapshot_and_the_patches_after_it_are_the_fresh_snapshot(parts):
    topic = topic_at()
    held = [(0, snapshot(topic).state)]

    for number in range(len(parts)):
        step(topic, parts[number])
        facts = list(chain.from_iterable(parts[: number + 1]))
        fresh = MatchFold().project(folded(facts))
        assert snapshot(topic).state == fresh
        # One frame from every position there ever was, however many steps it composes.
        for offset, state in held:
            assert offset == topic.head or brought(topic, offset, state) == fresh
        held.append((topic.head, fresh))


@SETTLED
@given(parts_of_logs)
def test_a_composed_patch_is_its_patches_in_turn(parts):
    topic = topic_at()
    begun = in_turn = snapshot(topic).state

    for part in parts:
        before = topic.head
        if step(topic, part):
            in_turn = brought(topic, before, in_turn)

    assert topic.head == 0 or brought(topic, 0, begun) == in_turn == snapshot(topic).state


@SETTLED
@given(match_logs(), st.data())
def test_wherever_a_topic_is_loaded_it_goes_on_alike(log, data):
    cut = data.draw(st.integers(0, len(log)))
    whole, late = topic_at(), topic_at(log[:cut])

    step(whole, log)
    step(late, log[cut:])

    assert snapshot(late).state == snapshot(whole).state
    assert (late.head, snapshot(late).digest) == (whole.head, snapshot(whole).digest)


@SETTLED
@given(parts_of_logs)
def test_notices_come_one_to_one_in_order_however_frames_are_composed(parts):
    topic = topic_at()
    told = []

    for part in parts:
        before = topic.head
        if step(topic, part):
            told += frame(topic, before).notices

    log = list(chain.from_iterable(parts))
    due = [(n, fact.type) for n, fact in enumerate(log, 1) if fact.type in MatchFold().notices]
    assert [(notice.offset, notice.type) for notice in told] == due
    composed = frame(topic, 0) if log else None
    assert composed is None or composed.notices == told


@SETTLED
@given(parts_of_logs)
def test_a_state_and_its_digest_fit_the_wire(parts):
    topic = topic_at(digest_every_frames=1)

    for part in parts:
        before = topic.head
        if step(topic, part):
            sent = frame(topic, before)
            assert not sent.patch or sent.digest == canonical.digest(snapshot(topic).state)
        assert len(canonical.dumps(snapshot(topic).state)) <= STATE_BYTES_MAX


@SETTLED
@given(parts_of_logs)
def test_past_the_ring_there_is_a_snapshot_alone(parts):
    topic = topic_at(ring_frames_max=1)
    began = []

    for part in parts:
        before = topic.head
        if step(topic, part):
            began.append(before)

    assert all(frame(topic, offset) is None for offset in began[:-1])
    assert all(not topic.resumes(1, offset) for offset in began[:-1])
    assert all(frame(topic, offset) is not None for offset in began[-1:])


def test_who_comes_from_too_many_places_gets_the_snapshot_and_the_rest_their_frames():
    topic = topic_at()
    for number in range(MERGED_MAX + 50):
        step(topic, passes(1, first=number))
    newest = topic.head - 1

    frames = [offset for offset in range(newest) if frame(topic, offset) is not None]

    assert len(frames) == MERGED_MAX
    assert frame(topic, newest).from_ == newest
    assert frame(topic, frames[0]) is not None
    assert snapshot(topic).offset == topic.head
