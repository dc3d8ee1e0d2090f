"""Who others see: a handle, a colour, a few words, each screened; and the notices one wants."""

import hashlib
from dataclasses import dataclass

import pytest

from community.core.errors import InvalidError
from community.streams import selectors as log
from community.streams.models import Stream
from community.users import selectors
from community.users.errors import HandleTakenError, UnknownUserError
from community.users.facts import UserChoicesSet
from community.users.selectors import Profile
from community.users.services.profile import Draft, Verdicts, set_choices, set_profile
from tests.users.factories import someone

pytestmark = pytest.mark.django_db


@dataclass
class Said:
    """A verdict of these tests' own, in the shape that moderation makes."""

    text: str
    outcome: str = "allow"

    def speaks_of(self, text):
        return hashlib.sha256(text.encode()).digest() == hashlib.sha256(self.text.encode()).digest()


@pytest.fixture
def ola():
    return someone("fan", name="ola")


def profile_of(user):
    return selectors.profiles_of([user.actor_id])[user.actor_id]


def change(user, *, handle="ola", hue=200, bio="", verdicts=None):
    verdicts = verdicts or Verdicts(handle=Said(handle), bio=Said(bio))
    draft = Draft(handle=handle, hue=hue, bio=bio)
    return set_profile(user_id=user.pk, draft=draft, verdicts=verdicts)


def test_a_screened_profile_is_shown_and_the_log_says_nothing(ola):
    change(ola, handle="ola_2", hue=359, bio="City.")

    assert profile_of(ola) == Profile(handle="ola_2", hue=359, bio="City.", is_demo=False)
    assert len(log.facts_after(f"user.{ola.actor_id}", after=0, limit=9)) == 1


def test_what_stays_as_it_was_and_an_empty_bio_need_no_verdict(ola):
    change(ola, bio="City.")

    change(ola, hue=7, bio="City.", verdicts=Verdicts())
    change(ola, hue=8, verdicts=Verdicts())

    assert profile_of(ola) == Profile(handle="ola", hue=8, bio="", is_demo=False)


@pytest.mark.parametrize(
    "verdicts",
    [
        Verdicts(),
        Verdicts(handle=Said("ola_2", outcome="refuse"), bio=Said("City.")),
        Verdicts(handle=Said("another"), bio=Said("City.")),
        Verdicts(handle=Said("ola_2")),
        Verdicts(handle=Said("ola_2"), bio=Said("City.", outcome="hold")),
    ],
    ids=["none", "refused", "of another text", "no bio", "held"],
)
def test_without_a_verdict_on_this_very_text_nothing_is_set(ola, verdicts):
    before = profile_of(ola)

    with pytest.raises(AssertionError):
        change(ola, handle="ola_2", bio="City.", verdicts=verdicts)

    assert profile_of(ola) == before


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"handle": "Ola"}, "/handle"),
        ({"handle": "ab"}, "/handle"),
        ({"handle": "ola\n"}, "/handle"),
        ({"hue": 360}, "/hue"),
        ({"hue": -1}, "/hue"),
        ({"bio": "x" * 281}, "/bio"),
        ({"bio": "a\u202eb"}, "/bio"),
        ({"bio": "a\0b"}, "/bio"),
    ],
)
def test_what_is_no_profile_is_refused_and_nothing_moves(ola, told, pointer):
    before = profile_of(ola)

    with pytest.raises(InvalidError) as refused:
        change(ola, **told)

    assert refused.value.faults[0].pointer == pointer
    assert profile_of(ola) == before


def test_a_handle_that_is_taken_is_refused(ola):
    someone("fan", name="kim")

    with pytest.raises(HandleTakenError):
        change(ola, handle="kim")

    assert profile_of(ola).handle == "ola"


def test_nobody_has_no_profile():
    with pytest.raises(UnknownUserError):
        set_profile(user_id=0, draft=Draft(handle="ola", hue=1, bio=""), verdicts=Verdicts())
    with pytest.raises(UnknownUserError):
        set_choices(actor="actor_gone", off=[])

    assert Stream.objects.count() == 0


def test_notices_that_are_not_wanted_are_known_by_actor(ola):
    kim = someone("fan", name="kim")

    set_choices(actor=ola.actor_id, off=["goal", "kickoff"])
    set_choices(actor=ola.actor_id, off=["kickoff"])

    assert selectors.choices_of([ola.actor_id, kim.actor_id]) == {
        ola.actor_id: frozenset({"kickoff"})
    }
    *_, (_, told) = log.facts_after(f"user.{ola.actor_id}", after=0, limit=9)
    assert told.data == UserChoicesSet(off=["kickoff"])
