"""slow: clients that read a kilobyte a second, beside 200 that read all; what each of them costs.

They follow sixteen matches, as a page of all live ones does, and the others one of these.
Three stretches of one run: without them, with them until all are let go, and after.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec

from community.edge.codes import Close
from deploy.programs import web_program
from tests.bench import instance, machine, sluggards, spread, watcher, weight, world
from tests.bench.result import Report, Result
from tests.bench.teller import Pace, Teller
from tests.bench.weight import Scales, Stretch

BAR_KIB = 1_024
MOVED_SHARE_MAX = 0.10
MEMORY_SHARE_MAX = 0.05
PACE = Pace(facts=10, every_s=0.1)
DRAINED_S_MAX = 10
LAST_FRAME_S_MAX = 30
STEP_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a run came to: each stretch, its waits in ms, and how the slow clients fared."""

    stretches: tuple[Stretch, Stretch, Stretch]
    waits: Sequence[Sequence[float]]
    offered_kib: float
    held_kib: float
    is_walked: bool


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=200)
    # Ten, because one is lost in a process's pages; the bar is for each.
    parser.add_argument("--slow", type=int, default=10)
    parser.add_argument("--topics", type=int, default=16, help="of a slow client")
    parser.add_argument("--bytes-per-s", type=int, default=1_024)
    parser.add_argument("--seconds", type=int, default=60)
    # Until the topics' rings, of 600 frames, are full and the process grows no more by itself.
    parser.add_argument("--warm", type=int, default=700, help="tellings before anything counts")


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    streams = [told.stream for told in world.make_matches(flags.topics)]
    port = instance.free_port()
    teller = Teller(streams)
    watch = _others(streams, port=port, count=flags.sockets)
    with instance.serve([(web_program(port), port)]) as [web], watcher.watching(watch) as viewers:
        teller.tell_while(lambda: teller.rounds < flags.warm, PACE)
        viewers.begin()
        meter = machine.Meter({"web": web.pid}, monotonic=time.monotonic())
        before = _told_for(teller, web, flags.seconds / 2)
        during, steps = _beside_slow_ones(teller, web, flags, report)
        after = _told_for(teller, web, flags.seconds / 2)
        viewers.wait_for(teller.heads[streams[0]], timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = viewers.end()
    stretches = before, during, after
    grown_kib = max(0, max(during.rss) - before.rss_median) / 1024
    report.say(
        f"web memory: {', '.join(f'{part.rss_median / 2**20:.1f}' for part in stretches)} MiB;"
        f" at most {grown_kib:,.0f} KiB more with {flags.slow} slow clients, and"
        f" {during.queued / 1024:,.0f} KiB in the kernel for any of them"
    )
    found = Found(
        stretches=stretches,
        waits=[_waits(teller.moments[streams[0]], seen, part) for part in stretches],
        offered_kib=sum(f.size for f in seen.arrivals[-1] if during.holds(f.at)) / 1024,
        held_kib=grown_kib / flags.slow + during.queued / 1024,
        is_walked=min(steps.get("snapshots", 0), steps.get("let_go", 0)) >= flags.slow,
    )
    return _result(found, report, is_saturated=spent.is_saturated)


def _others(topics: Sequence[str], *, port: int, count: int) -> watcher.Watch:
    """Those who read all: each one topic, and the last one every topic, as the slow ones do.

    So all rings are full before the slow ones come, and what one is owed is known.
    """
    watch = world.viewers(topics[:1], port=port, count=count)
    reader = world.viewers(topics, port=port, count=1)
    return replace(watch, greetings=[*watch.greetings, *reader.greetings])


def _beside_slow_ones(
    teller: Teller, web: instance.Served, flags: argparse.Namespace, report: Report
) -> tuple[Stretch, dict[str, int]]:
    """Tell until every slow client was let go; what was held, and the steps they took."""
    slow = world.viewers(teller.streams, port=web.port, count=flags.slow)
    rate = flags.bytes_per_s
    with sluggards.reading_slowly(slow.door, slow.greetings, bytes_per_s=rate) as readers:
        steps: dict[str, int] = {}
        looked_at = 0.0

        def are_all_gone() -> bool:
            nonlocal steps, looked_at
            if time.monotonic() - looked_at >= STEP_S:
                looked_at, steps = time.monotonic(), weight.slow_steps(web)
            return steps.get("let_go", 0) >= len(slow.greetings)

        during = _told_for(teller, web, flags.seconds, ports=readers.ports, is_over=are_all_gone)
        taken_kib = readers.taken_bytes / 1024 / flags.slow
        heard = readers.drain(timeout_s=DRAINED_S_MAX)
    report.say(
        f"{flags.slow} slow clients read {taken_kib:.1f} KiB each in"
        f" {during.ended - during.began:.0f} s; the ladder's steps: {steps}; {_told(heard)}"
    )
    return during, steps


def _told_for(
    teller: Teller,
    web: instance.Served,
    seconds: float,
    *,
    ports: frozenset[int] | set[int] = frozenset(),
    is_over: Callable[[], bool] = lambda: False,
) -> Stretch:
    """Tell for a while, or until it is over, and look at the server meanwhile."""
    scales = Scales(web=web, stretch=Stretch(began=time.monotonic()), ports=ports)

    def goes_on() -> bool:
        scales.look()
        return time.monotonic() - scales.stretch.began < seconds and not is_over()

    teller.tell_while(goes_on, PACE)
    return scales.stretch


def _told(heard: Sequence[Sequence[bytes | int]]) -> str:
    """What the slow clients find in their lines' buffers, once they read on."""
    codes = [item for one in heard for item in one if isinstance(item, int)]
    texts = [item for one in heard for item in one if isinstance(item, bytes)]
    kinds = [msgspec.json.decode(text)["t"] for text in texts]
    counted = ", ".join(f"{kind} {kinds.count(kind)}" for kind in ("frame", "snapshot"))
    return f"left for them: {counted}; {codes.count(int(Close.SLOW))} were told {int(Close.SLOW)}"


def _waits(
    moments: Sequence[tuple[float, int]], seen: watcher.Seen, part: Stretch
) -> Sequence[float]:
    told = [moment for moment in moments if part.holds(moment[0])]
    return sorted(
        wait
        for socket in seen.arrivals[:-1]
        for wait in spread.waits_ms(told, [(frame.at, frame.to) for frame in socket])
    )


def _result(found: Found, report: Report, *, is_saturated: bool) -> Result:
    before, _, after = found.stretches
    for name, waits in zip(("without", "with", "after"), found.waits, strict=True):
        report.say(f"the others, {name} them: told to received {spread.told(waits)}")
    alone, beside, again = (spread.quantile(waits, 0.99) for waits in found.waits)
    moved = beside / ((alone + again) / 2) - 1
    kept = after.rss_median / before.rss_median - 1
    report.say(f"the others' p99 moved {moved:+.1%}; memory afterwards {kept:+.1%}")
    report.say(
        f"baseline is what one was owed; ok is {BAR_KIB} KiB held or less, the ladder walked by"
        f" all, a p99 moved by less than {MOVED_SHARE_MAX:.0%}, memory within"
        f" {MEMORY_SHARE_MAX:.0%}"
    )
    return Result(
        name="slow",
        value=round(found.held_kib),
        unit="KiB held for a slow client",
        baseline=round(found.offered_kib),
        ratio=round(found.held_kib / max(1, found.offered_kib), 2),
        bar=BAR_KIB,
        ok=found.held_kib <= BAR_KIB
        and found.is_walked
        and moved < MOVED_SHARE_MAX
        and abs(kept) <= MEMORY_SHARE_MAX,
        saturated=is_saturated,
    )
