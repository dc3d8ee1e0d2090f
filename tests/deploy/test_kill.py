"""Whatever is killed with -9 comes back by itself, and nothing stays behind."""

import os
import shutil
import signal
import socket

import psycopg

from deploy.embedded.processes import is_alive, wait_until
from tests.deploy.checkout import TIMEOUT_S, Checkout, answers, ask, kill, pongs


def test_a_killed_postgres_comes_back_with_what_was_committed(checkout: Checkout):
    services = checkout.start_user().services()
    with psycopg.connect(services["database_owner_url"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    killed = checkout.postgres_pid()

    kill(killed)

    assert wait_until(lambda: answers(services["database_url"]), timeout_s=TIMEOUT_S)
    assert ask(services["database_owner_url"], "SELECT n FROM kept") == 7
    assert checkout.postgres_pid() != killed


def test_a_postgres_killed_amid_a_query_comes_back(checkout: Checkout):
    services = checkout.start_user("postgres").services()
    busy = psycopg.connect(services["database_url"])
    busy.execute("CREATE TEMPORARY TABLE mine AS SELECT generate_series(1, 10000)")

    kill(checkout.postgres_pid())

    assert wait_until(lambda: answers(services["database_url"]), timeout_s=TIMEOUT_S)
    busy.close()


def test_a_killed_redis_comes_back(checkout: Checkout):
    services = checkout.start_user("redis").services()
    killed = checkout.redis_pid(services["redis_url"])

    kill(killed)

    assert wait_until(lambda: pongs(services["redis_url"]), timeout_s=TIMEOUT_S)
    assert checkout.redis_pid(services["redis_url"]) != killed


def test_a_killed_watchdog_is_replaced_and_the_servers_never_stop(checkout: Checkout):
    user = checkout.start_user()
    services = user.services()
    pids = [checkout.postgres_pid(), checkout.redis_pid(services["redis_url"])]
    killed = checkout.watchdog_pid()

    kill(killed)

    assert wait_until(lambda: checkout.said("a user came") == 2, timeout_s=TIMEOUT_S)
    assert checkout.watchdog_pid() != killed
    assert pids == [checkout.postgres_pid(), checkout.redis_pid(services["redis_url"])]
    assert checkout.said("runs (pid") == 2


def test_a_watchdog_that_took_over_restarts_and_stops_what_it_found(checkout: Checkout):
    user = checkout.start_user()
    services = user.services()
    kill(checkout.watchdog_pid())
    assert wait_until(lambda: checkout.said("a user came") == 2, timeout_s=TIMEOUT_S)

    kill(checkout.postgres_pid())
    kill(checkout.redis_pid(services["redis_url"]))

    assert wait_until(lambda: answers(services["database_url"]), timeout_s=TIMEOUT_S)
    assert wait_until(lambda: pongs(services["redis_url"]), timeout_s=TIMEOUT_S)
    pids = [checkout.postgres_pid(), checkout.redis_pid(services["redis_url"])]
    user.kill()
    assert wait_until(checkout.is_quiet, timeout_s=TIMEOUT_S)
    assert not any(map(is_alive, pids))


def test_services_stopped_from_outside_come_back_for_who_still_uses_them(checkout: Checkout):
    services = checkout.start_user().services()
    stopped = checkout.watchdog_pid()

    os.kill(stopped, signal.SIGTERM)

    assert wait_until(lambda: checkout.said("a user came") == 2, timeout_s=TIMEOUT_S)
    assert wait_until(lambda: answers(services["database_url"]), timeout_s=TIMEOUT_S)
    assert wait_until(lambda: pongs(services["redis_url"]), timeout_s=TIMEOUT_S)
    assert checkout.watchdog_pid() != stopped


def test_services_whose_folder_was_removed_come_back_empty(checkout: Checkout):
    services = checkout.start_user("redis").services()
    pid = checkout.redis_pid(services["redis_url"])

    shutil.rmtree(checkout.base)

    assert wait_until(lambda: not is_alive(pid), timeout_s=TIMEOUT_S)
    assert wait_until(lambda: pongs(services["redis_url"]), timeout_s=TIMEOUT_S)


def test_a_stranger_who_answers_nonsense_ends_nobodys_patience(checkout: Checkout):
    services = checkout.start_user("redis").services()
    address = checkout.base / "run" / "watchdog.sock"
    beside = address.with_name("stranger.sock")
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.bind(str(beside))
        stranger.listen()
        stranger.settimeout(TIMEOUT_S)
        beside.rename(address)
        os.kill(checkout.watchdog_pid(), signal.SIGTERM)
        for line in (b"{}\n", b"[]\n", b"nonsense\n"):
            asking, _ = stranger.accept()
            with asking:
                asking.recv(8_192)
                asking.sendall(line)
        address.unlink()

    assert wait_until(lambda: pongs(services["redis_url"]), timeout_s=TIMEOUT_S)
    assert wait_until(lambda: checkout.said("a user came") == 2, timeout_s=TIMEOUT_S)


def test_servers_left_by_a_killed_watchdog_are_found_by_the_next_user(checkout: Checkout):
    user = checkout.start_user()
    redis_pid = checkout.redis_pid(user.services()["redis_url"])
    postgres_pid = checkout.postgres_pid()
    user.kill()
    kill(checkout.watchdog_pid())
    assert is_alive(postgres_pid)

    services = checkout.start_user().services()

    assert checkout.postgres_pid() == postgres_pid
    assert checkout.redis_pid(services["redis_url"]) == redis_pid


def test_a_first_start_killed_half_way_is_made_anew(checkout: Checkout):
    half = checkout.base / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    services = checkout.start_user("postgres").services()

    assert answers(services["database_url"])
    assert not half.exists()


def test_a_pid_file_that_names_a_stranger_stops_nobody(checkout: Checkout):
    first = checkout.start_user("postgres")
    first.services()
    pid_file = checkout.base / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    first.kill()
    assert wait_until(checkout.is_quiet, timeout_s=TIMEOUT_S)
    # As after a restart of a container, where numbers come again.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    services = checkout.start_user("postgres").services()

    assert answers(services["database_url"])
