"""fanout: server CPU per delivered frame of 1 KB, beside a Channels consumer told by `group_send`.

Both sides: the same server and flags, sockets, pace and bytes; told from another process.
"""

import argparse
import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from community.core import clock
from tests.bench import channels_app, instance, machine, sides, watcher
from tests.bench.result import Report, Result

TELL_S = 0.1
# A Channels consumer must cost this many times what we do.
RATIO_BAR = 8
# Past the pace by far: what is not there by then was dropped, and not only late.
LAST_FRAME_S_MAX = 30


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What a side delivered and spent; missed is the share of what was told and never arrived."""

    us_per_frame: float
    delivered: int
    missed: float
    size_bytes: int
    spent: machine.Spent


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20)
    # Touches that make a frame of about 1 KB.
    parser.add_argument("--facts", type=int, default=4)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    ours = _measure(sides.ours(sockets=flags.sockets, facts_a_tell=flags.facts), flags, report)
    theirs = []
    for alias in channels_app.LAYERS:
        with asyncio.Runner() as runner:
            side = sides.theirs(alias, runner, sockets=flags.sockets, size_bytes=ours.size_bytes)
            theirs.append(_measure(side, flags, report))
    baseline = min(cost.us_per_frame for cost in theirs)
    ratio = baseline / ours.us_per_frame
    beside = ", ".join(
        f"{alias} {cost.us_per_frame / ours.us_per_frame:.2f}"
        for alias, cost in zip(channels_app.LAYERS, theirs, strict=True)
    )
    report.say(f"times what we cost: {beside}; baseline is the cheaper layer")
    report.say(
        f"ok is a ratio, baseline over ours, of {RATIO_BAR} or more, and nothing of ours missed"
    )
    return Result(
        name="fanout",
        value=round(ours.us_per_frame, 2),
        unit="us of server CPU per delivered frame",
        baseline=round(baseline, 2),
        ratio=round(ratio, 2),
        bar=RATIO_BAR,
        ok=ratio >= RATIO_BAR and ours.missed == 0,
        saturated=any(cost.spent.is_saturated for cost in (ours, *theirs)),
    )


def _measure(side: sides.Side, flags: argparse.Namespace, report: Report) -> Cost:
    with instance.serve([side.server]) as [web], watcher.watching(side.watch) as viewers:
        first = side.tell()
        viewers.wait_for(first, timeout_s=LAST_FRAME_S_MAX)
        viewers.begin()
        pids = {"web": web.pid, "clients": viewers.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        last = _tell_steadily(side.tell, times=round(flags.seconds / TELL_S))
        viewers.wait_for(last, timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = viewers.end()
    cost = _cost(seen, last - first, spent)
    report.say(
        f"{side.name}: {cost.delivered:,} frames of {cost.size_bytes:,} bytes,"
        f" {cost.missed:.2%} missed, {cost.us_per_frame:.1f} us each"
    )
    report.say(f"{side.name}: {spent.per('delivered frame', count=cost.delivered)}")
    return cost


def _tell_steadily(tell: Callable[[], int], *, times: int) -> int:
    due = time.monotonic()
    last = 0
    for _ in range(times):
        last = tell()
        due += TELL_S
        clock.sleep(max(0.0, due - time.monotonic()))
    return last


def _cost(seen: watcher.Seen, told: int, spent: machine.Spent) -> Cost:
    frames = [frame for socket in seen.arrivals for frame in socket]
    assert frames, "nothing arrived"
    covered = sum(frame.to - frame.from_ for frame in frames)
    return Cost(
        us_per_frame=spent.by_name["web"] * 1e6 / len(frames),
        delivered=len(frames),
        missed=1 - covered / (told * len(seen.arrivals)),
        size_bytes=round(sum(frame.size for frame in frames) / len(frames)),
        spent=spent,
    )
