"""Lock files: every package with its version and hashes, for every platform; no index named.

Run as `python -m deploy.lock [--upgrade]`. Without it only what pyproject.toml asks for changes.
"""

import subprocess
import sys

from deploy.bootstrap import LOCKS, ROOT

COMPILE = [
    "uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11",
    "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header",
    "--no-annotate", "--no-config", "--quiet",
]  # fmt: skip


def main(more: list[str]) -> int:
    """Write both locks; the second holds the first's versions and the tools."""
    run, dev = str(LOCKS["run"]), str(LOCKS["dev"])
    for words in (["-o", run], ["--group", "dev", "-c", run, "-o", dev]):
        command = [sys.executable, "-m", *COMPILE, *more, *words]
        if code := subprocess.run(command, cwd=ROOT, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
