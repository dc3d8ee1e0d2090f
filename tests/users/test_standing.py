"""Standing: one sanction a user, asked by every door."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import get_user

from community.core import clock
from community.core.errors import ForbiddenError, InvalidError
from community.streams import selectors as log
from community.streams.models import Stream
from community.users import selectors
from community.users.errors import StandingError, UnknownActorError
from community.users.facts import (
    StandingKind,
    StandingReason,
    UserSessionsEnded,
    UserStandingSet,
)
from community.users.services.standing import set_standing
from community.users.standing import (
    GOOD,
    refuse_muted,
    refuse_suspended,
    refuse_unverified,
    standing_of,
)
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

SPAM = StandingReason.SPAM


def put(user, kind, *, until=None, competition=None):
    return set_standing(
        actor=user.actor_id,
        kind=kind,
        reason=SPAM,
        until=until,
        by="actor_desk",
        competition=competition,
    )


def facts(user):
    return [fact for _, fact in log.facts_after(f"user.{user.actor_id}", after=0, limit=10)]


def test_whoever_was_never_sanctioned_is_in_good_standing():
    user = someone("fan")

    assert standing_of(user.actor_id) == standing_of("actor_gone") == GOOD
    refuse_muted(user.actor_id, "competition_1")
    refuse_suspended(user.actor_id)


def test_the_muted_may_not_speak_and_are_told_until_when_and_why():
    user = someone("fan")
    until = clock.now() + timedelta(hours=1)

    put(user, StandingKind.MUTED, until=until)

    with pytest.raises(StandingError) as refused:
        refuse_muted(user.actor_id, "competition_1")
    assert refused.value.facts == {"kind": "muted", "until": until.isoformat(), "reason": "spam"}
    assert str(refused.value) == f"kind='muted', until='{until.isoformat()}', reason='spam'"
    refuse_suspended(user.actor_id)
    told = facts(user)[-1]
    assert told.by == "actor_desk"
    assert told.data == UserStandingSet(
        user=user.actor_id, kind=StandingKind.MUTED, reason=SPAM, until=clock.to_ms(until)
    )


def test_a_standing_ends_by_itself():
    user = someone("fan")
    put(user, StandingKind.MUTED, until=clock.now() + timedelta(hours=1))

    with time_machine.travel(clock.now() + timedelta(seconds=3_601)):
        assert standing_of(user.actor_id) == GOOD
        refuse_muted(user.actor_id, None)


def test_a_standing_of_one_competition_holds_there_alone():
    user = someone("fan")

    put(user, StandingKind.MUTED, competition="competition_1")

    refuse_muted(user.actor_id, "competition_2")
    with pytest.raises(StandingError):
        refuse_muted(user.actor_id, "competition_1")
    assert facts(user)[-1].data.competition == "competition_1"


@pytest.mark.parametrize("kind", [StandingKind.WARNED, StandingKind.SLOWED])
def test_the_warned_and_the_slowed_may_speak(kind):
    user = someone("fan")

    put(user, kind)

    refuse_muted(user.actor_id, None)
    assert standing_of(user.actor_id).kind is kind


def test_a_new_standing_takes_the_place_of_the_old_and_none_lifts_it():
    user = someone("fan")
    put(user, StandingKind.MUTED)

    put(user, StandingKind.SLOWED)
    assert standing_of(user.actor_id).kind is StandingKind.SLOWED

    put(user, StandingKind.NONE)
    assert standing_of(user.actor_id) == GOOD
    assert [fact.data.kind for fact in facts(user)[1:]] == ["muted", "slowed", "none"]


def test_the_suspended_are_signed_out_and_may_do_nothing(client):
    user = someone("fan")
    client.force_login(user)

    put(user, StandingKind.SUSPENDED)

    assert not get_user(client).is_authenticated
    assert set(selectors.revocations()) == {user.actor_id}
    with pytest.raises(StandingError):
        refuse_suspended(user.actor_id)
    assert facts(user)[-1].data == UserSessionsEnded(user=user.actor_id)


def test_one_suspended_from_a_competition_stays_signed_in(client):
    user = someone("fan")
    client.force_login(user)

    put(user, StandingKind.SUSPENDED, competition="competition_1")

    assert get_user(client) == user
    refuse_suspended(user.actor_id)
    with pytest.raises(StandingError):
        refuse_muted(user.actor_id, "competition_1")


def test_a_standing_that_is_over_already_is_refused_and_nothing_moves():
    user = someone("fan")

    with pytest.raises(InvalidError):
        put(user, StandingKind.MUTED, until=clock.now())

    assert standing_of(user.actor_id) == GOOD
    assert len(facts(user)) == 1


def test_nobody_has_no_standing():
    with pytest.raises(UnknownActorError):
        set_standing(actor="actor_gone", kind=StandingKind.MUTED, reason=SPAM, until=None, by=None)

    assert Stream.objects.count() == 0


def test_an_email_nobody_verified_opens_no_door():
    refuse_unverified(someone("fan").actor_id)

    with pytest.raises(ForbiddenError) as refused:
        refuse_unverified(someone("moderator", is_verified=False).actor_id)

    assert refused.value.facts == {"reason": "unverified"}
