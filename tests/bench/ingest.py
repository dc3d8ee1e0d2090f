"""ingest: from a signed HTTP batch to durable, ordered, idempotent, hashed, folded facts."""

import argparse
import math
import time
from collections.abc import Sequence

from community.streams.selectors import heads
from deploy.programs import web_program
from tests.bench import feeder, instance, machine, rows, watcher, world
from tests.bench.result import Report, Result

BAR_PER_S = 80_000
RATIO_BAR = 6
# Far past any tick: a frame not there by then was lost.
LAST_FRAME_S_MAX = 30
# The web processes' memory is looked at as often in a run.
TENTHS = 10
# Flat: what was held after a tenth, and no more than a page here and there.
GROWN_SHARE_MAX = 0.05
_MIB = 1024 * 1024


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=3_500)
    parser.add_argument("--matches", type=int, default=8)
    parser.add_argument("--webs", type=int, default=4)
    parser.add_argument("--rows", type=int, default=50_000)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    baseline = rows.bulk_create_per_s(count=flags.rows, batch=flags.batch)
    report.say(f"bulk_create, one row each: {baseline:,.0f} rows/s")
    matches = world.make_matches(flags.matches)
    ports = [instance.free_port() for _ in range(flags.webs)]
    plan = feeder.Plan(
        matches=matches,
        ports=ports,
        batches_per_match=math.ceil(flags.events / flags.batch / flags.matches),
        batch_size=flags.batch,
    )
    programs = [(web_program(port), port) for port in ports]
    with (
        feeder.feeding(plan) as feed,
        instance.serve(programs) as webs,
        watcher.watching(world.viewers([matches[0].stream], port=ports[0], count=1)) as viewer,
    ):
        pids = {f"web{number}": web.pid for number, web in enumerate(webs)}
        pids |= instance.service_pids() | {"generator": feed.pid, "viewer": viewer.pid}
        viewer.begin()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        feed.start()
        held = _watch_memory(feed, webs, report, count=plan.count)
        sent = feed.wait()
        spent = meter.read(monotonic=time.monotonic())
        _await_last_frame(viewer, matches[0].stream)
        seen = viewer.end()
    _say_cpu(report, spent, sent.accepted)
    report.say(
        f"frames at the viewer: {len(seen.arrivals[0])}, the last to {seen.arrivals[0][-1].to}"
    )
    return _result(sent, held, report, baseline=baseline, is_saturated=spent.is_saturated)


def _result(
    sent: feeder.Sent,
    held: Sequence[int],
    report: Report,
    *,
    baseline: float,
    is_saturated: bool,
) -> Result:
    per_s = sent.accepted / (sent.ended - sent.began)
    report.say(
        f"{sent.accepted:,} events in {sent.ended - sent.began:.2f} s: {per_s:,.0f} events/s,"
        f" {sent.body_bytes / sent.accepted:.0f} bytes each; answers p50"
        f" {sent.answer_p50_s * 1e3:.1f} ms, p99 {sent.answer_p99_s * 1e3:.1f} ms"
    )
    grown = max(held) / held[0] - 1
    report.say(
        f"memory grew by {grown:.1%} after the first tenth; ok is {BAR_PER_S:,} events/s,"
        f" {RATIO_BAR} times the baseline, memory flat within {GROWN_SHARE_MAX:.0%}"
    )
    return Result(
        name="ingest",
        value=round(per_s),
        unit="events/s",
        baseline=round(baseline),
        ratio=round(per_s / baseline, 2),
        bar=BAR_PER_S,
        ok=per_s >= BAR_PER_S
        and per_s >= RATIO_BAR * baseline
        and grown <= GROWN_SHARE_MAX
        and len(held) >= TENTHS,
        saturated=is_saturated,
    )


def _watch_memory(
    feed: feeder.Feeder, webs: list[instance.Served], report: Report, *, count: int
) -> list[int]:
    """The web processes' memory in bytes, all together, as each tenth of the events was taken."""
    held: list[int] = []
    tenth = count // TENTHS
    while len(held) < TENTHS and not feed.is_done(timeout_s=0.05):
        if feed.taken >= tenth * (len(held) + 1):
            held.append(sum(machine.rss_bytes(web.pid) for web in webs))
    if len(held) < TENTHS:
        held.append(sum(machine.rss_bytes(web.pid) for web in webs))
    told = ", ".join(f"{octets / _MIB:.0f}" for octets in held)
    report.say(f"web memory by tenths of the events: {told} MiB")
    return held


def _await_last_frame(viewer: watcher.Watcher, stream: str) -> None:
    """Wait until the viewer has all that the log holds, which the hub folds after the answers."""
    head = heads([stream])[stream].offset
    assert viewer.wait_for(head, timeout_s=LAST_FRAME_S_MAX), f"no frame reached offset {head}"


def _say_cpu(report: Report, spent: machine.Spent, count: int) -> None:
    parts = [f"{name} {s * 1e6 / count:.2f}" for name, s in spent.by_name.items()]
    report.say(f"CPU us per event: {', '.join(parts)}; the machine was {spent.busy_share:.0%} busy")
