"""`make test`: pytest with everything it needs found first; words go to pytest.

Three runs: Playwright keeps an event loop in the main thread, where async tests need their own; and
what kills services does not share a process with what needs them. The first two go on two
processes, each with a database and a Redis number of its own. The last mostly waits for what it
started, and touches nothing but checkouts of its own: it goes on beside the first.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from typing import IO

from deploy.browser import get_chromium
from deploy.embedded.errors import ServiceError
from deploy.node import find_node
from deploy.programs import ROOT
from deploy.steps import Step

# Only where a part lies is read for it, unless words name other places: reading all takes 11 s.
# Files stay together in the first run, whose journeys share an instance; a browser's tests share
# nothing but server and browser, which either process has, so whoever is free takes the next.
RUNS: dict[str, tuple[str, ...]] = {
    "not browser and not services": ("-n", "2", "--dist", "loadfile"),
    "browser": ("-n", "2", "--dist", "worksteal", "-o", "testpaths=tests/browser"),
}
BESIDE, BESIDE_WORDS = "services", ("-o", "testpaths=tests/deploy")
NO_TESTS = 5  # pytest's word for it: what was asked for may all be in the other run


def main(words: list[str]) -> int:
    """Find a browser and a Node, then run pytest; its exit code. Raises ServiceError."""
    with Step("Find Chromium and Node"):
        os.environ["TERRACE_CHROMIUM"] = str(get_chromium())
        os.environ["TERRACE_NODE"] = str(find_node())
    codes = _run_all(words)
    if set(codes) == {NO_TESTS}:
        return NO_TESTS
    return next((code for code in codes if code not in {0, NO_TESTS}), 0)


def _run_all(words: list[str]) -> list[int]:
    """Every run's exit code; what the one beside said comes last, whole."""
    with tempfile.TemporaryFile() as said:
        beside = _start(BESIDE, [*BESIDE_WORDS, *words], out=said)
        try:
            codes = [_start(marker, [*spread, *words]).wait() for marker, spread in RUNS.items()]
            codes.append(beside.wait())
        finally:
            beside.terminate()
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout.buffer)
    return codes


def _start(
    marker: str, words: list[str], *, out: IO[bytes] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", "-m", marker, *words]
    stderr = subprocess.STDOUT if out else None
    return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=stderr)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ServiceError as refusal:
        sys.exit(str(refusal))
