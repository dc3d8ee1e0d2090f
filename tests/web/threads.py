"""States of threads, believable and not, beside a match's; and all that pages show of them."""

from dataclasses import asdict

from hypothesis import strategies as st

from community.web.presenters.thread import post_rows

EVENTS = ["event_1", "event_2", "event_3"]
POSTS = [f"post_{number}" for number in range(8)]

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=90)
nodes = st.recursive(
    words,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["p", "em", "pre", "li", "br"]), st.none(), inner),
        st.tuples(st.just("a"), st.just({"href": "https://www.example.org/a"}), inner),
    ).map(list),
    max_leaves=4,
)
moments = st.fixed_dictionaries(
    {
        "period": st.sampled_from(["PRE", "1H", "2H", "ET1", "ET2", "PEN"]),
        "clock_ms": st.integers(0, 3_600_000),
    }
)
anchors = st.builds(
    lambda moment, event: {"offset": 1, **moment, **event},
    moments,
    st.one_of(
        st.just({}),
        st.fixed_dictionaries({"event": st.sampled_from(EVENTS), "revision": st.integers(0, 1)}),
    ),
)
provenances = st.fixed_dictionaries(
    {"source": st.sampled_from(["own", "model", "official", "report", "rumour"])},
    optional={
        "links": st.lists(st.sampled_from(["https://www.a.org/b", "http://c@d.net", "e"])),
        "from": st.lists(st.sampled_from(POSTS), max_size=2),
        "model": st.just("xg-3"),
        "digest": st.just("0123456789abcdef"),
    },
)
told = st.fixed_dictionaries(
    {
        "at": st.integers(0, 2**41),
        "anchor": anchors,
        "by": st.sampled_from(["actor_1", "actor_2"]),
        "name": words,
        "hue": st.integers(0, 359),
        "kind": st.sampled_from(["comment", "insight"]),
        "rev": st.integers(1, 3),
        "body": st.lists(nodes, max_size=3),
    },
    optional={
        "demo": st.just(True),
        "edited": st.just(True),
        "reply": st.sampled_from(POSTS),
        "up": st.integers(0, 9),
        "down": st.integers(0, 9),
        "reactions": st.fixed_dictionaries({}, optional={"fire": st.just(2), "sad": st.just(0)}),
        "how": provenances,
    },
)
gone = st.fixed_dictionaries(
    {
        "at": st.integers(0, 2**41),
        "anchor": anchors,
        "gone": st.sampled_from(["hidden", "deleted", "erased"]),
    },
    optional={"reply": st.sampled_from(POSTS)},
)


def state_of(posts):
    """A thread's state that holds these posts, in this order."""
    numbered = [post | {"n": n} for n, post in enumerate(posts, start=2)]
    return {"count": len(posts), "slow_ms": 0, "posts": dict(zip(POSTS, numbered, strict=False))}


states = st.lists(st.one_of(told, gone), max_size=len(POSTS)).map(state_of)


def incident(**fields):
    """A goal of the 63rd minute, or something else of then."""
    moment = {"period": 2, "clock_ms": 1_020_000, "at": 0}
    return {"type": "match.goal", "side": "home", "player": "player_5f2c"} | moment | fields


# A goal that VAR took back, a card that was corrected, and nothing else known.
MATCH = {
    "incidents": {
        "event_1": incident(struck=True, revision=1),
        "event_2": incident(type="match.card", colour="red", revision=1),
        "event_9": incident(
            type="match.var_check", subject="goal", outcome="overturned", target="event_1"
        ),
    }
}


def shown(state, names):
    """Everything a page shows of a thread."""
    return [asdict(row) for row in post_rows(state.get("posts", {}), MATCH, names)]
