"""Node for tests: JavaScript of ours run on files that Python wrote."""

import os
import subprocess

from deploy.node import find_node

# One process reads a thousand cases in about a second.
TIMEOUT_S = 120


def node() -> str:
    """The run's Node, else one that is found."""
    return os.environ.get("TERRACE_NODE") or str(find_node())  # noqa: TID251 -- the run's choice


def run(*words: object) -> str:
    """What Node prints for these words; fails with all it said when it does not succeed."""
    done = subprocess.run(  # noqa: S603 -- Node on our own files
        [node(), *map(str, words)], capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
