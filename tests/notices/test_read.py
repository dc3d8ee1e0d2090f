"""Reading: a fact on the user's own stream, so that every device of theirs knows."""

from uuid import UUID

import pytest

from community.core.errors import InvalidError, OperationConflictError
from community.notices import selectors
from community.notices.commands import READ_NOTICES
from community.notices.services.read import read_notices
from community.streams import selectors as streams
from community.streams.operations import Sent
from community.users.commands import Asker
from tests.notices.factories import notified
from tests.streams.factories import append
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

OP = UUID("6ac1f0de-0000-4000-8000-000000000001")


@pytest.fixture
def fan():
    """Who was told of two things."""
    user = someone("fan", name="ada")
    append(f"user.{user.actor_id}", [notified(1), notified(2)])
    return user


def head(user):
    return streams.heads([f"user.{user.actor_id}"])[f"user.{user.actor_id}"].offset


def unread(user):
    return selectors.bell_of(user.actor_id, as_of=streams.LIVE).unread


def test_what_is_read_is_unread_no_longer(fan):
    read_notices(actor=fan.actor_id, until=head(fan) - 1)

    assert unread(fan) == 1
    read_notices(actor=fan.actor_id, until=head(fan))
    assert unread(fan) == 0


def test_the_same_operation_is_done_once(fan):
    until = head(fan)

    done = [read_notices(actor=fan.actor_id, until=until, sent=Sent(op=OP)) for _ in range(2)]

    assert done[0] == done[1]
    assert head(fan) == until + 1


def test_the_same_operation_with_another_body_is_refused(fan):
    until = head(fan)
    read_notices(actor=fan.actor_id, until=until, sent=Sent(op=OP))

    with pytest.raises(OperationConflictError) as refused:
        read_notices(actor=fan.actor_id, until=1, sent=Sent(op=OP))

    assert refused.value.field == "until"
    assert head(fan) == until + 1


@pytest.mark.parametrize("beyond", [-1_000, 1, 10**9])
def test_an_offset_that_is_not_there_is_refused_and_nothing_is_read(fan, beyond):
    before = head(fan)

    with pytest.raises(InvalidError) as refused:
        read_notices(actor=fan.actor_id, until=before + beyond)

    assert [fault.pointer for fault in refused.value.faults] == ["/until"]
    assert (head(fan), unread(fan)) == (before, 2)


def test_the_command_reads_for_who_asks(fan):
    asker = Asker(actor=fan.actor_id, address="203.0.113.7")

    READ_NOTICES.obey(b'{"until":3}', asker=asker, sent=Sent(op=OP))

    assert unread(fan) == 0
