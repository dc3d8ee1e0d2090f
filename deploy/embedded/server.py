"""A server: one process that the watchdog starts, finds running, restarts and stops."""

import abc
import subprocess
from pathlib import Path

from deploy.embedded.errors import ServiceError
from deploy.embedded.identity import Identity
from deploy.embedded.processes import is_alive, wait_until

# A crash recovery of a few gigabytes of log on a slow disk still ends in time.
START_TIMEOUT_S = 60.0

LOG_BYTES_MAX = 8_000_000  # then the log moves to *.1, and the older one goes


class Server(abc.ABC):
    """One server process, child of ours or found running."""

    name: str

    def __init__(self) -> None:
        self.pid: int | None = None
        self._child: subprocess.Popen[bytes] | None = None

    @abc.abstractmethod
    def adopt(self) -> bool:
        """Take over a server that a watchdog before us left running."""

    @abc.abstractmethod
    def start(self) -> None:
        """Start and wait until it answers; raises ServiceError."""

    @abc.abstractmethod
    def stop(self) -> None:
        """Stop it cleanly, then by force."""

    def is_running(self) -> bool:
        """Whether the process lives."""
        if self._child is not None:
            return self._child.poll() is None
        return self.pid is not None and is_alive(self.pid)

    def _spawn(
        self, command: list[str], *, log: Path, env: dict[str, str], identity: Identity
    ) -> None:
        """Start the process in a session of its own: a terminal's signals pass it by."""
        rotate(log)
        with log.open("ab") as out:
            self._child = subprocess.Popen(
                [*identity.prefix, *command],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=env,
                cwd="/",
                start_new_session=True,
                user=identity.uid,
                group=identity.gid,
                extra_groups=None if identity.uid is None else [],
            )
        self.pid = self._child.pid

    def _wait_ready(self, *, log: Path) -> None:
        wait_until(lambda: self._is_ready() or not self.is_running(), timeout_s=START_TIMEOUT_S)
        if not self._is_ready():
            message = f"{self.name} did not start: {last_line(log)} (see {log})"
            raise ServiceError(message)

    @abc.abstractmethod
    def _is_ready(self) -> bool: ...


def rotate(log: Path) -> None:
    """Move a log that has grown too large out of the way."""
    if log.exists() and log.stat().st_size > LOG_BYTES_MAX:
        log.replace(log.with_suffix(log.suffix + ".1"))


def last_line(log: Path) -> str:
    """The last thing a log says, preferring a line that names a failure."""
    lines = [line for line in log.read_text(errors="replace").splitlines()[-20:] if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (fatal or lines or ["nothing was said"])[-1].strip()
