"""Processes: is one alive, which one is it, how it ends; knows no server."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from deploy.embedded.errors import ServiceError

POLL_S = 0.01


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def command_line(pid: int) -> str:
    """The words a process was started with, or '' when it is gone."""
    proc = Path(f"/proc/{pid}/cmdline")
    if proc.parent.parent.joinpath("self").exists():
        with contextlib.suppress(OSError):
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    listed = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return listed.stdout


def wait_until(condition: Callable[[], bool], *, timeout_s: float) -> bool:
    """Poll until a condition holds; False when the time is over."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_S)
    return True


def end(
    is_running: Callable[[], bool], *, pid: int, steps: tuple[tuple[signal.Signals, float], ...]
) -> None:
    """Send each signal in turn and wait its seconds, until the process is gone."""
    for name, timeout_s in steps:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, name)
        if wait_until(lambda: not is_running(), timeout_s=timeout_s):
            return


@contextlib.contextmanager
def locked(path: Path, *, timeout_s: float) -> Iterator[int]:
    """Hold an exclusive lock on a file; yields its descriptor.

    Raises ServiceError when somebody else holds it for all of timeout_s.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        if not wait_until(lambda: _takes(descriptor), timeout_s=timeout_s):
            message = f"{path} stays locked: another process uses these services; stop it first"
            raise ServiceError(message)
        yield descriptor
    finally:
        os.close(descriptor)


def _takes(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_zombie(pid: int) -> bool:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return False
    return fields[0] in "ZX"
