"""Policies from the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from community.config import files
from community.config.models import PolicyVersion
from tests.config.policies import apply_changed

pytestmark = pytest.mark.django_db


def run(*words):
    out = StringIO()
    call_command("config", *words, stdout=out)
    return out.getvalue()


def test_a_plan_with_changes_exits_2_and_moves_nothing(capsys):
    with pytest.raises(SystemExit) as left:
        call_command("config", "plan")

    assert left.value.code == 2
    assert "edge: v1" in capsys.readouterr().out
    assert PolicyVersion.objects.count() == 0


def test_a_plan_with_nothing_to_do_says_so():
    run("apply")

    assert run("plan") == "Nothing to apply: the files are in force.\n"


def test_apply_tells_old_and_new_with_units():
    run("apply")
    apply_changed("feeds", batch_events_max=500)

    told = run("apply")

    assert "feeds: v2 -> v3" in told
    assert "500 -> 4000 events" in told
    assert "edge" not in told


def test_apply_again_changes_nothing():
    run("apply")

    assert run("apply") == "Nothing changed: the files were in force.\n"


def test_apply_by_somebody_keeps_their_actor_id(django_user_model):
    user = django_user_model.objects.create_user("olga")

    run("apply", "--by", "olga")

    assert set(PolicyVersion.objects.values_list("applied_by", flat=True)) == {user.actor_id}


def test_apply_by_nobody_is_refused_and_nothing_moves():
    with pytest.raises(CommandError, match="no user called olga"):
        run("apply", "--by", "olga")

    assert PolicyVersion.objects.count() == 0


def test_show_tells_each_value_with_its_unit():
    assert "edge v0, never applied" in run("show")
    run("apply")

    told = run("show")

    assert "edge v1, since " in told
    assert "tick_ms                      100 ms" in told
    assert "delays_offered_s             0 5 10" in told


def test_json_is_one_object():
    applied = json.loads(run("apply", "--json"))
    shown = json.loads(run("show", "--json"))

    assert [step["name"] for step in applied["changes"]] == sorted(files.repository())
    assert shown["edge"]["version"] == 1
    assert shown["edge"]["values"]["tick_ms"] == 100
    assert shown["edge"]["digest"] == files.repository()["edge"].digest


def test_a_check_needs_no_database_and_tells_digests(capsys, django_assert_num_queries):
    with django_assert_num_queries(0):
        call_command("config_check")

    assert files.repository()["edge"].digest in capsys.readouterr().out


def test_a_check_tells_every_fault(monkeypatch, tmp_path):
    for path in files.FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / "matches.toml").write_text("incidents_max = 1\n")
    monkeypatch.setattr(files, "FOLDER", tmp_path)

    with pytest.raises(CommandError, match="/matches/incidents_max: Expected `int` >= 64"):
        call_command("config_check")
