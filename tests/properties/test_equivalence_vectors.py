"""tests/vectors/equivalence.json says what the code says; JavaScript reads the same file.

`pytest tests/properties/test_equivalence_vectors.py --write-vectors` writes it anew, when a fold or
the wire changes its meaning: the same logs are drawn, whatever is there already.
"""

import msgspec
import pytest
import time_machine

from community.core import canonical
from community.streams import catalogue
from tests.examples import examples
from tests.properties.logs import LOGS, stream_of
from tests.properties.viewings import Script, play, scripts, states
from tests.vector_files import VECTORS, vectors

FILE = VECTORS / "equivalence.json"
DRAWN = 60
KEPT = 5
FACTS_MAX = 20  # a file that can be read
AT_S = 1_529_949_700


@pytest.fixture(autouse=True)
def file(request):
    """The vectors, written anew when that is asked for: of each kind the longest viewings."""
    if request.config.getoption("--write-vectors"):
        lines = []
        for kind, logs in LOGS.items():
            drawn = examples(scripts(stream_of(kind), logs), DRAWN)
            short = [script for script in drawn if sum(map(len, script.ticks)) <= FACTS_MAX]
            longest = sorted(short, key=lambda script: len(play(script).messages))[-KEPT:]
            lines += [msgspec.json.encode(vector(script)) for script in longest]
        FILE.write_bytes(b"[\n" + b",\n".join(lines) + b"\n]\n")


def vector(script):
    """A script as the file holds it, with what its viewer is sent and holds, at one fixed time."""
    with time_machine.travel(AT_S, tick=False):
        viewing = play(script)
    return {
        "stream": script.stream,
        "ticks": [[msgspec.Raw(line) for line in catalogue.encode_all(t)] for t in script.ticks],
        "comes": script.comes,
        "reads": script.reads,
        "messages": [msgspec.Raw(text.encode()) for text in viewing.messages],
        "states": list(states(viewing)),
    }


def script_of(told):
    """The script that the file holds."""
    ticks = [[catalogue.decode(canonical.dumps(fact)) for fact in tick] for tick in told["ticks"]]
    return Script(stream=told["stream"], ticks=ticks, comes=told["comes"], reads=told["reads"])


def read_back(written):
    """A vector as the file would give it back."""
    return msgspec.json.decode(msgspec.json.encode(written))


def test_the_vectors_are_what_the_code_says():
    told = vectors("equivalence")

    assert [
        msgspec.json.decode(msgspec.json.encode(vector(script_of(one)))) for one in told
    ] == told
    assert len(told) == KEPT * len(LOGS)


def test_a_vector_of_another_meaning_is_found():
    told = vectors("equivalence")[0]

    tick = next(tick for tick in reversed(told["ticks"]) if tick)
    tick.append(tick[0] | {"type": "match.kicked_off", "data": {}})

    assert read_back(vector(script_of(told))) != told
