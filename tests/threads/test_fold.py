"""The thread's fold: what posts, and all that becomes of them, come to."""

import pytest
from hypothesis import given, strategies as st

from community.core import canonical
from community.streams import catalogue
from community.threads.fold import ThreadFold
from community.threads.state import POSTS_MAX, WEIGHT_MAX
from tests.properties.strategies import SETTLED, cuts
from tests.properties.strategies_thread import thread_logs
from tests.threads.factories import (
    ANCHOR,
    AT,
    FOLD,
    MATCH,
    actor_id,
    deleted,
    edited,
    erased,
    folded,
    hidden,
    opened,
    overlay_of,
    post_id,
    posted,
    restored,
    slowed,
    stated,
    tallied,
)

PLACE = {
    "n": 2,
    "at": AT + 1,
    "anchor": {"offset": 812, "period": "1H", "clock_ms": 754_200},
}
SHOWN = PLACE | {
    "by": actor_id(1),
    "kind": "comment",
    "seen": 840,
    "rev": 1,
    "up": 0,
    "down": 0,
    "reactions": {},
}


def shown(*log, overlay=None):
    """The public state of a thread that was opened and holds these facts."""
    return FOLD.project(folded([opened(), *log]), overlay or {})


def test_nothing_said_is_an_empty_thread():
    assert FOLD.project(FOLD.empty()) == {"count": 0, "from": 0, "slow_ms": 0, "posts": {}}


def test_a_post_is_shown_under_its_id_with_what_lies_over_it():
    over = overlay_of(1)

    state = shown(posted(1), overlay=over)

    text = over[f"{post_id(1)}:1"]
    assert state == {
        "match": MATCH,
        "count": 1,
        "from": 2,
        "slow_ms": 0,
        "posts": {post_id(1): SHOWN | text},
    }


def test_without_its_overlay_a_post_has_no_text():
    assert shown(posted(1))["posts"] == {post_id(1): SHOWN}


def test_an_edit_shows_the_newest_revision_alone():
    over = overlay_of(1) | overlay_of(1, 2)

    post = shown(posted(1), edited(1), overlay=over)["posts"][post_id(1)]

    assert (post["rev"], post["edited"]) == (2, True)
    assert post["body"] == [["p", None, "Post 1, revision 2."]]


@pytest.mark.parametrize(
    ("fact", "gone"), [(hidden(1), "hidden"), (deleted(1), "deleted"), (erased(1), "erased")]
)
def test_what_is_gone_keeps_its_place_alone(fact, gone):
    state = shown(posted(1), tallied(p1={"up": 3}), fact, overlay=overlay_of(1))

    assert state["posts"] == {post_id(1): PLACE | {"gone": gone}}
    assert state["count"] == 1


def test_an_overlay_that_says_gone_is_obeyed_before_the_fact_is_heard():
    over = {f"{post_id(1)}:1": {"gone": "hidden"}}

    assert shown(posted(1), overlay=over)["posts"] == {post_id(1): PLACE | {"gone": "hidden"}}


def test_what_was_hidden_comes_back_as_it_was_received():
    log = [posted(1), tallied(p1={"up": 3}), hidden(1), tallied(p1={"up": 4}), restored(1)]

    assert shown(*log)["posts"] == {post_id(1): SHOWN | {"up": 4}}


@pytest.mark.parametrize("taken", [deleted(1), erased(1)])
def test_what_its_author_took_is_not_brought_back(taken):
    assert "gone" in shown(posted(1), hidden(1), taken, restored(1))["posts"][post_id(1)]


def test_counts_are_absolute():
    post = shown(posted(1), tallied(p1={"up": 9, "fire": 2}), tallied(p1={"up": 5, "clap": 1}))[
        "posts"
    ][post_id(1)]

    assert (post["up"], post["down"], post["reactions"]) == (5, 0, {"clap": 1})


def test_a_pace_is_told_until_it_is_lifted():
    slow = shown(slowed(30_000, until=AT))

    assert (slow["slow_ms"], slow["slow_reason"], slow["slow_until"]) == (30_000, "surge", AT)
    assert shown(slowed(30_000), slowed(0)) == shown()


def test_the_newest_posts_are_held_and_those_let_go_never_return():
    log = [posted(number, bytes=2_000) for number in range(60)]

    state = folded(log)

    held = list(state.posts)
    assert held == [post_id(number) for number in range(60 - len(held), 60)]
    assert WEIGHT_MAX - 2_600 < state.weight <= WEIGHT_MAX
    assert state.count == 60
    FOLD.fold(state, [(61 + number, hidden(number)) for number in range(60)])
    assert list(state.posts) == held
    assert FOLD.project(state)["from"] == 61 - len(held)


def test_many_small_posts_are_held_by_number():
    state = folded([f for n in range(400) for f in (posted(n, bytes=10), deleted(n))])

    assert len(state.posts) == POSTS_MAX


def test_what_is_said_of_posts_no_longer_held_is_passed_over():
    log = [edited(7), hidden(7), restored(7), deleted(7), erased(7), tallied(p7={"up": 1})]

    assert shown(*log) == shown()


def test_an_auditor_keeps_every_post():
    fold = ThreadFold(is_bounded=False)
    state = fold.empty()

    fold.fold(state, list(enumerate([posted(number) for number in range(400)], start=1)))

    assert len(state.posts) == 400


@SETTLED
@given(thread_logs().flatmap(lambda log: st.tuples(st.just(log), cuts(log))))
def test_batches_may_be_cut_anywhere_and_a_dump_is_the_state(drawn):
    log, parts = drawn
    state, offset = FOLD.empty(), 0
    for part in parts:
        FOLD.fold(state, list(enumerate(part, start=offset + 1)))
        offset += len(part)
        state = FOLD.load(FOLD.dump(state))

    assert FOLD.dump(state) == FOLD.dump(folded(log))
    assert list(state.posts) == list(folded(log).posts)


@SETTLED
@given(thread_logs())
def test_hiding_shows_what_redacted_and_hidden_shows(log):
    """Hidden, a post tells no author, no word and no count."""
    gone = {post_id for post_id, post in folded(log).posts.items() if post.gone}
    redacted = [redact(fact) if fact.id in gone else fact for fact in log]
    over = {
        key: text
        for number in range(300)
        for rev in range(1, 6)
        for key, text in overlay_of(number, rev).items()
    }
    bare = {key: text for key, text in over.items() if key.partition(":")[0] not in gone}

    names = {over[f"{post_id}:1"]["name"] for post_id in gone}
    whole = canonical.dumps(FOLD.project(folded(log), over))

    assert whole == canonical.dumps(FOLD.project(folded(redacted), bare))
    assert [name for name in names if f'"{name}"'.encode() in whole] == []


def redact(fact):
    """The same post without its author and all that is not its place: it takes as much room."""
    data = catalogue.entry_of(fact.data).data(
        kind="comment",
        anchor=fact.data.anchor,
        seen=0,
        reply=fact.data.reply,
        bytes=fact.data.bytes,
        digest="0" * 64,
    )
    return stated(data, id=fact.id, at=fact.at, by=0)


def test_an_anchor_says_the_event_as_it_stood():
    anchored = ANCHOR.__class__(event="event_1", revision=2, offset=812, period="2H", clock_ms=1)

    post = shown(posted(1, anchor=anchored))["posts"][post_id(1)]

    assert post["anchor"] == {
        "event": "event_1",
        "revision": 2,
        "offset": 812,
        "period": "2H",
        "clock_ms": 1,
    }
