"""Operations: one id is one deed, however often and from wherever it is asked."""

import threading
from uuid import UUID

import pytest
from django.db import connection, transaction

from community.core.errors import OperationConflictError
from community.streams import retention, selectors, services
from community.streams.models import Operation
from community.streams.operations import Asked
from tests.streams.factories import append, goal, stream_name

OP = UUID("0190f3f0-0000-7000-8000-000000000001")
OTHER = UUID("0190f3f0-0000-7000-8000-000000000002")
COMMITS = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@transaction.atomic
def deed(stream, *, actor="actor_1", op=OP, name="match.note", text="Well played."):
    """A service in small: state two facts, once."""
    asked = Asked(actor=actor, op=op, name=name, fields={"text": text, "stream": stream})
    if (before := services.answered(asked)) is not None:
        return before
    return services.append(stream, [goal(), goal()], asked=asked)


def head(stream):
    return selectors.heads([stream])[stream].offset


@pytest.fixture
def stream(db):  # noqa: ARG001 -- asked for the database
    name = stream_name()
    append(name, [goal()])
    return name


def test_the_same_op_and_body_have_the_same_answer(stream):
    first = deed(stream)
    append(stream, [goal()])

    again = deed(stream)

    assert again == first
    assert (first.stream, first.first, first.last) == (stream, 2, 3)
    assert head(stream) == 4


@pytest.mark.parametrize(
    ("change", "field"), [({"text": "Badly played."}, "text"), ({"name": "match.praise"}, "name")]
)
def test_an_op_used_with_another_body_names_the_field_and_nothing_moves(stream, change, field):
    deed(stream)

    with pytest.raises(OperationConflictError) as refused:
        deed(stream, **change)

    assert (refused.value.op, refused.value.field) == (str(OP), field)
    assert head(stream) == 3
    assert Operation.objects.count() == 1


def test_a_field_more_is_another_body(stream):
    deed(stream)
    asked = Asked(actor="actor_1", op=OP, name="match.note", fields={"text": "Well played."})

    with transaction.atomic(), pytest.raises(OperationConflictError) as refused:
        services.answered(asked)

    assert refused.value.field == "stream"


def test_an_op_is_its_actor_s_own(stream):
    first, second = deed(stream), deed(stream, actor="actor_2")
    third = deed(stream, op=OTHER)

    assert (first.first, second.first, third.first) == (2, 4, 6)


def test_what_was_refused_is_not_remembered(stream):
    with transaction.atomic():
        deed(stream)
        transaction.set_rollback(True)

    assert Operation.objects.count() == 0
    assert deed(stream, text="Another text.").first == 2


def test_an_operation_keeps_no_word_of_what_was_asked(stream):
    deed(stream)
    deed(stream, op=OTHER)

    kept = list(Operation.objects.order_by("pk").values("salt", "digests"))
    assert "Well played." not in str(kept)
    assert kept[0]["digests"]["text"] != kept[1]["digests"]["text"]


@COMMITS
def test_twins_that_come_at_once_are_done_once(stream):
    barrier, answers = threading.Barrier(4), []

    def ask():
        barrier.wait(timeout=10)
        answers.append(deed(stream))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(answers) == 4
    assert set(answers) == {answers[0]}
    assert head(stream) == 3


@COMMITS
def test_operations_go_with_the_stream_they_speak_of(stream):
    kept = stream_name()
    deed(stream)
    deed(kept, op=OTHER)

    retention.drop(stream)

    assert list(Operation.objects.values_list("stream", flat=True)) == [kept]
