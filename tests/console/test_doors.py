"""Who is let in where: every page, not a chosen few."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from community.config import services as config
from community.config.models import PolicyVersion
from community.matches.models import Fixture
from community.users.models import User
from tests.console import pages
from tests.users.factories import someone

pytestmark = pytest.mark.django_db

INLINE = re.compile(r"\sstyle=|<style|\son\w+=|<script(?! type=\"module\" src=)")


@pytest.fixture
def paths(provider, fixture, club, talk, operator):  # noqa: ARG001 -- a world is made of these
    config.apply(by=None, reason="A test.")
    return pages.paths(provider, fixture, club, talk)


def browser_of(role):
    browser = Client()
    browser.force_login(someone(role))
    return browser


def statuses(browser, paths):
    return {name: browser.get(path).status_code for name, path in paths.items()}


def test_every_page_answers_the_operator_and_keeps_to_the_strict_policy_of_content(desk, paths):
    answers = {name: desk.get(path) for name, path in paths.items()}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        paths, 200
    )
    assert [name for name, answer in answers.items() if loosened(answer)] == []


def loosened(answer):
    """Whether a page allows more than our own files, or holds what the policy would refuse."""
    policy = answer.headers["content-security-policy"]
    return (
        "'unsafe" in policy
        or "default-src 'none'" not in policy
        or INLINE.search(answer.content.decode())
    )


def test_every_page_is_closed_to_fans(paths):
    told = statuses(browser_of("fan"), paths)

    # To sign in first, where a fan is told that signing in opens nothing.
    assert told == dict.fromkeys(paths, 302)
    assert browser_of_fan_login() == 403


def browser_of_fan_login():
    browser = Client()
    browser.force_login(User.objects.get(username="fan"))
    return browser.get(reverse("admin:login")).status_code


def test_every_page_sends_the_signed_out_to_the_house_s_own_door(client, paths):
    ends = {client.get(path, follow=True).redirect_chain[-1][0] for path in paths.values()}

    assert {end.partition("?")[0] for end in ends} == {"/login/"}


def test_signing_in_comes_back_to_the_page_that_was_asked_for(client):
    User.objects.create_user("ola", password="a long enough password", is_staff=True)
    asked = client.get("/admin/password_change/", follow=True).redirect_chain[-1][0]

    answer = client.post(asked, {"login": "ola", "password": "a long enough password"})

    assert answer.headers["location"] == "/admin/password_change/"


def test_who_is_in_already_is_sent_to_the_desk(desk):
    assert desk.get("/admin/login/").headers["location"] == "/admin/"


@pytest.mark.parametrize(
    ("role", "opened"),
    [
        (
            "moderator",
            {
                f"community_{noun}_{page}"
                for noun in ("fixture", "club", "season", "competition", "player")
                for page in ("changelist", "change")
            }
            | {"community_post_changelist"},
        ),
        (
            "product manager",
            {
                f"community_{noun}_{page}"
                for noun in ("fixture", "club", "season", "competition", "player")
                for page in ("changelist", "change")
            }
            | {"community_policyversion_changelist", "community_policyversion_of"},
        ),
    ],
)
def test_each_role_opens_its_own_pages_and_no_other(role, opened, paths):
    told = statuses(browser_of(role), paths)

    assert {name for name, status in told.items() if status == 200} == opened | {
        "index",
        "app_list",
        "password_change",
    }
    assert set(told.values()) == {200, 403}


def test_an_operator_is_not_let_where_nobody_is(desk, operator):
    of_somebody = ("roles", "competitions", "sessions")
    closed = {name: [operator.pk] if name.endswith(of_somebody) else [] for name in pages.CLOSED}

    told = {
        name: desk.get(reverse(f"admin:{name}", args=args)).status_code
        for name, args in closed.items()
    }

    assert told == dict.fromkeys(pages.CLOSED, 403)


@pytest.mark.parametrize("noun", ["fixture", "source", "policyversion", "club", "user"])
def test_nothing_can_be_deleted(desk, provider, noun, operator):
    rows = {"fixture": provider.match, "source": provider.source.pk, "user": operator.pk}
    before = Fixture.objects.count()

    answer = desk.post(f"/admin/community/{noun}/{rows.get(noun, 1)}/delete/", {"post": "yes"})

    assert answer.status_code in {302, 403}
    assert Fixture.objects.count() == before


def test_a_policy_s_row_cannot_be_changed_from_the_console(desk):
    config.apply(by=None, reason="A test.")
    row = PolicyVersion.objects.get(name="feeds")

    answer = desk.post(
        reverse("admin:community_policyversion_change", args=[row.pk]), {"version": "9"}
    )

    assert answer.status_code == 302
    assert PolicyVersion.objects.get(pk=row.pk).version == 1
