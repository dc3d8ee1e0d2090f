"""Run a benchmark: `python -m tests.bench NAME [--json] [sizes by flags]`; without a name, all."""

import argparse
import importlib
import subprocess
import sys

from tests.bench import instance, machine
from tests.bench.result import Report

ITSELF = (sys.executable, "-m", "tests.bench")
NAMES = (
    "ingest", "append", "fanout", "latency",
    "reconnect", "partition", "storm", "slow", "cadence", "baseline", "wire",
    "posts", "thread_page", "replay", "delayed", "reputation",
)  # fmt: skip


def main(words: list[str]) -> int:
    """Run one benchmark on an instance of its own; 0 whether or not the bar was reached."""
    if not words or words[0].startswith("-"):
        # A process each: what one instance was set up with does not outlive it.
        return max(subprocess.call([*ITSELF, name, *words]) for name in NAMES)  # noqa: S603 -- ourselves
    name, *rest = words
    if name not in NAMES:
        sys.stderr.write(f"no such benchmark: {name}; there are {', '.join(NAMES)}\n")
        return 2
    machine.raise_file_limit()
    with instance.fresh():
        bench = importlib.import_module(f"tests.bench.{name}")
        parser = argparse.ArgumentParser(prog=f"python -m tests.bench {name}")
        parser.add_argument("--json", action="store_true", help="the last line only")
        bench.add_flags(parser)
        flags = parser.parse_args(rest)
        report = Report(is_quiet=flags.json)
        report.tell(bench.run(flags, report))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
