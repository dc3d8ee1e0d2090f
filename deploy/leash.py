"""The leash: runs one program and ends it when the other end of its input lets go.

Run as `python -m deploy.leash GRACE_S COMMAND...` in a process group of its own. Whoever holds the
other end of stdin may be killed with -9: the kernel lets go for it, so nothing is left running.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading


def main(grace_s: float, command: list[str]) -> int:
    """Run the command; its exit code, 128 and more for a signal, as a shell says it."""
    # Ours is the last process of the group to go, so that it can end the others.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    program = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        # What we ignore must not be ignored there; Python's own handlers do not pass over exec.
        preexec_fn=_heed,  # noqa: PLW1509 - no other thread runs yet
    )
    is_let_go = threading.Event()
    ending = threading.Thread(
        target=_end_when_let_go, args=(program, grace_s, is_let_go), daemon=True
    )
    ending.start()
    code = program.wait()
    if is_let_go.is_set():
        ending.join()  # nobody else is there to end the program's own children
    return code if code >= 0 else 128 - code


def _heed() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _end_when_let_go(
    program: subprocess.Popen[bytes], grace_s: float, is_let_go: threading.Event
) -> None:
    """Ask the program to stop; after the grace end the whole group, us included.

    Only the program is asked: a Celery parent ends its own children, and asking those too
    would lose what they are at.
    """
    while os.read(0, 1):
        pass
    is_let_go.set()
    program.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        program.wait(grace_s)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), sys.argv[2:]))
