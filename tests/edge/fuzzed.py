"""What a faulty or hostile client may send: messages right, wrong, and right at the wrong time."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from hypothesis import strategies as st

from tests.core.strategies import json_values

STREAM = "match.match_of_the_fuzz"
MATCH = "match_of_the_fuzz"
PROBE = "fuzz.probe"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """An ASGI event, and what it must be answered with: one of these kinds.

    None: whether it is a right message is not known, so at most one refusal may come of it.
    """

    event: dict[str, Any]
    answers: frozenset[str] | None


NOTHING: frozenset[str] = frozenset()
ERROR = frozenset({"error"})
TOPIC = frozenset({"snapshot", "resumed", "rejected"})
COMMAND = frozenset({"confirmed", "refused"})
ANSWERS = {
    "ping": frozenset({"pong"}),
    "renew": frozenset({"token"}),
    "subscribe": TOPIC,
    "unsubscribe": NOTHING,
    "ack": NOTHING,
    "command": COMMAND,
}

_topics = st.sampled_from([STREAM, "match.nowhere", "policy.all", "dance.1", "user.actor_1"])
_counts = st.integers(0, 5) | st.integers(0, 2**53 - 1)
_ops = st.integers(0, 2**128 - 1).map(lambda number: str(UUID(int=number)))
_values = json_values()
_fields = st.fixed_dictionaries(
    {},
    optional={
        "match": st.just(MATCH) | _values,
        "home": st.integers(-1, 9) | _values,
        "away": st.integers(-1, 9) | _values,
        "reason": st.text(max_size=5) | _values,
        "seen": st.integers(-1, 3) | _values,
        "more": _values,
    },
)
# What the probe takes, and nothing but that.
_good = st.fixed_dictionaries(
    {"match": st.just(MATCH), "home": st.integers(0, 5)},
    optional={"reason": st.text("abc", min_size=1, max_size=4)},
)
rights = st.one_of(
    st.fixed_dictionaries({"t": st.just("ping"), "at": st.integers(-(10**12), 10**12)}),
    st.just({"t": "renew"}),
    st.fixed_dictionaries(
        {"t": st.just("subscribe"), "topic": _topics},
        optional={"epoch": _counts | st.none(), "offset": _counts | st.none()},
    ),
    st.fixed_dictionaries({"t": st.just("unsubscribe"), "topic": _topics}),
    st.fixed_dictionaries(
        {"t": st.just("ack"), "topic": _topics, "offset": _counts, "visible": st.booleans()}
    ),
    st.fixed_dictionaries(
        {
            "t": st.just("command"),
            "op": _ops,
            "name": st.sampled_from([PROBE, "match.correct_score", "no.such"]),
            "data": _good | _fields | _values,
        },
        optional={"trace": st.sampled_from(["a" * 32, None])},
    ),
)
# For each field of a message, values that it never has.
_WRONG: dict[str, list[Any]] = {
    "t": ["dance", "Ping", "", 5, None, [], {}],
    "at": ["now", None, [], {}, True, 2**53, -(2**53), 10**30, 1.5],
    "topic": ["Match.x", "match.", "", "match.x\n", "match." + "x" * 65, "mätch.x", 5, None, []],
    "epoch": [-1, "1", 2**53, True, [], 1.5],
    "offset": [-1, "1", 2**53, True, [], 1.5],
    "visible": [1, "yes", None],
    "op": ["", "no uuid", 5, None],
    "name": ["", "x", "A.b", "match.correct-score", "fuzz.probe\n", 5],
    "trace": ["zz", 5, "a" * 31, "A" * 32],
}
_REQUIRED = {"t", "at", "topic", "visible", "op", "name", "data"}
# Not JSON, or no object, however it is read.
_NONSENSE = [
    "",
    " ",
    "{",
    "null",
    "[]",
    "7",
    '"ping"',
    "NaN",
    '{"t":"ping","at":NaN}',
    '{"t":"ping","at":-}',
    '{"t":"ping","at":1}{}',
    '{"t":"ping","at":"\ud800"}',
    "\ud800",
    "\x00",
    "[" * 4_000,
    '{"a":' * 800,
    '{"t":"ping","at":' + "9" * 4_000 + "}",
    '{"t":"ping","at":1}' + " " * 5_000,
]


@st.composite
def _wrong(draw: Any) -> str | bytes:
    """A right message with one thing wrong in it."""
    message = draw(rights)
    fault = draw(st.sampled_from(["value", "lack", "more", "cut", "tail", "octets"]))
    if fault == "value":
        field = draw(st.sampled_from(sorted(message.keys() & _WRONG.keys())))
        message = message | {field: draw(st.sampled_from(_WRONG[field]))}
    elif fault == "lack":
        field = draw(st.sampled_from(sorted(message.keys() & _REQUIRED)))
        message = {key: value for key, value in message.items() if key != field}
    elif fault == "more":
        message = message | {"more": draw(_values)}
    octets = msgspec.json.encode(message)
    if fault == "cut":
        return octets[: draw(st.integers(0, len(octets) - 1))]
    if fault == "tail":
        return octets + b"}"
    return octets.replace(b'"t"', b'"\xff"') if fault == "octets" else octets


def _event(told: str | bytes, *, as_bytes: bool) -> dict[str, Any]:
    if isinstance(told, str):
        return {"text": told}
    return (
        {"bytes": told} if as_bytes or b"\xff" in told else {"text": told.decode(errors="replace")}
    )


right = st.builds(
    lambda message, as_bytes: Sent(
        event=_event(msgspec.json.encode(message), as_bytes=as_bytes),
        answers=ANSWERS[message["t"]],
    ),
    rights,
    st.booleans(),
)
wrong = st.builds(
    lambda told, as_bytes: Sent(event=_event(told, as_bytes=as_bytes), answers=ERROR),
    _wrong() | st.sampled_from(_NONSENSE),
    st.booleans(),
)
# Nobody knows what it is; a thing in a command's data that may be anything, too.
odd = st.builds(
    lambda event: Sent(event=event, answers=None),
    st.binary(max_size=60).map(lambda octets: {"bytes": octets})
    | st.text(max_size=60).map(lambda text: {"text": text})
    | _values.map(lambda value: {"text": msgspec.json.encode(value).decode()})
    | st.sampled_from(
        [
            {},
            {"text": None, "bytes": None},
            {"text": '{"t":"ping","at":1,"at":2}'},
            {"text": '{"t":"ping","at":1.0}'},
            {
                "text": '{"t":"command","op":"'
                + str(UUID(int=1))
                + '","name":"fuzz.probe","data":'
                + "[" * 1_800
                + "]" * 1_800
                + "}"
            },
            {
                "text": '{"t":"command","op":"'
                + str(UUID(int=2))
                + '","name":"fuzz.probe","data":'
                + '{"reason":"\\ud800"}}'
            },
        ]
    ),
)
unmeant = st.builds(
    lambda token: Sent(
        event={"text": msgspec.json.encode({"t": "connect", "token": token}).decode()},
        answers=ERROR,
    ),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
)


@dataclass(frozen=True, kw_only=True)
class Script:
    """What one client sends before it connects, and after; and whether it waits for its answers."""

    before: list[Sent]
    after: list[Sent]
    leaves_amid: bool


# Mostly right: after a few wrong ones the session is closed, and the rest would not be read.
_mixed = st.sampled_from([right] * 7 + [wrong, odd, unmeant]).flatmap(lambda kind: kind)
scripts = st.builds(
    lambda before, after, leaves: Script(before=before, after=after, leaves_amid=leaves),
    st.lists(right | wrong | odd, max_size=3),
    st.lists(_mixed, min_size=4, max_size=20),
    st.sampled_from([False, False, True]),
)
