"""A service's refusal beside the field it points at."""

from uuid import uuid4

from community.console.forms import ScoreForm
from community.console.pages import tell
from community.core.errors import ConflictError, Fault, InvalidError


def form():
    told = {"home": "1", "away": "0", "reason": "Missed.", "op": str(uuid4()), "seen": "0"}
    made = ScoreForm(told, players={})
    assert made.is_valid()
    return made


def test_a_fault_stands_beside_its_field():
    told = form()

    tell(told, InvalidError(Fault(pointer="/home", detail="too many")))

    assert told.errors == {"home": ["too many"]}


def test_a_fault_of_no_field_stands_above_the_form():
    told = form()

    tell(told, InvalidError(Fault(pointer="/clock/period", detail="unknown")))

    assert told.non_field_errors() == ["unknown"]


def test_a_refusal_without_faults_says_its_code():
    told = form()

    tell(told, ConflictError())

    assert told.non_field_errors() == ["Refused: conflict."]
