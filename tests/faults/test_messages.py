"""Single messages are found in the octets of a line however they are cut, and spoiled alone."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given, strategies as st
from websockets.frames import Frame, Opcode

from tests.faults.choices import Nth, Seeded
from tests.faults.messages import Cut, Drop, Fault, Late, Message, Messages, Repeat
from tests.faults.pipe import End

HEAD = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"
TEXTS = [f"message {number}".encode() * (60 * number) for number in range(1, 6)]


def frame(body, opcode=Opcode.TEXT, *, is_last=True, is_masked=False):
    """A frame as another library writes it."""
    return Frame(opcode, body, fin=is_last).serialize(mask=is_masked)


FRAMES = [frame(text) for text in TEXTS]


WHOLE = b"".join(FRAMES)


def joined(items):
    """The octets among what is passed on."""
    return b"".join(item for item in items if isinstance(item, bytes))


def through(fault, octets=WHOLE):
    """What is passed on of messages of which the second is spoiled, and how the line ends."""
    line = Messages(lambda message: fault if message.number == 2 else None, line=1)
    passed = line.take(HEAD + octets)
    return joined(passed[1:]), [item for item in passed if isinstance(item, End)]


@pytest.mark.parametrize(
    ("fault", "order"),
    [
        (None, [0, 1, 2, 3, 4]),
        (Drop(), [0, 2, 3, 4]),
        (Repeat(), [0, 1, 1, 2, 3, 4]),
        (Repeat(times=2), [0, 1, 1, 1, 2, 3, 4]),
        (Late(), [0, 2, 1, 3, 4]),
        (Late(by=3), [0, 2, 3, 4, 1]),
        (Late(by=9), [0, 2, 3, 4]),
    ],
)
def test_one_message_is_spoiled_and_the_others_pass(fault, order):
    assert through(fault) == (b"".join(FRAMES[place] for place in order), [])


def test_a_swap_is_with_the_next_of_its_kind():
    spoken = [frame(msgspec.json.encode({"t": kind})) for kind in ("frame", "pong", "frame")]
    line = Messages(lambda message: Late() if message.number == 1 else None, line=1)

    passed = joined(line.take(HEAD + b"".join(spoken)))

    assert passed == HEAD + spoken[1] + spoken[2] + spoken[0]


@pytest.mark.parametrize("end", End)
def test_a_cut_message_is_the_lines_last(end):
    assert through(Cut(kept_bytes=7, end=end)) == (FRAMES[0] + FRAMES[1][:7], [end])


def test_a_cut_never_lets_the_whole_message_through():
    assert through(Cut(kept_bytes=10**6)) == (FRAMES[0] + FRAMES[1][:-1], [End.RESET])


def test_control_frames_pass_and_are_not_counted():
    ping = frame(b"", Opcode.PING)

    assert through(Drop(), FRAMES[0] + ping + FRAMES[1]) == (FRAMES[0] + ping, [])


def test_a_message_in_fragments_is_one():
    begun = frame(b"a", is_last=False)
    parts = begun + frame(b"b", Opcode.CONT, is_last=False) + frame(b"c", Opcode.CONT)
    heard = []
    line = Messages(lambda message: heard.append(message.body), line=1)

    assert joined(line.take(HEAD + parts)) == HEAD + parts
    assert heard == [b"abc"]


def test_what_a_client_says_is_read_under_its_mask_and_passed_with_it():
    raw = frame(b'{"t":"ack"}', is_masked=True)
    kinds = []
    line = Messages(lambda message: kinds.append(message.kind), line=1)

    assert joined(line.take(b"GET /live/ HTTP/1.1\r\n\r\n" + raw)).endswith(raw)
    assert kinds == ["ack"]


def test_an_answer_that_is_no_switch_passes_whole():
    refused = b"HTTP/1.1 403 Forbidden\r\n\r\n" + FRAMES[0]

    assert joined(Messages(lambda _: Drop(), line=1).take(refused)) == refused


@given(st.lists(st.integers(0, sum(map(len, FRAMES)) + len(HEAD)), max_size=12))
def test_it_does_not_matter_how_the_octets_are_cut(places):
    whole = HEAD + b"".join(FRAMES)
    bounds = [0, *sorted(places), len(whole)]
    line = Messages(lambda message: Late() if message.number == 2 else None, line=1)

    passed = [item for start, end in pairwise(bounds) for item in line.take(whole[start:end])]

    assert joined(passed) == HEAD + b"".join(FRAMES[place] for place in [0, 2, 1, 3, 4])


def message(number, kind="frame", *, line=1):
    return Message(line=line, number=number, body=msgspec.json.encode({"t": kind}))


def test_the_nth_of_a_kind_is_chosen_over_all_lines():
    choice = Nth(nth=2, fault=Drop())

    chosen = [choice(one) for one in [message(1), message(2, "pong"), message(1, line=2)]]

    assert chosen == [None, None, Drop()]


def test_a_seed_chooses_the_same_in_every_run_and_about_its_share():
    faults: list[Fault] = [Drop(), Repeat()]
    messages = [message(number, line=line) for line in (1, 2) for number in range(1_000)]
    first = Seeded(seed="a", per_mille=100, faults=faults)
    again = Seeded(seed="a", per_mille=100, faults=faults)
    other = Seeded(seed="b", per_mille=100, faults=faults)

    chosen = [first(one) for one in messages]

    assert chosen == [again(one) for one in messages]
    assert chosen != [other(one) for one in messages]
    assert 150 < len(messages) - chosen.count(None) < 250
    assert {Drop(), Repeat()} <= set(chosen)
