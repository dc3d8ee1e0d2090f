"""A client of long ago: what it says is understood, and what it is told is all it knew, or more."""

import pytest

from tests.edge.recorded import RECORDINGS, Replay, missing, recording
from tests.streams.factories import stream_name

pytestmark = pytest.mark.django_db(databases=["default", "owner"], transaction=True)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.name)
async def test_a_recorded_client_is_answered_as_it_was(opened, path):
    replay = Replay(opened, stream_name())

    await replay.run(recording(path))

    assert replay.faults == []
    assert replay.client.taken.count("snapshot") == 1


@pytest.mark.parametrize(
    ("now", "faults"),
    [
        ({"t": "frame", "from": 3, "at": 2}, []),
        ({"t": "frame", "from": 3, "at": 1, "more": True}, []),
        ({"t": "frame", "at": 1}, ["$.from is gone"]),
        ({"t": "frame", "from": 4, "at": 1}, ["$.from: 3 became 4"]),
        ({"t": "frame", "from": 3, "at": "noon"}, ["$.at: 1 became 'noon'"]),
    ],
    ids=["another time", "more", "less", "another meaning", "another type"],
)
def test_an_answer_that_says_less_or_something_else_is_found(now, faults):
    assert missing({"t": "frame", "from": 3, "at": 1}, now) == faults
