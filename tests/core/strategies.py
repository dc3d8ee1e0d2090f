"""Values inside the canonical domain, believable and nasty."""

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
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
integers = st.integers(-SAFE_INTEGER_MAX, SAFE_INTEGER_MAX) | st.integers(-2, 2)


def json_values(*, nulls=True):
    """Any value of the domain; without nulls, any value a topic's state may hold."""
    scalars = st.booleans() | integers | texts
    leaves = scalars | st.none() if nulls else scalars
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
        max_leaves=12,
    )
