"""Attaching: how any process gets the services it needs and keeps them for its life."""

import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded import postgres as postgres_server, redis as redis_server, wire
from deploy.embedded.errors import ServiceError
from deploy.embedded.paths import Places, prepare_places
from deploy.embedded.processes import locked

logger = logging.getLogger("terrace.services")

ANSWER_TIMEOUT_S = 180.0  # a first start on a slow disk, or a long crash recovery
SPAWN_TIMEOUT_S = 60.0
LOCK_TIMEOUT_S = 90.0
TRIES_MAX = 5  # a watchdog may be just leaving; its successor waits for it
RETRY_S = 0.5

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, kw_only=True)
class Services:
    """How to reach what was asked for; '' for what was not."""

    database_url: str
    database_owner_url: str
    redis_url: str


def attach(root: Path, *, profile: str, postgres: bool = True, redis: bool = True) -> Services:
    """Start the services of a profile unless they run, and keep them while this process lives.

    root is the folder that holds (or will hold) var/. May be called again, also for more.
    Raises ServiceError, whose message is one line that says what to do.
    """
    places = prepare_places(root, profile=profile)
    request = wire.Request(
        postgres_binaries=str(postgres_server.find_binaries()) if postgres else None,
        redis_binary=str(redis_server.find_binary()) if redis else None,
    )
    user = _users.setdefault((places.base, request), User(places, root=root, request=request))
    user.attach()
    owner, app = postgres_server.OWNER, postgres_server.APP
    return Services(
        database_url=postgres_server.url(places, role=app) if postgres else "",
        database_owner_url=postgres_server.url(places, role=owner) if postgres else "",
        redis_url=redis_server.url(places) if redis else "",
    )


def detach() -> None:
    """Give everything back now; tests and the supervisor do, others just end."""
    while _users:
        _users.popitem()[1].detach()


def is_in_use(root: Path, *, profile: str) -> bool:
    """Whether a watchdog keeps the services of a profile."""
    places = prepare_places(root, profile=profile)
    try:
        with locked(places.watchdog_lock, timeout_s=0):
            return False
    except ServiceError:
        return True


class User:
    """One connection to a watchdog, and the thread that renews it when the watchdog dies.

    A forked child shares the connection and so counts as a user too; renewing is its parent's.
    """

    def __init__(self, places: Places, *, root: Path, request: wire.Request) -> None:
        self._places = places
        self._root = root
        self._request = request
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._is_leaving = threading.Event()

    def attach(self) -> None:
        """Connect and wait until the services answer; once."""
        with self._lock:
            if self._connection is not None:
                return
            self._connection = self._connect()
        name = f"terrace-{self._places.profile}-services"
        threading.Thread(target=self._stay, name=name, daemon=True).start()

    def detach(self) -> None:
        """Close the connection for good."""
        self._is_leaving.set()
        with self._lock:
            if self._connection is not None:
                # Closing alone would not wake the thread that reads.
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
                self._connection.close()

    def _stay(self) -> None:
        """Wait for the watchdog's end, which is the only thing it says from now on."""
        while not self._is_leaving.is_set():
            assert self._connection is not None
            with contextlib.suppress(OSError):
                if self._connection.recv(1):
                    continue
            self._renew()

    def _renew(self) -> None:
        """Try until there is a watchdog again: without this thread nobody would ask for one."""
        while not self._is_leaving.is_set():
            try:
                self._reconnect()
            except (ServiceError, OSError) as fault:
                logger.info("services not renewed: %s", fault)  # the watchdog's log says more
            except Exception:
                logger.exception("services not renewed")
            else:
                return
            self._is_leaving.wait(RETRY_S)

    def _reconnect(self) -> None:
        with self._lock:
            if self._is_leaving.is_set():
                return
            assert self._connection is not None
            self._connection.close()
            self._connection = self._connect()

    def _connect(self) -> socket.socket:
        for _ in range(TRIES_MAX):
            connection = self._reach_watchdog()
            with contextlib.suppress(OSError, ValueError, KeyError):
                wire.send(connection, self._request)
                if line := wire.receive_line(connection):
                    return self._settled(connection, answer=wire.parse_answer(line))
            connection.close()
        message = f"the services of {self._places.base} do not start (see {self._places.logs})"
        raise ServiceError(message)

    def _settled(self, connection: socket.socket, *, answer: wire.Answer) -> socket.socket:
        if answer.error is not None:
            connection.close()
            raise ServiceError(answer.error)
        connection.settimeout(None)
        return connection

    def _reach_watchdog(self) -> socket.socket:
        """A connection to the watchdog; the first of many who ask starts it."""
        with contextlib.suppress(OSError):
            return self._dial()
        for folder in (self._places.base.parent, self._places.base):
            folder.mkdir(exist_ok=True)  # somebody may have removed `var/` meanwhile
        with locked(self._places.attach_lock, timeout_s=LOCK_TIMEOUT_S):
            with contextlib.suppress(OSError):
                return self._dial()
            self._spawn_watchdog()
            return self._dial()

    def _dial(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(ANSWER_TIMEOUT_S)
        try:
            connection.connect(str(self._places.watchdog_socket))
        except OSError:
            connection.close()
            raise
        return connection

    def _spawn_watchdog(self) -> None:
        # Without site packages: it needs none, and starts in half the time.
        command = [sys.executable, "-E", "-s", "-S", "-m", "deploy.embedded.watchdog"]
        try:
            started = subprocess.run(
                [*command, str(self._root), self._places.profile],
                cwd=CHECKOUT,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=SPAWN_TIMEOUT_S,
            )
        except subprocess.TimeoutExpired as expired:
            message = f"the services do not start within {SPAWN_TIMEOUT_S:.0f} s"
            raise ServiceError(message) from expired
        if started.returncode != 0:
            lines = started.stderr.strip().splitlines() or ["it said nothing"]
            message = f"the services do not start: {lines[-1]}"
            raise ServiceError(message)


_users: dict[tuple[Path, wire.Request], User] = {}


def _forget_after_fork() -> None:
    """A lock that another thread held at the fork would stay held for ever in the child."""
    for user in _users.values():
        user._lock = threading.Lock()  # noqa: SLF001 - the class is this module's own


os.register_at_fork(after_in_child=_forget_after_fork)
