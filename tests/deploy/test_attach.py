"""Who attaches gets real services; the last one out turns them off."""

import subprocess
import sys

import psycopg
import pytest

from deploy.embedded.processes import is_alive, wait_until
from deploy.embedded.watchdog import GRACE_S
from tests.deploy.checkout import PROJECT, TIMEOUT_S, Checkout, ask, pongs


def test_a_user_gets_a_database_as_two_roles_and_a_redis(checkout: Checkout):
    services = checkout.start_user().services()

    assert ask(services["database_url"], "SELECT current_user") == "terrace_app"
    assert ask(services["database_owner_url"], "SELECT current_user") == "terrace_owner"
    assert ask(services["database_url"], "SELECT current_database()") == "terrace"
    assert ask(services["database_url"], "SHOW server_encoding") == "UTF8"
    assert pongs(services["redis_url"])


def test_the_application_makes_no_tables_and_the_owner_does(checkout: Checkout):
    services = checkout.start_user("postgres").services()

    with (
        psycopg.connect(services["database_url"]) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE mine ()")

    assert ask(services["database_url"], "SELECT to_regclass('mine')") is None
    with psycopg.connect(services["database_owner_url"]) as connection:
        connection.execute("CREATE TABLE ours ()")
    assert ask(services["database_url"], "SELECT to_regclass('ours')::text") == "ours"


def test_only_what_is_asked_for_is_started(checkout: Checkout):
    services = checkout.start_user("redis").services()

    assert pongs(services["redis_url"])
    assert services["database_url"] == ""
    assert not (checkout.base / "postgres").exists()


def test_many_who_come_at_once_share_one_of_each(checkout: Checkout):
    users = [checkout.start_user() for _ in range(6)]

    urls = {user.services()["database_url"] for user in users}

    assert len(urls) == 1
    assert checkout.said("PostgreSQL runs") == 1
    assert checkout.said("Redis runs") == 1


def test_the_servers_stop_when_the_last_user_is_killed(checkout: Checkout):
    first, last = checkout.start_user(), checkout.start_user()
    services = first.services()
    last.services()
    pids = [checkout.postgres_pid(), checkout.redis_pid(services["redis_url"])]

    first.kill()
    assert pongs(services["redis_url"])
    last.kill()

    assert wait_until(lambda: not any(map(is_alive, pids)), timeout_s=TIMEOUT_S)
    # A clean stop removes the pid file; a killed server leaves it.
    assert not (checkout.base / "postgres" / "postmaster.pid").exists()


def test_who_comes_after_the_stop_finds_the_data_again(checkout: Checkout):
    first = checkout.start_user("postgres")
    owner_url = first.services()["database_owner_url"]
    with psycopg.connect(owner_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    first.kill()
    assert wait_until(checkout.is_quiet, timeout_s=TIMEOUT_S)

    second = checkout.start_user("postgres").services()

    assert ask(second["database_owner_url"], "SELECT n FROM kept") == 7


def test_two_checkouts_side_by_side_have_nothing_in_common(checkout: Checkout, neighbour: Checkout):
    ours = checkout.start_user()
    ours_services, theirs_services = ours.services(), neighbour.start_user().services()
    with psycopg.connect(ours_services["database_owner_url"]) as connection:
        connection.execute("CREATE TABLE ours ()")

    ours.kill()
    assert wait_until(checkout.is_quiet, timeout_s=TIMEOUT_S)

    assert ask(theirs_services["database_url"], "SELECT to_regclass('ours')") is None
    assert pongs(theirs_services["redis_url"])


def test_a_watchdog_waits_for_whoever_started_it(checkout: Checkout):
    command = [sys.executable, "-m", "deploy.embedded.watchdog", str(checkout.root), "test"]
    checkout.base.mkdir(parents=True)

    subprocess.run(command, cwd=PROJECT, check=True)
    assert wait_until(lambda: not checkout.is_quiet(), timeout_s=TIMEOUT_S)
    started = checkout.watchdog_pid()

    # The machine is busy: it takes whoever started it a while to come.
    assert not wait_until(checkout.is_quiet, timeout_s=3 * GRACE_S["test"])
    checkout.start_user("redis").services()

    assert checkout.watchdog_pid() == started
