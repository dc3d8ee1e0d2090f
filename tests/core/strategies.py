"""Values inside the canonical domain, believable and nasty.

Strategies are kept: one made anew for each example costs more than the example.
"""

from functools import cache

from hypothesis import strategies as st

from community.core.types import SAFE_INTEGER_MAX

# Names that objects of JavaScript already answer to, and letters that pointers and JSON escape.
NASTY_KEYS = [
    "__proto__",
    "constructor",
    "toString",
    "length",
    "",
    "~",
    "/",
    '"',
    "\\",
    "\x00",
    "10",
]

keys = st.sampled_from(NASTY_KEYS) | st.text(st.characters(max_codepoint=127), max_size=4)
# Node 24 to 26 (V8 13.6 to 14.6) may read a key written with an escape as "\\" once it has read
# that key: https://github.com/nodejs/node/issues/63785. No state of ours has such keys.
plain_keys = keys.filter(lambda key: key.isprintable() and not {*key} & {'"', "\\"})
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-SAFE_INTEGER_MAX, SAFE_INTEGER_MAX) | st.integers(-2, 2)


@cache
def json_values(*, names=keys):
    """Any value of the domain, its members named so."""
    return st.recursive(
        st.none() | st.booleans() | integers | texts,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )


@cache
def states():
    """Topic states: objects without nulls, of few keys, so that two of them overlap."""
    return _objects(integers | texts | st.lists(st.none() | st.booleans(), max_size=2))


@cache
def patches():
    """Patches of the same few keys, well-formed and otherwise arbitrary."""
    return _objects(st.none() | integers)


def _objects(leaves):
    names = st.sampled_from(["a", "b", "__proto__"])
    return st.dictionaries(
        names,
        st.recursive(
            leaves | st.just({}),
            lambda inner: st.dictionaries(names, inner, max_size=3),
            max_leaves=8,
        ),
        max_size=3,
    )


@st.composite
def histories(draw, *, moments):
    """A topic's states at some moments: no key is reused, none changes between object and not."""
    alive = draw(_lives(moments))
    return [_state_at(alive, moment) for moment in range(moments)]


@cache
def _lives(moments):
    """Keys with their birth, death and what they hold: at each moment a scalar, or more keys."""
    spans = st.tuples(st.integers(0, moments - 1), st.integers(1, moments))
    scalars = st.lists(integers | st.booleans(), min_size=moments, max_size=moments)
    lives = st.dictionaries(plain_keys, st.tuples(spans, scalars), max_size=3)
    return st.recursive(
        lives,
        lambda inner: st.dictionaries(plain_keys, st.tuples(spans, inner | scalars), max_size=4),
    )


def _state_at(lives, moment):
    return {
        key: held[moment] if isinstance(held, list) else _state_at(held, moment)
        for key, ((born, dies), held) in lives.items()
        if born <= moment < dies
    }
