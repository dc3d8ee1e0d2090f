"""baseline: 100 messages a second to 200 sockets; what arrives and when, ours beside Channels.

Ours holds messages for a tick and tells many at once; Channels sends each by itself.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from community.core import clock
from tests.bench import channels_app, instance, machine, sides, spread, watcher
from tests.bench.result import Report, Result

BAR_MS = 250
# Past the pace by far: what is not there by then was dropped, and not only late.
LAST_FRAME_S_MAX = 30
# What one of our messages of a touch comes to; theirs are as long.
MESSAGE_BYTES = 320


@dataclass(frozen=True, kw_only=True)
class Course:
    """How a side fared: messages owed over all sockets, waits of those that came, in ms."""

    name: str
    owed: int
    waits: Sequence[float]
    is_saturated: bool

    @property
    def lost(self) -> int:
        """Messages that never came."""
        return self.owed - len(self.waits)

    @property
    def p99(self) -> float:
        """Of those that came."""
        return spread.quantile(self.waits, 0.99)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--messages", type=int, default=100, help="a second")


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    side = sides.ours(sockets=flags.sockets, facts_a_tell=1)
    ours = _measure(side, flags, report)
    theirs = []
    for alias in channels_app.LAYERS:
        with asyncio.Runner() as runner:
            side = sides.theirs(alias, runner, sockets=flags.sockets, size_bytes=MESSAGE_BYTES)
            theirs.append(_measure(side, flags, report))
    best = min(theirs, key=lambda course: (course.lost, course.p99))
    report.say(
        f"baseline is the layer that lost least ({best.name}); ok is none of ours lost and a p99 of"
        f" {BAR_MS} ms or less"
    )
    return Result(
        name="baseline",
        value=round(ours.p99, 1),
        unit="ms from told to received, p99",
        baseline=round(best.p99, 1),
        ratio=round(ours.p99 / best.p99, 2),
        bar=BAR_MS,
        ok=ours.lost == 0 and ours.p99 <= BAR_MS,
        saturated=any(course.is_saturated for course in (ours, *theirs)),
    )


def _measure(side: sides.Side, flags: argparse.Namespace, report: Report) -> Course:
    with instance.serve([side.server]) as [web], watcher.watching(side.watch) as viewers:
        viewers.wait_for(side.tell(), timeout_s=LAST_FRAME_S_MAX)
        viewers.begin()
        pids = {"web": web.pid, "clients": viewers.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        told = _tell_steadily(side, per_s=flags.messages, seconds=flags.seconds)
        viewers.wait_for(told[-1][1], timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = viewers.end()
    course = _course(side.name, told, seen, is_saturated=spent.is_saturated)
    took_s = told[-1][0] - told[0][0]
    report.say(
        f"{side.name}: {len(told) / took_s:.0f} messages a second, {course.lost:,} of"
        f" {course.owed:,} lost ({course.lost / course.owed:.2%}); {spread.told(course.waits)}"
    )
    report.say(f"{side.name}: {spent.per('message and socket', count=course.owed)}")
    return course


def _tell_steadily(side: sides.Side, *, per_s: int, seconds: int) -> Sequence[tuple[float, int]]:
    """(when it was told, its offset) of every message; a late one does not delay the next."""
    told = []
    due = time.monotonic()
    for _ in range(per_s * seconds):
        told_at = time.monotonic()
        told.append((told_at, side.tell()))
        due += 1 / per_s
        clock.sleep(max(0.0, due - time.monotonic()))
    return told


def _course(
    name: str, told: Sequence[tuple[float, int]], seen: watcher.Seen, *, is_saturated: bool
) -> Course:
    waits = []
    for socket in seen.arrivals:
        came: dict[int, float] = {}
        for arrival in socket:  # in any order: a layer of Channels promises none
            for offset in range(arrival.from_ + 1, arrival.to + 1):
                came.setdefault(offset, arrival.at)
        waits += [(came[offset] - at) * 1e3 for at, offset in told if offset in came]
    return Course(
        name=name,
        owed=len(told) * len(seen.arrivals),
        waits=sorted(waits),
        is_saturated=is_saturated,
    )
