"""The supervisor: keeps programs running, and says when one was not."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from deploy.programs import Program, Running

POLL_S = 0.1

# A program that lives this long is well; one that keeps dying is tried less and less often.
WELL_AFTER_S = 30.0
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0


class Kept:
    """A program in our care: its process now, or when the next one starts."""

    def __init__(self, program: Program, *, log: Path) -> None:
        self.program = program
        self.running: Running | None = None
        self._log = log
        self._began_s = 0.0
        self._retry_s = RETRY_FIRST_S
        self._retry_at_s = 0.0

    def start(self) -> None:
        """Start a process."""
        self.running = Running(self.program, log=self._log)
        self._began_s = time.monotonic()

    def mend(self) -> str | None:
        """Start anew what died, after its pause; what there is to say about it."""
        if self.running is None:
            if time.monotonic() >= self._retry_at_s:
                self.start()
            return None
        code = self.running.exit_code()
        if code is None:
            return None
        if time.monotonic() - self._began_s > WELL_AFTER_S:
            self._retry_s = RETRY_FIRST_S
        pause_s, self._retry_s = self._retry_s, min(2 * self._retry_s, RETRY_MAX_S)
        self._retry_at_s = time.monotonic() + pause_s
        self.running = None
        return f"{self.program.name} ended ({code}), starts again in {pause_s:g} s; see {self._log}"


class Supervisor:
    """All programs of one Terrace."""

    def __init__(self, programs: Iterable[Program], *, logs: Path) -> None:
        self._kept = [Kept(program, log=logs / f"{program.name}.log") for program in programs]

    def start(self) -> None:
        """Start every program."""
        for kept in self._kept:
            kept.start()

    def watch(self, *, until: Callable[[], bool]) -> None:
        """Restart what dies until a condition holds."""
        while not until():
            for kept in self._kept:
                if said := kept.mend():
                    print(f"  {said}", flush=True)
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Stop all at once; whoever does not is ended after the grace."""
        running = [kept.running for kept in self._kept if kept.running is not None]
        for one in running:
            one.let_go()
        for one in running:
            one.wait_gone()
