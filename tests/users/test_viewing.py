"""A viewer's moment: his own or his session's, one a request, and never later than he chose."""

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.test import RequestFactory

from community.core import clock
from community.streams.selectors import LIVE
from community.users.models import User
from community.users.viewing import SESSION_KEY, forget, viewing_of
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def hands():
    """The clock's hands: `shift` moves them; they stand still by themselves."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def asked(user=None, **session):
    request = RequestFactory().get("/")
    request.user = user or AnonymousUser()
    request.session = SessionBase()
    request.session.update(session)
    return request


def behind(delay_s):
    return User(delay_s=delay_s)


def test_who_chose_nothing_is_live():
    viewing = viewing_of(asked())

    assert (viewing.delay_s, viewing.as_of) == (0, LIVE)


def test_who_is_signed_in_has_the_delay_of_his_row_whatever_his_session_says():
    assert viewing_of(asked(behind(30), **{SESSION_KEY: 5})).delay_s == 30


def test_who_is_signed_out_has_the_delay_of_his_session():
    assert viewing_of(asked(**{SESSION_KEY: 45})).delay_s == 45


def test_a_request_has_one_moment_however_long_it_takes(hands):
    request = asked(behind(30))
    before = viewing_of(request).as_of

    hands.shift(7)

    assert viewing_of(request).as_of == before
    assert clock.to_ms(before) == clock.now_ms() - 37_000


def test_what_was_chosen_in_a_request_holds_from_there_on():
    request = asked(behind(30))
    viewing_of(request)

    request.user.delay_s = 60
    forget(request)

    assert viewing_of(request).delay_s == 60


@pytest.mark.parametrize(("chosen", "in_force"), [(7, 10), (118, 120), (500, 120), (-5, 0)])
def test_a_delay_no_longer_offered_is_the_next_longer_one(chosen, in_force):
    assert viewing_of(asked(**{SESSION_KEY: chosen})).delay_s == in_force


@pytest.mark.parametrize("chosen", ["30", None, 30.0, [30]])
def test_what_is_no_number_in_a_session_is_no_delay(chosen):
    assert viewing_of(asked(**{SESSION_KEY: chosen})).delay_s == 0


def test_a_user_begins_live():
    assert someone("fan").delay_s == 0
