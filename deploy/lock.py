"""Lock files: every package with its version and hashes, for every platform; no index named.

Run as `python -m deploy.lock [--upgrade]`. Without it only what pyproject.toml asks for changes.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

from deploy.bootstrap import LOCKS, ROOT

COMPILE = [
    "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header",
    "--no-annotate", "--no-config", "--quiet",
]  # fmt: skip


def main(more: list[str]) -> int:
    """Write both locks; the second holds the first's versions and the tools."""
    run, dev = LOCKS["run"], LOCKS["dev"]
    for lock, words in ((run, []), (dev, ["--group", "dev", "-c", str(run)])):
        command = [sys.executable, "-m", *COMPILE, *more, *words, "-o", str(lock)]
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
            return code
        _write_heading(lock)
    return 0


def heading() -> str:
    """A lock's first line: says how it is made, and of which wishes, so that a stale one shows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wishes = [project["project"]["dependencies"], project["dependency-groups"]["dev"]]
    digest = hashlib.sha256(json.dumps(wishes).encode()).hexdigest()
    return f"# By `make lock`, of the dependencies {digest[:16]} in pyproject.toml.\n"


def _write_heading(lock: Path) -> None:
    pins = [line for line in lock.read_text().splitlines(keepends=True) if line[0] != "#"]
    lock.write_text(heading() + "".join(pins))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
