"""A process that attaches, prints what it got as one JSON line, and stays until its input ends."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

from deploy.embedded.attach import attach

if __name__ == "__main__":
    services = attach(
        Path(sys.argv[1]),
        profile="test",
        postgres="postgres" in sys.argv[2:],
        redis="redis" in sys.argv[2:],
    )
    print(json.dumps(asdict(services)), flush=True)
    sys.stdin.read()
