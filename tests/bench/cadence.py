"""cadence: 50,000 events a second on one stream; how many sockets keep time.

The events come by the log's own pen, from this process, so that what is measured is the edge; with
`--by door` they are signed and sent to a web process of their own, which takes one producer's
batches one after the other. Steps of more and more sockets, each on a match of its own, until one
does not hold.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from community.config import selectors as config
from community.core import clock
from community.streams.models import Batch
from deploy.programs import web_program
from tests.bench import feeder, instance, machine, spread, watcher, world
from tests.bench.result import Report, Result
from tests.bench.teller import Pace, Teller

BAR_SOCKETS = 1_000
TICK_SHARE = 0.2
FRAME_BYTES_MAX = 64 * 1024
AGE_OVER_TICK_MS = 100
# Of the pace asked: a door that takes less was not the same load.
PACE_SHARE_MIN = 0.95
LAST_FRAME_S_MAX = 30


@dataclass(frozen=True, kw_only=True)
class Step:
    """One number of sockets and how it went; milliseconds, ages and gaps in order."""

    sockets: int
    accepted: int
    per_s: float
    mean_gaps: Sequence[float]
    gaps: Sequence[float]
    ages: Sequence[float]
    frame_bytes_max: int
    missed: int
    tick_ms: int
    spent: machine.Spent

    @property
    def in_time_share(self) -> float:
        """Gaps between frames that lie within the share of the tick."""
        return sum(map(self._is_in_time, self.gaps)) / max(1, len(self.gaps))

    def _is_in_time(self, gap_ms: float) -> bool:
        return abs(gap_ms - self.tick_ms) <= TICK_SHARE * self.tick_ms

    def holds(self, asked_per_s: int) -> bool:
        """Whether every socket kept time, none missed anything, and no frame was old or large."""
        return (
            self.per_s >= PACE_SHARE_MIN * asked_per_s
            and self.missed == 0
            and all(map(self._is_in_time, self.mean_gaps))
            and self.frame_bytes_max <= FRAME_BYTES_MAX
            and spread.quantile(self.ages, 0.99) <= self.tick_ms + AGE_OVER_TICK_MS
        )

    def told(self) -> str:
        """The step in words."""
        low, high = self.mean_gaps[0], self.mean_gaps[-1]
        return (
            f"{self.sockets} sockets, {self.per_s:,.0f} events/s: a frame each {low:.1f}-{high:.1f}"
            f" ms on a socket's average, {self.in_time_share:.1%} of single ones in time; age"
            f" {spread.told(self.ages)}; frames of {self.frame_bytes_max:,} bytes at most;"
            f" {self.missed} sockets missed something"
        )


@dataclass(frozen=True, kw_only=True)
class _Came:
    """What came in: events, and from when to when, in monotonic seconds."""

    accepted: int
    began: float
    ended: float


@dataclass(frozen=True, kw_only=True)
class _Way:
    """How events come in, and the processes that bring them."""

    bring: Callable[[], _Came]
    pids: dict[str, int]


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", default="100,250,500,750,1000", help="one step after another")
    parser.add_argument("--per-s", type=int, default=50_000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--by", choices=("pen", "door"), default="pen", help="how events come in")


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    counts = [int(word) for word in flags.sockets.split(",")]
    held: list[Step] = []
    is_saturated = False
    ports = [instance.free_port(), instance.free_port()]
    matches = world.make_matches(len(counts))
    with instance.serve([(web_program(port), port) for port in ports]) as webs:
        for told, sockets in zip(matches, counts, strict=True):
            step = _step(told, webs, sockets, flags)
            report.say(step.told())
            report.say(step.spent.per("event", count=step.accepted))
            is_saturated = step.spent.is_saturated
            if not step.holds(flags.per_s):
                break
            held.append(step)
    most = held[-1].sockets if held else 0
    report.say(
        f"baseline is the smallest step; ok is {BAR_SOCKETS} sockets or more with a frame a tick"
        f" +-{TICK_SHARE:.0%} of 64 KiB or less, no older than tick + {AGE_OVER_TICK_MS} ms (p99)"
    )
    return Result(
        name="cadence",
        value=most,
        unit=f"sockets in time at {flags.per_s:,} events/s",
        baseline=counts[0],
        ratio=round(most / counts[0], 2),
        bar=BAR_SOCKETS,
        ok=most >= BAR_SOCKETS,
        saturated=is_saturated,
    )


def _step(
    told: feeder.Told, webs: Sequence[instance.Served], sockets: int, flags: argparse.Namespace
) -> Step:
    door, live = webs
    watch = world.viewers([told.stream], port=live.port, count=sockets)
    with _coming(told, door, flags) as way, watcher.watching(watch) as viewers:
        viewers.begin()
        pids = {"live": live.pid, "clients": viewers.pid} | way.pids
        meter = machine.Meter(pids | instance.service_pids(), monotonic=time.monotonic())
        # The log is dated by the wall clock, arrivals by the monotonic one.
        ahead_s = clock.now_ms() / 1000 - time.monotonic()
        came = way.bring()
        spent = meter.read(monotonic=time.monotonic())
        viewers.wait_for(came.accepted, timeout_s=LAST_FRAME_S_MAX)
        seen = viewers.end()
    dates = _dates(told.stream, ahead_s=ahead_s)
    gaps = [list(_gaps_ms(socket, until=came.ended)) for socket in seen.arrivals]
    return Step(
        sockets=sockets,
        accepted=came.accepted,
        per_s=came.accepted / (came.ended - came.began),
        mean_gaps=sorted(sum(of_socket) / max(1, len(of_socket)) for of_socket in gaps),
        gaps=sorted(gap for of_socket in gaps for gap in of_socket),
        ages=sorted(age for socket in seen.arrivals for age in _ages_ms(socket, dates)),
        frame_bytes_max=max(frame.size for socket in seen.arrivals for frame in socket),
        missed=sum(not _is_whole(socket) for socket in seen.arrivals),
        tick_ms=config.current().edge.tick_ms,
        spent=spent,
    )


@contextmanager
def _coming(told: feeder.Told, door: instance.Served, flags: argparse.Namespace) -> Iterator[_Way]:
    """How the events of a step come in, all made before."""
    pace = Pace(facts=flags.batch, every_s=flags.batch / flags.per_s)
    rounds = flags.per_s * flags.seconds // flags.batch
    if flags.by == "pen":
        teller = Teller([told.stream], ready=rounds * flags.batch)
        yield _Way(bring=lambda: _told(teller, rounds, pace), pids={"pen": os.getpid()})
        return
    plan = feeder.Plan(
        matches=[told],
        ports=[door.port],
        batches_per_match=rounds,
        batch_size=flags.batch,
        batch_s=pace.every_s,
    )
    with feeder.feeding(plan) as feed:
        yield _Way(bring=lambda: _sent(feed), pids={"door": door.pid, "generator": feed.pid})


def _told(teller: Teller, rounds: int, pace: Pace) -> _Came:
    began = time.monotonic()
    teller.tell_while(lambda: teller.rounds < rounds, pace)
    return _Came(accepted=rounds * pace.facts, began=began, ended=time.monotonic())


def _sent(feed: feeder.Feeder) -> _Came:
    feed.start()
    sent = feed.wait()
    return _Came(accepted=sent.accepted, began=sent.began, ended=sent.ended)


def _dates(stream: str, *, ahead_s: float) -> dict[int, float]:
    """When each fact was recorded, in monotonic seconds, by offset."""
    rows = Batch.objects.filter(stream__name=stream).values_list(
        "first_offset", "last_offset", "recorded_at"
    )
    return {
        offset: clock.to_ms(at) / 1000 - ahead_s
        for first, last, at in rows
        for offset in range(first, last + 1)
    }


def _gaps_ms(arrivals: Sequence[watcher.Arrival], *, until: float) -> Iterator[float]:
    """Between one frame and the next, while events came."""
    for before, after in pairwise(frame for frame in arrivals if frame.at <= until):
        yield (after.at - before.at) * 1e3


def _ages_ms(arrivals: Sequence[watcher.Arrival], dates: dict[int, float]) -> Iterator[float]:
    """How old the oldest fact of each frame was when the frame came."""
    for frame in arrivals:
        yield (frame.at - dates[frame.from_ + 1]) * 1e3


def _is_whole(arrivals: Sequence[watcher.Arrival]) -> bool:
    """Whether each frame begins where the last ended."""
    return all(before.to == after.from_ for before, after in pairwise(arrivals))
