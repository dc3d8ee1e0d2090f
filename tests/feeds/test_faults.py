"""Why a batch or a sheet is refused: named where it can be, malformed where it cannot."""

import pytest

from community.core.canonical import dumps
from community.core.errors import InvalidError, MalformedError
from community.feeds import faults
from community.feeds.envelope import WIRE_TYPES, Envelope, decode
from community.matches.sheet import NamedThing
from tests.feeds.provider import event

GOOD = dumps([event(1)])
# Python reads a lone surrogate, msgspec does not; nobody looks into an attribute nobody knows.
UNKNOWN_SURROGATE = GOOD[:-2] + b',"mood":"\\ud800"}]'


def test_a_batch_without_a_fault_is_explained_by_silence():
    faults.explain(GOOD, envelope=Envelope, types=WIRE_TYPES)

    assert [told.id for told in decode(GOOD)] == ["e1"]


def test_a_fault_nobody_can_point_at_makes_the_batch_malformed():
    with pytest.raises(MalformedError) as refused:
        decode(UNKNOWN_SURROGATE)

    assert refused.value.facts["detail"] == "not a batch of CloudEvents"


def test_an_object_without_a_fault_is_explained_by_silence():
    faults.explain_object(b'{"id":"league","name":"First League"}', NamedThing)


def test_an_object_s_faults_are_pointed_at():
    with pytest.raises(InvalidError) as refused:
        faults.explain_object(b'{"id":"a b","mood":1}', NamedThing)

    assert [fault.pointer for fault in refused.value.faults] == ["/mood", "/id", "/name"]


def test_what_is_no_object_is_malformed():
    with pytest.raises(MalformedError):
        faults.explain_object(b"[]", NamedThing)


def test_no_more_faults_are_told_than_help():
    with pytest.raises(InvalidError) as refused:
        decode(dumps([event(number, data={"side": "left"}) for number in range(1, 90)]))

    assert len(refused.value.faults) == faults.FAULTS_MAX
