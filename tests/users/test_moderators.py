"""A moderator looks after competitions that were given to him, and no other."""

import pytest

from community.streams import selectors as log
from community.streams.models import Stream
from community.users import selectors
from community.users.errors import UnknownCompetitionError, UnknownUserError
from community.users.facts import UserCompetitionsSet
from community.users.models import User
from community.users.services.roles import set_competitions, set_roles
from tests.users.factories import someone
from tests.web.factories import schedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def competition():
    return schedule().season.competition


def test_a_moderator_moderates_what_was_given_to_him(competition):
    user = someone("moderator")
    assert not selectors.moderates(user.actor_id, competition.pk)

    set_competitions(user_id=user.pk, competitions=[competition.pk], by="actor_desk")

    assert selectors.moderates(user.actor_id, competition.pk)
    assert not selectors.moderates(user.actor_id, "competition_other")
    assert selectors.competitions_of(user.actor_id) == frozenset({competition.pk})
    assert user.has_perm("community.moderate_competition", competition)
    *_, (_, told) = log.facts_after(f"user.{user.actor_id}", after=0, limit=10)
    assert told.by == "actor_desk"
    assert told.data == UserCompetitionsSet(user=user.actor_id, competitions=[competition.pk])


def test_what_is_taken_back_is_moderated_no_more_and_the_same_again_is_silent(competition):
    user = someone("moderator")
    for _ in range(2):
        set_competitions(user_id=user.pk, competitions=[competition.pk], by=None)
    set_competitions(user_id=user.pk, competitions=[], by=None)

    assert not selectors.moderates(user.actor_id, competition.pk)
    assert len(log.facts_after(f"user.{user.actor_id}", after=0, limit=10)) == 3


def test_without_the_role_a_competition_opens_nothing(competition):
    user = someone("moderator")
    set_competitions(user_id=user.pk, competitions=[competition.pk], by=None)

    set_roles(user_id=user.pk, roles=[], by=None)

    assert not selectors.moderates(user.actor_id, competition.pk)
    assert selectors.competitions_of(user.actor_id) == frozenset()


def test_operators_and_superusers_moderate_everywhere(competition):
    root = User.objects.create_superuser("root", password="a long enough password")

    for user in (someone("operator"), root):
        assert selectors.moderates(user.actor_id, competition.pk)
        assert selectors.competitions_of(user.actor_id) is None


@pytest.mark.parametrize("role", ["fan", "product manager"])
def test_others_moderate_nothing(role, competition):
    actor = someone(role).actor_id

    assert not selectors.moderates(actor, competition.pk)
    assert not selectors.moderates("actor_gone", competition.pk)
    assert selectors.competitions_of(actor) == frozenset()
    assert selectors.competitions_of("actor_gone") == frozenset()


def test_an_unknown_competition_is_refused_whole_and_nothing_moves(competition):
    user = someone("moderator")

    with pytest.raises(UnknownCompetitionError) as refused:
        set_competitions(user_id=user.pk, competitions=[competition.pk, "nowhere"], by=None)

    assert refused.value.facts == {"competitions": ["nowhere"]}
    assert selectors.competitions_of(user.actor_id) == frozenset()
    assert len(log.facts_after(f"user.{user.actor_id}", after=0, limit=10)) == 1


def test_nobody_is_given_nothing():
    with pytest.raises(UnknownUserError):
        set_competitions(user_id=0, competitions=[], by=None)

    assert Stream.objects.count() == 0
