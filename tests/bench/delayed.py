"""delayed: server CPU of viewers over ten delays, beside as many that are live.

Both legs in turns, in one run and one web process: the same facts, told at the same pace for as
long; what is counted is the end of it, when every delay has something to tell at every tick.
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
    """What viewers cost while they were measured; is_whole: each of them was told all of it.

    Of several turns: all of it together.
    """

    seconds: float
    web_s: float
    services_s: float
    frames: int
    is_whole: bool
    is_saturated: bool

    @classmethod
    def together(cls, turns: Sequence["Leg"]) -> "Leg":
        """The same leg of every turn."""
        return cls(
            seconds=sum(leg.seconds for leg in turns),
            web_s=sum(leg.web_s for leg in turns),
            services_s=sum(leg.services_s for leg in turns),
            frames=sum(leg.frames for leg in turns),
            is_whole=all(leg.is_whole for leg in turns),
            is_saturated=any(leg.is_saturated for leg in turns),
        )

    @property
    def ms_a_second(self) -> float:
        """CPU of the web process and of the services below it: of every second so many ms."""
        return (self.web_s + self.services_s) * 1e3 / self.seconds


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--turns", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=30)
    # Touches that make a frame of about 1 KB.
    parser.add_argument("--facts", type=int, default=4)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    delays_s = [step for step in offered() if step][:DELAYS]
    assert len(delays_s) == DELAYS, "the policy offers so many"
    # All are there from the beginning, so that each is old enough for the longest delay.
    streams = iter([told.stream for told in world.make_matches(2 * flags.turns)])
    lead_s = delays_s[-1] + 1
    port = instance.free_port()
    behind = f"{delays_s[0]} to {delays_s[-1]} s behind"
    legs: dict[str, list[Leg]] = {"live": [], behind: []}
    with instance.serve([(web_program(port), port)]) as [web]:
        for _ in range(flags.turns):
            for name, delays in (("live", LIVE), (behind, delays_s)):
                leg = _measured(next(streams), delays, flags, web=web, lead_s=lead_s)
                legs[name].append(leg)
                report.say(f"{name}: {leg.ms_a_second:.1f} ms of server CPU a second")
    live, delayed = (Leg.together(turns) for turns in legs.values())
    return _result(live, delayed, report)


def _result(live: Leg, delayed: Leg, report: Report) -> Result:
    for name, leg in (("live", live), ("delayed", delayed)):
        report.say(
            f"{name}, all turns: {leg.frames:,} frames in {leg.seconds:.1f} s,"
            f" {leg.ms_a_second:.1f} ms of server CPU a second, of these"
            f" {leg.web_s * 1e3 / leg.seconds:.1f} of the web process"
        )
    ratio = delayed.ms_a_second / live.ms_a_second
    report.say(f"of the web process alone: {delayed.web_s / live.web_s:.2f} times")
    report.say(f"baseline is live viewers; ok is {BAR} times their CPU or less, nobody missed any")
    return Result(
        name="delayed",
        value=round(delayed.ms_a_second, 1),
        unit="ms of server CPU a second",
        baseline=round(live.ms_a_second, 1),
        ratio=round(ratio, 2),
        bar=BAR,
        ok=ratio <= BAR and live.is_whole and delayed.is_whole,
        saturated=live.is_saturated or delayed.is_saturated,
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
        seconds=spent.seconds,
        web_s=spent.by_name["web"],
        services_s=spent.by_name["postgres"] + spent.by_name["redis"],
        frames=sum(began <= frame.at <= ended for socket in seen.arrivals for frame in socket),
        is_whole=all(_is_whole(socket, until=last) for socket in seen.arrivals),
        is_saturated=spent.is_saturated,
    )


def _is_whole(frames: Sequence[watcher.Arrival], *, until: int) -> bool:
    """Whether each frame goes on from the one before, up to the last offset told."""
    joins = all(before.to == after.from_ for before, after in pairwise(frames))
    return joins and bool(frames) and frames[-1].to == until
