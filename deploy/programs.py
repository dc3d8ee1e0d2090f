"""Programs: what makes up a running Terrace, and one process of each."""

import contextlib
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

GRACE_S = 10.0  # a web process drains; a request or task in hand may end, or is done again
SERVER_GRACE_S = 3  # what is left when the sockets are drained and the requests answered

HOST = "127.0.0.1"

# A line of a program's log that begins so is for people: the demo shows it too.
FOR_PEOPLE = "  * "

# Uvicorn's own WebSocket (websockets-sansio) with frames encoded once for all.
LANE = "community.edge.lane:LaneProtocol"

# The most a policy may let a client send at once (community/config/edge.py, message_bytes_max);
# by itself Uvicorn would hold 16 MiB for each client before anybody could refuse them.
MESSAGE_BYTES_MAX = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Program:
    """A name for people and the log file, and the command."""

    name: str
    command: tuple[str, ...]


def demo_programs(*, port: int) -> list[Program]:
    """The six processes of the demo; one plays matches, one has invented fans talk about them."""
    return [
        web_program(port),
        worker_program("fast", processes=2),
        worker_program("slow", processes=1),
        Program(name="beat", command=_beat()),
        Program(name="player", command=_manage("demo_play", "--url", f"http://{HOST}:{port}")),
        Program(name="voices", command=_manage("demo_talk")),
    ]


def web_program(port: int) -> Program:
    """The web process: HTTP and the live socket on one port of the loopback."""
    # Compression costs 64 KiB and more a socket; the line of every request, a tenth of ingest;
    # two lines a socket, a tenth of a storm.
    words = f"--host {HOST} --port {port} --ws {LANE} --ws-per-message-deflate false"
    words += f" --ws-max-size {MESSAGE_BYTES_MAX}"
    words += " --no-server-header --no-access-log --log-level warning"
    words += f" --timeout-graceful-shutdown {SERVER_GRACE_S}"
    command = _python("uvicorn", "community.asgi:application", *words.split())
    return Program(name="web", command=command)


def worker_program(queue: str, *, processes: int) -> Program:
    """The worker of a queue."""
    words = f"worker -Q {queue} -n {queue}@%h --concurrency {processes} --loglevel INFO"
    command = _python("celery", "-A", "community", *words.split())
    return Program(name=f"worker-{queue}", command=command)


def _beat() -> tuple[str, ...]:
    schedule = ROOT / "var" / "run" / "beat-schedule"
    words = ["-A", "community", "beat", "--loglevel", "INFO", "--pidfile", "", "-s", str(schedule)]
    return _python("celery", *words)


def _manage(*words: str) -> tuple[str, ...]:
    return (sys.executable, str(ROOT / "manage.py"), *words)


def _python(module: str, *words: str) -> tuple[str, ...]:
    """As a module: the scripts of an environment that was moved name its old place."""
    return (sys.executable, "-m", module, *words)


class Running:
    """One process of a program, on a leash, in a group of its own, saying all to a log."""

    def __init__(self, program: Program, *, log: Path) -> None:
        leash = [sys.executable, "-E", "-s", "-S", "-m", "deploy.leash", str(GRACE_S)]
        with log.open("ab") as out:
            self._leash = subprocess.Popen(
                [*leash, *program.command],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"},
                process_group=0,
            )

    @property
    def pid(self) -> int:
        """The leash's, and the number of the group."""
        return self._leash.pid

    def exit_code(self) -> int | None:
        """None while it runs; what was left of its group is ended."""
        code = self._leash.poll()
        if code is not None:
            self.let_go()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        return code

    def let_go(self) -> None:
        """Have it stop; returns at once."""
        assert self._leash.stdin is not None
        with contextlib.suppress(OSError):
            self._leash.stdin.close()

    def wait_gone(self) -> None:
        """Wait until it stopped; the leash ends all by force after its grace."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._leash.wait(GRACE_S + 2)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._leash.wait()
