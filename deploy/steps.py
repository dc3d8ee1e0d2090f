"""Steps: what is being done, said in one line that ends with how long it took."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from deploy.embedded.errors import ServiceError
from deploy.programs import FOR_PEOPLE

TAIL_LINES = 20
WIDTH = 64
DETAIL_WIDTH = 30


class Step:
    """One line of progress; on a terminal it also shows what it is at."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._is_terminal = sys.stdout.isatty()
        self._began_s = time.monotonic()
        self._is_failed = False

    def __enter__(self) -> Self:
        print(f"  {self._title:<{WIDTH}}", end="", flush=True)
        return self

    def show(self, detail: str) -> None:
        """Say what it is at; nothing in a log, where a line cannot be taken back."""
        if self._is_terminal:
            if len(detail) > DETAIL_WIDTH:
                detail = f"{detail[: DETAIL_WIDTH - 1]}\N{HORIZONTAL ELLIPSIS}"
            print(f"\r\x1b[K  {self._title:<{WIDTH}} {detail}", end="", flush=True)

    def fail(self) -> None:
        """End the line with a failure; the caller says which."""
        self._is_failed = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        is_failed = self._is_failed or kind is not None
        took = "failed" if is_failed else f"{time.monotonic() - self._began_s:6.1f} s"
        if self._is_terminal:
            print(f"\r\x1b[K  {self._title:<{WIDTH}} {took}", flush=True)
        else:
            print(f" {took}", flush=True)


def run(title: str, command: list[str], *, log: Path) -> None:
    """Run a command as a step, its output into a log; the last line it said is shown meanwhile.

    Raises ServiceError with the end of the output when it fails.
    """
    said = []
    with Step(title) as step, log.open("a") as out:
        with talking(command) as process:
            assert process.stdout is not None
            for line in process.stdout:
                out.write(line)
                said.append(line.rstrip())
                step.show(line.strip())
        if process.returncode != 0:
            message = "\n".join([*said[-TAIL_LINES:], f"{title}: failed (see {log})"])
            raise ServiceError(message)


@contextlib.contextmanager
def talking(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """A command whose output is read as it comes; when we are stopped, it is too."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            yield process
            process.wait()
        finally:
            process.kill()


class Heard:
    """Shows what a running program says for people, out of its log."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._read = 0

    def show(self) -> None:
        """Print the whole lines for people that were written since."""
        with contextlib.suppress(FileNotFoundError), self._log.open("rb") as log:
            log.seek(self._read)
            for line in log:
                if not line.endswith(b"\n"):
                    break
                self._read += len(line)
                if line.startswith(FOR_PEOPLE.encode()):
                    print(line.decode(errors="replace").rstrip(), flush=True)
