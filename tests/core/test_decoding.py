"""What outsiders send, read into a shape or refused with a pointer to the misfit."""

from typing import Annotated

import msgspec
import pytest

from community.core.decoding import convert, decode
from community.core.errors import InvalidError, MalformedError


class Goal(msgspec.Struct, forbid_unknown_fields=True):
    side: str


class Told(msgspec.Struct, forbid_unknown_fields=True):
    home: Annotated[int, msgspec.Meta(ge=0)]
    goals: list[Goal] = []


def test_what_fits_is_read():
    assert decode(b'{"home":1,"goals":[{"side":"home"}]}', Told) == Told(1, [Goal("home")])


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ('{"home":-1}', "/home"),
        ('{"home":1,"goals":[{"side":"home"},{"side":2}]}', "/goals/1/side"),
        ('{"home":1,"more":2}', ""),
        ("[]", ""),
        ("{}", ""),
    ],
)
def test_a_misfit_is_pointed_at(text, pointer):
    with pytest.raises(InvalidError) as decoded:
        decode(text, Told)
    with pytest.raises(InvalidError) as converted:
        convert(msgspec.json.decode(text), Told)

    for refused in (decoded, converted):
        [fault] = refused.value.faults
        assert fault.pointer == pointer
        assert " at `" not in fault.detail


def test_what_a_key_holds_is_pointed_at_as_far_as_it_is_known():
    with pytest.raises(InvalidError) as refused:
        decode('{"a":"b"}', dict[str, int])

    assert [fault.pointer for fault in refused.value.faults] == ["/..."]


@pytest.mark.parametrize("text", ["", "{", '{"home":1}}', '{"home":1,"\ud800":1}'])
def test_what_is_no_json_is_malformed(text):
    with pytest.raises(MalformedError):
        decode(text.encode(errors="surrogatepass"), Told)
