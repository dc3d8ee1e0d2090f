"""delayed: server CPU of viewers over ten delays, beside as many that are live.

Both legs in one run and one web process: the same facts, told at the same pace for as long; what
is counted is the end of it, when every delay has something to tell at every tick.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from community.users.viewing import offered
from deploy.programs import web_program
from tests.bench import instance, machine, watcher, world
from tests.bench.result import Report, Result
from tests.bench.teller import Pace, Teller

BAR = 1.5
DELAYS = 10
TELL_S = 0.1
LIVE = (0,)
# Of what is told to the end, the last is due this long after the longest delay at most.
LAST_FRAME_S_MAX = 30


@dataclass(frozen=True, kw_only=True)
class Leg:
    """What viewers cost while they were measured; is_whole: each of them was told all of it."""

    spent: machine.Spent
    frames: int
    is_whole: bool

    @property
    def server_s(self) -> float:
        """CPU seconds of the web process and of the services below it."""
        return sum(self.spent.by_name[name] for name in ("web", "postgres", "redis"))

    @property
    def ms_a_second(self) -> float:
        """Of every second, so many milliseconds of CPU."""
        return self.server_s * 1e3 / self.spent.seconds


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=30)
    # Touches that make a frame of about 1 KB.
    parser.add_argument("--facts", type=int, default=4)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    delays_s = [step for step in offered() if step][:DELAYS]
    assert len(delays_s) == DELAYS, "the policy offers so many"
    # Both are there from the beginning, so that the second is old enough for the longest delay.
    first, second = (told.stream for told in world.make_matches(2))
    lead_s = delays_s[-1] + 1
    port = instance.free_port()
    with instance.serve([(web_program(port), port)]) as [web]:
        live = _measured(first, LIVE, flags, web=web, lead_s=lead_s)
        delayed = _measured(second, delays_s, flags, web=web, lead_s=lead_s)
    for name, leg in (("live", live), (f"{delays_s[0]} to {delays_s[-1]} s behind", delayed)):
        report.say(
            f"{name}: {leg.frames:,} frames in {leg.spent.seconds:.1f} s,"
            f" {leg.ms_a_second:.1f} ms of server CPU a second;"
            f" {leg.spent.per('delivered frame', count=leg.frames)}"
        )
    ratio = delayed.ms_a_second / live.ms_a_second
    alone = delayed.spent.by_name["web"] / live.spent.by_name["web"]
    report.say(f"of the web process alone: {alone:.2f} times")
    report.say(f"baseline is live viewers; ok is {BAR} times their CPU or less, nobody missed any")
    return Result(
        name="delayed",
        value=round(delayed.ms_a_second, 1),
        unit="ms of server CPU a second",
        baseline=round(live.ms_a_second, 1),
        ratio=round(ratio, 2),
        bar=BAR,
        ok=ratio <= BAR and live.is_whole and delayed.is_whole,
        saturated=live.spent.is_saturated or delayed.spent.is_saturated,
    )


def _measured(
    stream: str,
    delays_s: Sequence[int],
    flags: argparse.Namespace,
    *,
    web: instance.Served,
    lead_s: int,
) -> Leg:
    watch = world.viewers([stream], port=web.port, count=flags.sockets, delays_s=delays_s)
    teller = Teller([stream])
    pace = Pace(facts=flags.facts, every_s=TELL_S)
    with watcher.watching(watch) as viewers:
        teller.tell_for(lead_s, pace)
        viewers.begin()
        pids = {"web": web.pid, "clients": viewers.pid} | instance.service_pids()
        began = time.monotonic()
        meter = machine.Meter(pids, monotonic=began)
        teller.tell_for(flags.seconds, pace)
        ended = time.monotonic()
        spent = meter.read(monotonic=ended)
        last = teller.heads[stream]
        viewers.wait_for(last, timeout_s=max(delays_s) + LAST_FRAME_S_MAX)
        seen = viewers.end()
    return Leg(
        spent=spent,
        frames=sum(began <= frame.at <= ended for socket in seen.arrivals for frame in socket),
        is_whole=all(_is_whole(socket, until=last) for socket in seen.arrivals),
    )


def _is_whole(frames: Sequence[watcher.Arrival], *, until: int) -> bool:
    """Whether each frame goes on from the one before, up to the last offset told."""
    joins = all(before.to == after.from_ for before, after in pairwise(frames))
    return joins and bool(frames) and frames[-1].to == until
