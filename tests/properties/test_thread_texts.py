"""Texts over threads: whoever comes from wherever ends as everybody, and is sent no hidden word.

A viewer moves between processes that asked for the texts at different moments, some before the
facts that hid them were folded; a process may take from sight what its facts show.
"""

from typing import Any

import msgspec
from hypothesis import given, strategies as st

from community.core import canonical, patch
from community.edge.protocol import Frame, Skip, Snapshot
from community.edge.topics import Topic
from community.streams import catalogue
from community.streams.selectors import Earlier, Folded
from tests.properties.strategies import SETTLED
from tests.properties.strategies_thread import thread_logs
from tests.threads.factories import FOLD, folded, overlay_of, posted, texts_over

STREAM = "thread.match_7f0c"
_read = msgspec.json.Decoder(Snapshot | Frame | Skip).decode


def texts_now(log, keys):
    """What the table says once a log is written: words of what is seen, of the rest why not."""
    keys, posts = list(keys), folded(log).posts
    shown = {key: posts.get(key.partition(":")[0]) for key in keys}
    gone = {key: {"gone": post.gone} for key, post in shown.items() if post and post.gone}
    return texts_over(keys) | gone


class Process:
    """A process with one topic: `sees` is how much of the log the tables held when it asked."""

    def __init__(self, log, *, at, sees, keep=50, ring=4):
        since = max(0, at - keep)
        lines = catalogue.encode_all(log[since:at])
        earlier = Earlier(offset=since, state=FOLD.dump(folded(log[:since])), lines=lines)
        loaded = Folded(stream=STREAM, epoch=1, offset=at, state=folded(log[:at]), earlier=earlier)
        self.log = log
        self.topic = Topic(
            loaded,
            ring_frames_max=ring,
            digest_every_frames=3,
            replay_facts_max=keep,
            overlay=texts_now(log[:sees], loaded.overlays()),
        )

    def advance(self, until, *, sees):
        """Take the log up to an offset in one tick, the tables being ahead of it."""
        if until > self.topic.taken:
            self.topic.take(catalogue.encode_all(self.log[self.topic.taken : until]))
            self.topic.lay(texts_now(self.log[:sees], self.topic.lacking()))
            self.topic.tick({})

    def redact(self, *, sees):
        """Look what is gone by now, and show the state anew when something is."""
        found = texts_now(self.log[:sees], self.topic.laid)
        if self.topic.redact({key: over for key, over in found.items() if "gone" in over}):
            self.topic.show_anew()


class Viewer:
    """Who holds a state, and goes from one process to another."""

    def __init__(self):
        self.offset: int | None = None
        self.state: Any = None

    def comes_to(self, topic):
        """Resume where he stands, or take the snapshot; what he was sent."""
        if self.offset is not None and topic.resumes(1, self.offset):
            message = topic.frame(self.offset) if self.offset < topic.head else None
        else:
            message = topic.snapshot()
        if message is not None:
            self.take(_read(message.text))
        return "" if message is None else message.text

    def take(self, told):
        match told:
            case Snapshot():
                self.state, self.offset = told.state, told.offset
            case Frame():
                assert told.from_ == self.offset
                self.state, self.offset = patch.apply(told.patch, self.state), told.to
                assert told.digest in {None, canonical.digest(self.state)}
            case Skip():
                self.offset = told.to


@st.composite
def journeys(draw):
    """A log, and stops: which process, how far its facts go, how far the tables are ahead."""
    log = draw(thread_logs())
    ends = sorted(draw(st.lists(st.integers(1, len(log)), min_size=1, max_size=8)))
    stops = [
        (draw(st.integers(0, 1)), end, min(len(log), end + draw(st.sampled_from([0, 0, 2, 9]))))
        for end in ends
    ]
    return log, [*stops, (draw(st.integers(0, 1)), len(log), len(log))]


@SETTLED
@given(journeys(), st.booleans())
def test_a_viewer_of_many_processes_ends_as_everybody(journey, redacts):
    log, stops = journey
    processes = [Process(log, at=1, sees=1), Process(log, at=1, sees=1, ring=1)]
    viewer = Viewer()
    for place, end, sees in stops:
        for process in processes:
            process.advance(end, sees=sees)
        if redacts:
            processes[place].redact(sees=sees)
        sent = viewer.comes_to(processes[place].topic)

        gone = {post_id for post_id, post in folded(log[:sees]).posts.items() if post.gone}
        words = [texts_over([f"{post_id}:{rev}"]) for post_id in gone for rev in range(1, 6)]
        hidden = [over["body"][0][2] for told in words for over in told.values()]
        assert [text for text in hidden if text in canonical.dumps(viewer.state).decode()] == []
        if redacts:
            assert [text for text in hidden if text in sent] == []

    state = folded(log)
    assert viewer.state == FOLD.project(state, texts_now(log, FOLD.overlays(state)))


def test_what_is_hidden_is_taken_from_who_was_away():
    log = [*_posts(3)]
    process = Process(log, at=3, sees=3)
    viewer = Viewer()
    viewer.comes_to(process.topic)
    process.redact(sees=3)
    assert viewer.comes_to(process.topic) == ""

    process.topic.redact({"post_000000000000000000000001:1": {"gone": "hidden"}})
    process.topic.show_anew()

    assert not process.topic.resumes(1, 3)
    viewer.comes_to(process.topic)
    assert "body" not in viewer.state["posts"]["post_000000000000000000000001"]


def test_no_dump_holds_a_word():
    state = folded([*_posts(3)])

    FOLD.project(state, overlay_of(1, words="canary"))

    assert b"canary" not in FOLD.dump(state)


def _posts(count):
    return [posted(number) for number in range(count)]
