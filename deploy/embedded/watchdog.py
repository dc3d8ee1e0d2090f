"""The watchdog: keeps the servers while somebody uses them; one process per profile.

Run as `python -m deploy.embedded.watchdog ROOT PROFILE`. It is a daemon: the command returns
when it listens, or says in one line why it cannot. It never trusts a user to say good-bye: an open
connection is a user, and a killed process closes its connections.
"""

import contextlib
import logging
import os
import selectors
import signal
import socket
import sys
import time
from pathlib import Path

from deploy.embedded import wire
from deploy.embedded.errors import ServiceError
from deploy.embedded.paths import Places, prepare_places
from deploy.embedded.postgres import Postgres
from deploy.embedded.processes import locked
from deploy.embedded.redis import Redis
from deploy.embedded.server import Server, rotate

logger = logging.getLogger("terrace.watchdog")

POLL_S = 0.1  # how late a dead server is noticed
# The next of a row of commands finds the servers warm; a test run is one command.
GRACE_S = {"main": 2.0, "test": 0.3, "bench": 0.3}
# Whoever started us is on the way, however busy the machine is.
FIRST_USER_S = 10.0
RETRY_FIRST_S = 0.1
RETRY_MAX_S = 5.0
HANDOVER_TIMEOUT_S = 40.0  # an older watchdog may be stopping its servers, see STOP_STEPS
REQUEST_TIMEOUT_S = 5.0


class Kept:
    """A server in our care, and when to try again if it does not start.

    One that was found running and nobody has asked for since is not wanted: only stopped.
    """

    def __init__(self, server: Server, *, is_wanted: bool) -> None:
        self.server = server
        self.is_wanted = is_wanted
        self.error: str | None = None
        self._retry_s = RETRY_FIRST_S
        self._retry_at_s = 0.0

    def mend(self, *, at_once: bool = False) -> None:
        """Start the server if it is wanted, does not run and its turn has come."""
        if not self.is_wanted or self.server.is_running():
            return
        if not at_once and time.monotonic() < self._retry_at_s:
            return
        if self.server.pid is not None:
            logger.warning("%s is gone (pid %d); starting it", self.server.name, self.server.pid)
        try:
            self.server.start()
        except (ServiceError, OSError) as error:
            self.error = str(error)
            self._retry_at_s = time.monotonic() + self._retry_s
            self._retry_s = min(2 * self._retry_s, RETRY_MAX_S)
            logger.warning("%s", error)
        else:
            self.error = None
            self._retry_s = RETRY_FIRST_S
            logger.info("%s runs (pid %s)", self.server.name, self.server.pid)


class Watchdog:
    """Users on one side, servers on the other."""

    def __init__(self, places: Places, *, listener: socket.socket) -> None:
        self._places = places
        self._listener = listener
        self._grace_s = FIRST_USER_S
        self._is_told_to_stop = False
        self._kept: dict[str, Kept] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(listener, selectors.EVENT_READ)
        self._inode = places.watchdog_socket.stat().st_ino
        self._idle_since_s: float | None = time.monotonic()

    def run(self) -> None:
        """Serve until the last user has been gone for the grace, then stop the servers."""
        signal.signal(signal.SIGTERM, self._stop_soon)
        self._adopt()
        while not self._is_over():
            for key, _ in self._selector.select(POLL_S):
                self._hear(key.fileobj)
            for kept in self._kept.values():
                kept.mend()
            self._note_idleness()
        self._close()

    def _adopt(self) -> None:
        """Take over servers of a watchdog that was killed: somebody has to stop them."""
        # Where the programs are is said by the first user who wants them.
        nowhere = wire.Request(postgres_binaries=os.devnull, redis_binary=os.devnull)
        for name, server in self._servers(nowhere).items():
            if server.adopt():
                logger.info("%s found running (pid %s)", server.name, server.pid)
                self._kept[name] = Kept(server, is_wanted=False)

    def _hear(self, source: object) -> None:
        if source is self._listener:
            connection, _ = self._listener.accept()
            connection.settimeout(REQUEST_TIMEOUT_S)
            self._selector.register(connection, selectors.EVENT_READ)
            return
        assert isinstance(source, socket.socket)
        try:
            line = wire.receive_line(source)
            if line:
                wire.send(source, self._answer(wire.parse_request(line)))
                return
        except (OSError, ValueError, KeyError):
            logger.exception("a user was not understood")
        self._selector.unregister(source)
        source.close()

    def _answer(self, request: wire.Request) -> wire.Answer:
        logger.info("a user came; %d in all", self._users())
        errors = []
        for name, server in self._servers(request).items():
            kept = self._kept.get(name)
            if kept is None or not kept.is_wanted or not kept.server.is_running():
                server.adopt()
                kept = self._kept[name] = Kept(server, is_wanted=True)
                kept.mend(at_once=True)
            if kept.error is not None:
                errors.append(kept.error)
        return wire.Answer(error="; ".join(errors) or None)

    def _servers(self, request: wire.Request) -> dict[str, Server]:
        servers: dict[str, Server] = {}
        if request.postgres_binaries is not None:
            binaries = Path(request.postgres_binaries)
            servers["postgres"] = Postgres(self._places, binaries=binaries)
        if request.redis_binary is not None:
            servers["redis"] = Redis(self._places, binary=Path(request.redis_binary))
        return servers

    def _users(self) -> int:
        return len(self._selector.get_map()) - 1  # the listener is no user

    def _note_idleness(self) -> None:
        if self._users():
            self._idle_since_s = None
            self._grace_s = GRACE_S[self._places.profile]
        elif self._idle_since_s is None:
            self._idle_since_s = time.monotonic()

    def _is_over(self) -> bool:
        idle = self._idle_since_s is not None and (
            time.monotonic() - self._idle_since_s > self._grace_s
        )
        return idle or self._is_told_to_stop or not self._owns_socket()

    def _owns_socket(self) -> bool:
        """Whether users still find us; not after somebody removed `var/`."""
        with contextlib.suppress(OSError):
            return self._places.watchdog_socket.stat().st_ino == self._inode
        return False

    def _stop_soon(self, *_: object) -> None:
        self._is_told_to_stop = True

    def _close(self) -> None:
        """Take no new user, then stop; who comes now starts the next watchdog."""
        if self._owns_socket():
            self._places.watchdog_socket.unlink(missing_ok=True)
        self._listener.close()
        for kept in self._kept.values():
            if kept.server.is_running():
                kept.server.stop()
                logger.info("%s stopped", kept.server.name)


def main(root: Path, profile: str) -> int:
    """Take the lock, listen, become a daemon; the exit code of the process that was called."""
    places = prepare_places(root, profile=profile)
    with locked(places.watchdog_lock, timeout_s=HANDOVER_TIMEOUT_S) as lock:
        listener = _listen(places.watchdog_socket)
        if os.fork():
            return 0
        os.pwrite(lock, f"{os.getpid():<10}\n".encode(), 0)  # for people who look
        _detach(places.logs / "watchdog.log")
        logger.info("watching over %s", places.base)
        try:
            Watchdog(places, listener=listener).run()
        except Exception:
            logger.exception("the watchdog fails")
            raise
    return 0


def _listen(path: Path) -> socket.socket:
    """Bind beside and rename, so that a socket under the real name always answers."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(new))
    listener.listen(128)
    new.rename(path)
    return listener


def _detach(log: Path) -> None:
    """Leave the caller's session and terminal; say everything to a log."""
    os.setsid()
    rotate(log)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (out, 1), (out, 2)):
        os.dup2(source, target)
    os.chdir("/")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")


if __name__ == "__main__":
    try:
        sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
    except ServiceError as refusal:
        sys.exit(str(refusal))
