"""A checkout for a test: its users are processes of their own, so that they can be killed."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import redis

from deploy.embedded.processes import is_alive, wait_until

PROJECT = Path(__file__).resolve().parents[2]
TIMEOUT_S = 60.0  # only a deadline: alone each takes a second or two


class UserProcess:
    """One process that uses the services of a checkout."""

    def __init__(self, root: Path, *needs: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.deploy.user", str(root), *needs],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def services(self) -> dict[str, str]:
        """What it got; waits until it has it."""
        assert self._process.stdout is not None
        services: dict[str, str] = json.loads(self._process.stdout.readline())
        return services

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


class Checkout:
    """A folder with a var/ of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = root / "var" / "test"
        self._users: list[UserProcess] = []

    def start_user(self, *needs: str) -> UserProcess:
        user = UserProcess(self.root, *(needs or ("postgres", "redis")))
        self._users.append(user)
        return user

    def postgres_pid(self) -> int:
        return int((self.base / "postgres" / "postmaster.pid").read_text().split()[0])

    def redis_pid(self, url: str) -> int:
        with redis.Redis.from_url(url) as client:
            return int(client.info("server")["process_id"])

    def watchdog_pid(self) -> int:
        return int((self.base / "watchdog.lock").read_text())

    def said(self, words: str) -> int:
        """How often the watchdogs of this checkout said something."""
        return (self.base / "log" / "watchdog.log").read_text().count(words)

    def close(self) -> None:
        for user in self._users:
            user.kill()
        assert wait_until(self.is_quiet, timeout_s=TIMEOUT_S)

    def is_quiet(self) -> bool:
        """Whether its watchdog is gone, which goes last."""
        with contextlib.suppress(OSError, ValueError):
            return not is_alive(self.watchdog_pid())
        return True


def kill(pid: int) -> None:
    """As the kernel does when memory is short: nothing is told, nothing cleaned."""
    os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not is_alive(pid), timeout_s=TIMEOUT_S)


def ask(url: str, question: str) -> object:
    """One value from PostgreSQL."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def answers(url: str) -> bool:
    """Whether PostgreSQL answers now."""
    with contextlib.suppress(psycopg.OperationalError):
        return ask(url, "SELECT 1") == 1
    return False


def pongs(url: str) -> bool:
    """Whether Redis answers now."""
    with contextlib.suppress(redis.ConnectionError), redis.Redis.from_url(url) as client:
        return bool(client.ping())
    return False
