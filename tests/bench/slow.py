"""slow: clients that read a kilobyte a second, beside 200 that read all; what each of them costs.

They follow sixteen matches, as a page of all live ones does, and the others one of these.
Stretches of one run in turns: without them, with them until all are let go, without them, and so
on: a machine's moods are longer than a turn, and pass by no more on one side than on the other.
"""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

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
# No multiple of a tick: else what is told always waits as long for the next one, a while long or
# a whole stretch, and a stretch is held against another by where in a tick it happened to fall.
PACE = Pace(facts=10, every_s=0.107)
DRAINED_S_MAX = 10
LAST_FRAME_S_MAX = 30
STEP_S = 1.0


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a run came to: each stretch, its waits in ms, and how the slow clients fared.

    Every other stretch is one with them; the first and the last are not. walked: how many went
    down the whole ladder.
    """

    stretches: Sequence[Stretch]
    waits: Sequence[Sequence[float]]
    offered_kib: float
    grown_kib: float
    queued_kib: float
    walked: int


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=200)
    # Ten, because one is lost in a process's pages; the bar is for each.
    parser.add_argument("--slow", type=int, default=10)
    parser.add_argument("--topics", type=int, default=16, help="of a slow client")
    parser.add_argument("--bytes-per-s", type=int, default=1_024)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=60, help="of a turn with them, at most")
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
        stretches = [_told_for(teller, web, flags.seconds / 2)]
        for _ in range(flags.turns):
            stretches.append(_beside_slow_ones(teller, web, flags, report))
            stretches.append(_told_for(teller, web, flags.seconds / 2))
        viewers.wait_for(teller.heads[streams[0]], timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = viewers.end()
        steps = weight.slow_steps(web)
    found = _found(teller, stretches, seen, steps)
    report.say(
        f"web memory: {', '.join(f'{part.rss_median / 2**20:.1f}' for part in stretches)} MiB;"
        f" at most {found.grown_kib:,.0f} KiB more with {flags.slow} slow clients, and"
        f" {found.queued_kib:,.0f} KiB in the kernel for any of them"
    )
    return _result(found, flags, report, is_saturated=spent.is_saturated)


def _found(
    teller: Teller,
    stretches: Sequence[Stretch],
    seen: watcher.Seen,
    steps: Mapping[str, int],
) -> Found:
    alone, beside = stretches[::2], stretches[1::2]
    grown = [max(b.rss) - a.rss_median for a, b in zip(alone[:-1], beside, strict=True)]
    owed = [sum(f.size for f in seen.arrivals[-1] if part.holds(f.at)) for part in beside]
    moments = teller.moments[teller.streams[0]]
    return Found(
        stretches=stretches,
        waits=[_waits(moments, seen, part) for part in stretches],
        offered_kib=min(owed) / 1024,
        grown_kib=max(0, *grown) / 1024,
        queued_kib=max(part.queued for part in beside) / 1024,
        walked=min(steps.get("snapshots", 0), steps.get("let_go", 0)),
    )


def _others(topics: Sequence[str], *, port: int, count: int) -> watcher.Watch:
    """Those who read all: each one topic, and the last one every topic, as the slow ones do.

    So all rings are full before the slow ones come, and what one is owed is known.
    """
    watch = world.viewers(topics[:1], port=port, count=count)
    reader = world.viewers(topics, port=port, count=1)
    return replace(watch, greetings=[*watch.greetings, *reader.greetings])


def _beside_slow_ones(
    teller: Teller, web: instance.Served, flags: argparse.Namespace, report: Report
) -> Stretch:
    """Tell until every slow client of a turn was let go; what was held."""
    slow = world.viewers(teller.streams, port=web.port, count=flags.slow)
    rate = flags.bytes_per_s
    with sluggards.reading_slowly(slow.door, slow.greetings, bytes_per_s=rate) as readers:
        before = steps = weight.slow_steps(web).get("let_go", 0)
        looked_at = 0.0

        def are_all_gone() -> bool:
            nonlocal steps, looked_at
            if time.monotonic() - looked_at >= STEP_S:
                looked_at, steps = time.monotonic(), weight.slow_steps(web).get("let_go", 0)
            return steps - before >= len(slow.greetings)

        during = _told_for(teller, web, flags.seconds, ports=readers.ports, is_over=are_all_gone)
        taken_kib = readers.taken_bytes / 1024 / flags.slow
        heard = readers.drain(timeout_s=DRAINED_S_MAX)
    report.say(
        f"{flags.slow} slow clients read {taken_kib:.1f} KiB each in"
        f" {during.ended - during.began:.0f} s; {steps - before} let go; {_told(heard)}"
    )
    return during


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


def _result(
    found: Found, flags: argparse.Namespace, report: Report, *, is_saturated: bool
) -> Result:
    for number, waits in enumerate(found.waits):
        name = "with" if number % 2 else "without"
        report.say(f"the others, {name} them: told to received {spread.told(waits)}")
    alone, beside = (sorted(chain(*found.waits[first::2])) for first in (0, 1))
    moved = spread.quantile(beside, 0.99) / spread.quantile(alone, 0.99) - 1
    kept = found.stretches[-1].rss_median / found.stretches[0].rss_median - 1
    report.say(
        f"the others, of all turns, without: {spread.told(alone)}; with: {spread.told(beside)};"
        f" p99 moved {moved:+.1%}; memory afterwards {kept:+.1%}"
    )
    report.say(
        f"baseline is what one was owed; ok is {BAR_KIB} KiB held or less, the ladder walked by"
        f" all, a p99 moved by less than {MOVED_SHARE_MAX:.0%}, memory within"
        f" {MEMORY_SHARE_MAX:.0%}"
    )
    held_kib = found.grown_kib / flags.slow + found.queued_kib
    return Result(
        name="slow",
        value=round(held_kib),
        unit="KiB held for a slow client",
        baseline=round(found.offered_kib),
        ratio=round(held_kib / max(1, found.offered_kib), 2),
        bar=BAR_KIB,
        ok=held_kib <= BAR_KIB
        and found.walked >= flags.slow * flags.turns
        and moved < MOVED_SHARE_MAX
        and abs(kept) <= MEMORY_SHARE_MAX,
        saturated=is_saturated,
    )
