"""append: facts to durable, ordered, hashed batches in process, one row an append.

Beside it the raw rate of the same PostgreSQL: the same events one row each, by binary COPY.
"""

import argparse
import os
import time
from collections.abc import Sequence
from itertools import islice

from django.db import transaction

from community.streams import services as streams
from community.streams.facts import Fact
from tests.bench import instance, machine, rows, world
from tests.bench.facts import facts
from tests.bench.result import Report, Result

# What ingest is held to: the pen it writes with must be faster.
BAR_PER_S = 80_000


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--matches", type=int, default=8)
    parser.add_argument("--rows", type=int, default=200_000)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    baseline = rows.copy_per_s(count=flags.rows, batch=flags.batch)
    report.say(f"binary COPY, one row each: {baseline:,.0f} rows/s")
    names = [told.stream for told in world.make_matches(flags.matches)]
    batches = _batches(flags.events // flags.batch, size=flags.batch)
    meter = machine.Meter(
        instance.service_pids() | {"append": os.getpid()}, monotonic=time.monotonic()
    )
    for number, batch in enumerate(batches):
        with transaction.atomic():
            streams.append(names[number % len(names)], batch)
    spent = meter.read(monotonic=time.monotonic())
    count = len(batches) * flags.batch
    per_s = count / spent.seconds
    report.say(f"{count:,} facts in {spent.seconds:.2f} s: {per_s:,.0f} facts/s, one thread")
    report.say(spent.per("fact", count=count))
    report.say(f"ok is {BAR_PER_S:,} facts/s or more; ratio is ours over COPY's")
    return Result(
        name="append",
        value=round(per_s),
        unit="facts/s",
        baseline=round(baseline),
        ratio=round(per_s / baseline, 2),
        bar=BAR_PER_S,
        ok=per_s >= BAR_PER_S,
        saturated=spent.is_saturated,
    )


def _batches(count: int, *, size: int) -> Sequence[list[Fact]]:
    told = facts(seed=0)
    return [list(islice(told, size)) for _ in range(count)]
