"""Following, blocking and muting; and the commands for it."""

from uuid import UUID

import pytest

from community.core import canonical
from community.core.errors import ForbiddenError, InvalidError, OperationConflictError
from community.matches.commands import FOLLOW
from community.matches.errors import UnknownClubError, UnknownMatchError
from community.streams import selectors as log
from community.streams.operations import Sent
from community.users import selectors
from community.users.commands import Asker
from community.users.errors import StandingError, UnknownActorError
from community.users.facts import (
    Followed,
    StandingKind,
    StandingReason,
    UserBlocked,
    UserFollowed,
    UserUnblocked,
    UserUnfollowed,
)
from community.users.services import ties
from community.users.services.standing import set_standing
from community.users.verbs import BLOCK, MUTE
from tests.users.factories import someone
from tests.web.factories import schedule

pytestmark = pytest.mark.django_db

SENT = Sent(op=UUID("6ad4e2f8-1f5b-4a8e-9d39-0d5a2a3a7f10"))


@pytest.fixture
def ola():
    return someone("fan", name="ola")


@pytest.fixture
def kim():
    return someone("fan", name="kim")


def facts(user):
    found = log.facts_after(f"user.{user.actor_id}", after=0, limit=20)
    return [fact.data for _, fact in found][1:]  # the first states his roles


def obey(command, user, sent=SENT, **fields):
    asker = Asker(actor=user and user.actor_id, address="127.0.0.1")
    return command.obey(canonical.dumps(fields), asker=asker, sent=sent)


def test_a_match_and_its_clubs_are_followed_and_their_followers_found(ola, kim):
    fixture = schedule()

    ties.follow(actor=ola.actor_id, followed=Followed(match=fixture.pk), on=True)
    ties.follow(actor=kim.actor_id, followed=Followed(club=fixture.home_id), on=True)

    clubs = [fixture.home_id, fixture.away_id]
    assert selectors.followers_of(fixture.pk, clubs) == {ola.actor_id, kim.actor_id}
    assert selectors.followers_of(fixture.pk, [fixture.away_id]) == {ola.actor_id}
    assert [str(row) for row in selectors.follows_of(kim.actor_id)] == [f"club {fixture.home_id}"]
    assert facts(ola) == [UserFollowed(match=fixture.pk)]


def test_following_twice_is_one_follow_and_unfollowing_ends_it(ola):
    for _ in range(2):
        ties.follow(actor=ola.actor_id, followed=Followed(club="club_1"), on=True)
    assert len(selectors.follows_of(ola.actor_id)) == 1

    ties.follow(actor=ola.actor_id, followed=Followed(club="club_1"), on=False)

    assert selectors.follows_of(ola.actor_id) == []
    assert facts(ola)[-1] == UserUnfollowed(club="club_1")


def test_one_follows_no_more_than_can_be_listed(ola, monkeypatch):
    monkeypatch.setattr(ties, "FOLLOWS_MAX", 1)
    ties.follow(actor=ola.actor_id, followed=Followed(club="club_1"), on=True)

    with pytest.raises(InvalidError):
        ties.follow(actor=ola.actor_id, followed=Followed(club="club_2"), on=True)

    assert len(selectors.follows_of(ola.actor_id)) == len(facts(ola)) == 1


def test_a_block_stands_between_both_until_it_is_over(ola, kim):
    ties.block(actor=ola.actor_id, other=kim.actor_id, on=True)

    assert selectors.blocks_between(ola.actor_id, kim.actor_id)
    assert selectors.blocks_between(kim.actor_id, ola.actor_id)
    assert selectors.blockers_among(kim.actor_id, [ola.actor_id]) == {ola.actor_id}
    assert selectors.unseen_by(ola.actor_id) == {kim.actor_id}
    assert selectors.unseen_by(kim.actor_id) == set()

    ties.block(actor=ola.actor_id, other=kim.actor_id, on=False)

    assert not selectors.blocks_between(ola.actor_id, kim.actor_id)
    assert facts(ola) == [UserBlocked(actor=kim.actor_id), UserUnblocked(actor=kim.actor_id)]
    assert facts(kim) == []


def test_a_mute_is_of_one_side_and_is_no_block(ola, kim):
    ties.mute(actor=ola.actor_id, other=kim.actor_id, on=True)

    assert not selectors.blocks_between(ola.actor_id, kim.actor_id)
    assert selectors.unseen_by(ola.actor_id) == {kim.actor_id}
    assert selectors.aversions_of(ola.actor_id) == [("mute", kim.actor_id)]


@pytest.mark.parametrize("keep_away", [ties.block, ties.mute])
def test_nobody_keeps_himself_or_nobody_away(ola, keep_away):
    with pytest.raises(InvalidError):
        keep_away(actor=ola.actor_id, other=ola.actor_id, on=True)
    with pytest.raises(UnknownActorError):
        keep_away(actor=ola.actor_id, other="actor_gone", on=True)

    assert facts(ola) == []


def test_the_same_op_is_done_once_and_with_another_body_refused(ola, kim):
    first = ties.block(actor=ola.actor_id, other=kim.actor_id, on=True, sent=SENT)

    again = ties.block(actor=ola.actor_id, other=kim.actor_id, on=True, sent=SENT)
    with pytest.raises(OperationConflictError) as refused:
        ties.block(actor=ola.actor_id, other=kim.actor_id, on=False, sent=SENT)

    assert again == first
    assert refused.value.field == "on"
    assert facts(ola) == [UserBlocked(actor=kim.actor_id)]


def test_the_commands_do_it(ola, kim):
    fixture = schedule()

    obey(BLOCK, ola, Sent(), actor=kim.actor_id, on=True)
    obey(MUTE, ola, Sent(), actor=kim.actor_id, on=True)
    obey(FOLLOW, ola, Sent(), match=fixture.pk, on=True)
    obey(FOLLOW, ola, Sent(), club=fixture.home_id, on=True)

    assert len(selectors.aversions_of(ola.actor_id)) == len(selectors.follows_of(ola.actor_id)) == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"match": "match_none", "on": True}, UnknownMatchError),
        ({"club": "club_none", "on": True}, UnknownClubError),
        ({"on": True}, InvalidError),
        ({"match": "match_1", "club": "club_1", "on": True}, InvalidError),
        ({"match": "match_1"}, InvalidError),
    ],
)
def test_what_cannot_be_followed_is_refused_and_nothing_is_said(ola, fields, refusal):
    with pytest.raises(refusal):
        obey(FOLLOW, ola, **fields)

    assert facts(ola) == []


def test_only_the_signed_in_verified_and_unsuspended_command(kim):
    suspended = someone("fan", name="sus")
    set_standing(
        actor=suspended.actor_id,
        kind=StandingKind.SUSPENDED,
        reason=StandingReason.ABUSE,
        until=None,
        by=None,
    )
    unverified = someone("fan", name="new", is_verified=False)

    for user, refusal, why in [
        (None, ForbiddenError, {"reason": "signed_out"}),
        (unverified, ForbiddenError, {"reason": "unverified"}),
        (suspended, StandingError, {"kind": "suspended", "until": None, "reason": "abuse"}),
    ]:
        with pytest.raises(refusal) as refused:
            obey(BLOCK, user, actor=kim.actor_id, on=True)
        assert vars(refused.value)["facts"] == why
        assert user is None or selectors.aversions_of(user.actor_id) == []
