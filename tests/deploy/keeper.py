"""A process that supervises programs which write their process ids down."""

import signal
import sys
from pathlib import Path

from deploy.programs import Program
from deploy.supervisor import Supervisor

# Writes its own id and a child's, then waits for ever; "deaf" does not heed SIGTERM.
PROGRAM = """
import os, signal, subprocess, sys, time
if sys.argv[2] == "deaf":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
new = sys.argv[1] + ".new"
open(new, "w").write(f"{os.getpid()} {child.pid}")
os.replace(new, sys.argv[1])
time.sleep(600)
"""


def program(notes: Path, *, name: str, manner: str = "polite") -> Program:
    """A program that notes its ids in a file of its name."""
    command = (sys.executable, "-c", PROGRAM, str(notes / name), manner)
    return Program(name=name, command=command)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    supervisor = Supervisor(
        [program(folder, name="first"), program(folder, name="second")], logs=folder
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    supervisor.start()
    try:
        supervisor.watch(until=lambda: False)
    except KeyboardInterrupt:
        supervisor.stop()
