"""Logs of a thread: posts, and all that may become of them, in any order."""

from hypothesis import strategies as st

from community.threads.facts import Anchor
from tests.threads import factories

# Few posts, so that what is said of one usually finds it; some logs pass the bound of the thread.
numbers = st.integers(0, 6)
counts = st.dictionaries(st.sampled_from(["up", "down", "fire", "clap"]), st.integers(0, 9))
anchors = st.builds(
    Anchor,
    event=st.none() | st.sampled_from(["event_1", "event_2"]),
    revision=st.integers(0, 3),
    offset=st.integers(0, 900),
    period=st.sampled_from(["PRE", "1H", "2H"]),
    clock_ms=st.integers(0, 2_700_000),
)

# What becomes of posts: edits, hides, restores, deletions, erasures, windows of reactions; and the
# thread's pace.
others = st.one_of(
    st.builds(factories.edited, numbers, st.integers(2, 5), size=st.integers(10, 3_000)),
    st.builds(factories.hidden, numbers),
    st.builds(factories.restored, numbers),
    st.builds(factories.deleted, numbers),
    st.builds(factories.erased, numbers),
    st.builds(lambda number, told: factories.tallied(**{f"p{number}": told}), numbers, counts),
    st.builds(factories.slowed, st.sampled_from([0, 5_000]), until=st.none() | st.just(10**12)),
)


@st.composite
def thread_logs(draw):
    """Posts by number, each once and in order, with other facts between them."""
    amount = draw(st.sampled_from([1, 3, 7, 7, 45]))
    # A long thread is of big posts too, and so loses its oldest.
    size = draw(st.integers(10, 3_000)) if amount > 10 else 60
    told = [
        factories.posted(
            number,
            by=draw(st.integers(1, 3)) if amount < 10 else number % 5,
            anchor=draw(anchors) if amount < 10 else factories.ANCHOR,
            reply=factories.post_id(number - 1) if number % 3 == 2 else None,
            bytes=size,
        )
        for number in range(amount)
    ]
    log = [factories.opened(), *told]
    for fact in draw(st.lists(others, min_size=3, max_size=20)):
        log.insert(draw(st.integers(0, len(log))), fact)
    return log
