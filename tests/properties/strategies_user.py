"""Logs of a user's stream: notices told, read, struck and upheld in any order, others between."""

from typing import get_args

from hypothesis import strategies as st

from community.notices.facts import NoticeKind
from community.users.facts import UserSessionsEnded
from tests.notices import factories

# Few notices, so that what strikes one usually finds it; some logs pass the bound of the bell.
numbers = st.integers(0, 6)
kinds = st.sampled_from(get_args(NoticeKind))
ids = st.none() | st.sampled_from(["match_7f0c", "match_77aa"])

others = st.one_of(
    st.builds(factories.struck, numbers),
    st.builds(factories.upheld, numbers),
    st.builds(factories.read, st.integers(0, 40)),
    st.builds(lambda: factories.stated(UserSessionsEnded(user="actor_5f2c"))),
)


@st.composite
def user_logs(draw):
    """Notices by number, each once, with other facts between them."""
    told = [
        factories.notified(number, draw(kinds), match=draw(ids))
        for number in range(draw(st.sampled_from([0, 1, 3, 7, 60])))
    ]
    log = list(told)
    for fact in draw(st.lists(others, max_size=12)):
        log.insert(draw(st.integers(0, len(log))), fact)
    return log
