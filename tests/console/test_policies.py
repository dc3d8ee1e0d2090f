"""Policies in force, as the console shows them."""

import pytest

from community.config import files, services
from community.config.models import PolicyVersion
from tests.config.policies import apply_changed

pytestmark = pytest.mark.django_db

IN_FORCE = "/admin/community/policyversion/"


def page(desk, path):
    answer = desk.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_before_any_is_applied_the_files_are_shown_as_such(desk):
    shown = page(desk, IN_FORCE)

    assert "never applied" in shown
    assert "tick_ms" in shown


def test_every_number_is_shown_with_unit_bounds_and_meaning(desk, operator):
    services.apply(by=operator.actor_id, reason="The first day.")

    shown = page(desk, IN_FORCE)

    assert '100 <span class="numbers__unit">ms</span>' in shown
    assert "Time between frames of a topic." in shown
    assert "50 to 200" in shown
    assert f"by {operator.username}." in shown
    assert files.repository()["edge"].digest in shown


def test_a_history_tells_old_and_new_the_newest_first(desk):
    services.apply(by=None, reason="The first day.")
    apply_changed("feeds", batch_events_max=500)

    shown = page(desk, f"{IN_FORCE}of/feeds/")

    assert shown.index("Version 2") < shown.index("Version 1")
    assert "4000</del>" in shown
    assert "500</ins>" in shown
    assert "the command line" in shown
    assert shown.index("A test.") < shown.index("The first day.")


def test_a_policy_never_applied_has_an_empty_history(desk):
    assert "never applied" in page(desk, f"{IN_FORCE}of/feeds/")


def test_an_unknown_policy_has_no_history(desk):
    assert desk.get(f"{IN_FORCE}of/weather/").status_code == 404


def test_a_row_s_own_page_is_its_place_in_the_history(desk):
    services.apply(by=None, reason="The first day.")
    row = PolicyVersion.objects.get(name="feeds")

    answer = desk.get(f"{IN_FORCE}{row.pk}/change/")

    assert answer.headers["location"] == f"{IN_FORCE}of/feeds/#v1"
    assert desk.get(f"{IN_FORCE}0/change/").status_code == 404
