"""What a client may say: read into the message it is, or malformed with a short reason."""

import pytest

from community.core.errors import MalformedError
from community.edge import protocol


def test_a_message_is_read_into_its_own_kind():
    told = protocol.decode('{"t":"subscribe","topic":"match.match_1"}')

    assert told == protocol.Subscribe(topic="match.match_1")


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"t":"shout"}', '{"t":"subscribe"}', b"\xff", b'"\xff"', "[" * 100_000],
    ids=lambda text: f"{text[:16]!r}",
)
def test_what_is_no_message_is_malformed(text):
    with pytest.raises(MalformedError) as refused:
        protocol.decode(text)

    assert len(str(refused.value.facts["detail"])) <= 200
