"""Follow from a match's page: by a form, and on the way through signing up."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from community.users import selectors
from tests.web.conftest import GOAL
from tests.web.reading import text_of

pytestmark = pytest.mark.django_db
__all__ = ["GOAL"]


def page_of(client, match):
    """The match's page: each button's kind, and whether it is down."""
    page = client.get(reverse("match", args=[match.pk])).content.decode()
    found = re.findall(r'name="(match|club)"\s+value="([^"]+)"\s+aria-pressed="(true|false)"', page)
    return {target: pressed == "true" for _, target, pressed in found}


def press(client, page, /, **told):
    """Send a button's form; where it leads."""
    form = {"on": "1", "next": reverse("match", args=[page.pk])} | told
    return client.post(reverse("following"), form)["Location"]


def follows(user):
    return {str(row) for row in selectors.follows_of(user.actor_id)}


def test_a_match_and_its_clubs_are_followed_on_its_page_and_no_more(signed_in, live, ola):
    assert list(page_of(signed_in, live)) == [live.pk, live.home_id, live.away_id]

    back = press(signed_in, live, match=live.pk)
    press(signed_in, live, club=live.away_id)

    assert back == reverse("match", args=[live.pk])
    assert page_of(signed_in, live) == {live.pk: True, live.home_id: False, live.away_id: True}
    press(signed_in, live, club=live.away_id, on="")
    assert follows(ola) == {f"match {live.pk}"}


def test_a_wish_of_the_signed_out_comes_true_once_they_may(client, live, ola):
    EmailAddress.objects.filter(user=ola).update(verified=False)

    leads = press(client, live, club=live.home_id)

    assert leads == f"/accounts/signup/?next=/matches/{live.pk}/"
    client.post("/login/", {"login": "ola", "password": "a long enough password"})
    assert page_of(client, live)[live.home_id] is False
    EmailAddress.objects.filter(user=ola).update(verified=True)
    assert page_of(client, live)[live.home_id] is True
    press(client, live, club=live.home_id, on="")
    assert page_of(client, live)[live.home_id] is False
    assert follows(ola) == set()


def test_a_wish_for_what_is_not_there_is_dropped_and_nothing_is_followed(client, live, ola):
    press(client, live, match="match_none")
    client.post("/login/", {"login": "ola", "password": "a long enough password"})

    answer = client.get(reverse("match", args=[live.pk]))

    assert "City v United" in text_of(answer)
    assert follows(ola) == set()
    assert "wish" not in client.session


def test_a_form_that_would_lead_elsewhere_leads_home(client, live):
    leads = client.post(
        reverse("following"), {"match": live.pk, "on": "1", "next": "https://evil.example/"}
    )["Location"]

    assert leads == "/accounts/signup/?next=/"
