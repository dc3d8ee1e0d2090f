"""Canonical JSON: RFC 8785 inside the domain, a pointed refusal outside it."""

import hashlib
import json
from enum import IntEnum

import msgspec
import pytest
from hypothesis import example, given

from community.core import canonical
from community.core.errors import OutsideDomainError
from community.core.types import SAFE_INTEGER_MAX
from tests.core.strategies import json_values
from tests.shared_data import shared_folder
from tests.vector_files import vectors

VECTORS = vectors("canonical")
ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


class Card(IntEnum):
    YELLOW = 1


class Note(msgspec.Struct, frozen=True):
    text: str
    card: Card = Card.YELLOW
    pair: tuple[int, int] = (1, 2)


def independent(value):
    """RFC 8785, 3.2, written out for our domain; shares nothing with the encoder."""
    match value:
        case dict():
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return (
                "{"
                + ",".join(f"{independent(key)}:{independent(value[key])}" for key in keys)
                + "}"
            )
        case list():
            return "[" + ",".join(map(independent, value)) + "]"
        case str():
            return '"' + "".join(map(escaped, value)) + '"'
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def escaped(letter):
    code = ord(letter)
    return ESCAPES.get(code, f"\\u{code:04x}" if code < 32 else letter)


def refusal(call, value):
    with pytest.raises(OutsideDomainError) as refused:
        call(value)
    (fault,) = refused.value.faults
    return fault.pointer, fault.detail


@pytest.mark.parametrize("vector", VECTORS["inside"], ids=lambda vector: vector["json"][:24])
def test_a_vector_inside_the_domain_has_its_bytes_and_digest(vector):
    value = canonical.loads(vector["json"])

    assert canonical.dumps(value).decode() == vector["canonical"]
    assert canonical.digest(value) == vector["sha256"]


@pytest.mark.parametrize("vector", VECTORS["outside"], ids=lambda vector: vector["json"][:24])
def test_a_vector_outside_the_domain_is_refused_where_it_is_wrong(vector):
    assert refusal(canonical.loads, vector["json"])[0] == vector["pointer"]
    assert refusal(canonical.dumps, json.loads(vector["json"]))[0] == vector["pointer"]


@given(json_values())
@example({"b": [True, None, 1], "a": {"~": "/", "": "\x00"}})
def test_the_bytes_are_those_of_an_independent_encoder(value):
    octets = canonical.dumps(value)

    assert octets.decode() == independent(value)
    assert canonical.digest(value) == hashlib.sha256(octets).hexdigest()


@given(json_values())
def test_canonical_bytes_decode_and_encode_to_themselves(value):
    octets = canonical.dumps(value)

    assert canonical.loads(octets) == value
    assert canonical.dumps(canonical.loads(octets)) == octets
    assert canonical.dumps(canonical.loads(msgspec.json.format(octets, indent=1))) == octets


@pytest.mark.parametrize("name", ["arrays", "unicode"])
def test_an_outside_pair_inside_the_domain_is_reproduced(name):
    folder = shared_folder("jcs")
    given = (folder / "input" / f"{name}.json").read_bytes()
    wanted = (folder / "output" / f"{name}.json").read_bytes()

    assert canonical.dumps(canonical.loads(given)) == wanted


@pytest.mark.parametrize(
    ("name", "pointer"),
    [
        ("french", "/péché"),
        ("structures", "/1/\n"),  # 56.0 is a float to us
        ("values", "/numbers/0"),
        ("weird", "/€"),
    ],
)
def test_an_outside_pair_outside_the_domain_is_refused(name, pointer):
    given = (shared_folder("jcs") / "input" / f"{name}.json").read_bytes()

    assert refusal(canonical.loads, given)[0] == pointer


@pytest.mark.parametrize("name", ["arrays", "structures", "unicode"])
def test_an_outside_result_inside_the_domain_stands_as_it_is(name):
    octets = (shared_folder("jcs") / "output" / f"{name}.json").read_bytes()

    assert canonical.dumps(canonical.loads(octets)) == octets


@pytest.mark.parametrize("octets", [b"1.0", b"1e2", b"-0.0", b"1E400", b"1" * 400])
def test_a_number_that_is_no_safe_integer_is_refused_however_it_is_written(octets):
    assert refusal(canonical.loads, octets)[0] == ""


@pytest.mark.parametrize(
    "octets",
    [b"", b"{", b"1 2", b'{"a":NaN}', b'"\\ud800"', b'"\xff"', b"\xef\xbb\xbf1", '"\ud800"'],
    ids=repr,
)
def test_what_is_not_json_in_utf_8_is_refused(octets):
    assert refusal(canonical.loads, octets)[0] == ""


@pytest.mark.parametrize(
    ("value", "pointer", "detail"),
    [
        ({"a": ["b", "\ud800"]}, "/a/1", "lone surrogate"),
        ({"a": {"\ud800": 1}}, "/a", "key is not ASCII text"),
        ({"a": {1: 2}}, "/a", "key is not ASCII text"),
        ({"a": (1, 0.5)}, "/a/1", "float has no form"),
        ([float("nan")], "/0", "float has no form"),
        ([SAFE_INTEGER_MAX + 1], "/0", "integer beyond 2^53-1"),
    ],
)
def test_a_value_outside_the_domain_is_refused_where_it_is_wrong(value, pointer, detail):
    assert refusal(canonical.dumps, value) == (pointer, detail)


def test_a_body_nested_without_end_is_refused_and_not_crashed_on():
    nested: list[object] = []
    for _ in range(100_000):
        nested = [nested]

    assert refusal(canonical.loads, b"[" * 100_000)[1] == "nested more than 32 deep"
    assert refusal(canonical.dumps, nested)[1] == "nested more than 32 deep"
    assert canonical.loads(b"[" * 32 + b"]" * 32)


def test_a_struct_encodes_as_its_builtins_do():
    note = Note(text="é")

    assert canonical.encode_struct(note) == canonical.dumps(note)
    assert canonical.dumps(note) == '{"card":1,"pair":[1,2],"text":"é"}'.encode()


def test_a_struct_with_a_lone_surrogate_is_refused_where_it_is_wrong():
    note = Note(text="\udfff")

    assert refusal(canonical.encode_struct, note) == ("/text", "lone surrogate")


def test_a_type_that_is_no_json_at_all_is_a_type_error():
    with pytest.raises(TypeError):
        canonical.dumps({"a": object()})


def test_structs_encoded_in_one_call_are_what_each_is_alone():
    notes = [Note(text="a"), Note(text="\u00e9\n")]

    assert canonical.encode_structs(notes) == [canonical.encode_struct(note) for note in notes]
    assert canonical.encode_structs([]) == []


def test_one_struct_outside_the_domain_refuses_the_call_and_is_pointed_at():
    with pytest.raises(OutsideDomainError) as refused:
        canonical.encode_structs([Note(text="a"), Note(text="\ud800")])

    assert [fault.pointer for fault in refused.value.faults] == ["/text"]
