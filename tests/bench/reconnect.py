"""reconnect: from a socket's RST, with 200 ms unread, to holding what an untouched twin holds.

The stream goes on at 1,000 facts a second; every client waits as the SDK's rule has it.
"""

import argparse
import time
from collections.abc import Sequence

from community.config import selectors as config
from deploy.programs import web_program
from tests.bench import crowd, instance, machine, spread, truth, world
from tests.bench.result import Report, Result
from tests.bench.returning import Absence
from tests.bench.teller import Pace, Teller

BAR_MS = 500
SETTLED_S_MAX = 30
TELL_S = 0.01


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--resets", type=int, default=1_000)
    parser.add_argument("--sockets", type=int, default=200)
    parser.add_argument("--facts", type=int, default=1_000, help="a second")
    parser.add_argument("--backlog-ms", type=int, default=200)
    parser.add_argument("--every-ms", type=int, default=30)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    stream = world.make_matches(1)[0].stream
    port = instance.free_port()
    seats = world.seats([stream], door=world.live_door(port), count=flags.sockets)
    seats += world.seats([stream], door=world.live_door(port), count=1, is_twin=True)
    plan = crowd.Resets(
        times=flags.resets, every_s=flags.every_ms / 1000, backlog_s=flags.backlog_ms / 1000
    )
    teller = Teller([stream])
    with instance.serve([(web_program(port), port)]) as [web], crowd.gathered(seats) as clients:
        pids = {"web": web.pid, "clients": clients.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        clients.order("reset", plan)
        pace = Pace(facts=round(flags.facts * TELL_S), every_s=TELL_S)
        teller.tell_while(lambda: not clients.is_done(), pace)
        clients.answer()
        clients.order("settle", SETTLED_S_MAX)
        teller.tell_while(lambda: not clients.is_done(), pace)
        absences: list[Absence] = clients.answer()
        spent = meter.read(monotonic=time.monotonic())
        clients.ask("arrive", teller.heads, SETTLED_S_MAX)
        is_right = truth.agrees(clients.ask("held"), report)
    per_s = teller.heads[stream] / spent.seconds
    report.say(f"{per_s:,.0f} facts/s told; {spent.per('reset', count=len(absences))}")
    return _result(absences, report, is_right=is_right, is_saturated=spent.is_saturated)


def _result(
    absences: Sequence[Absence], report: Report, *, is_right: bool, is_saturated: bool
) -> Result:
    waits = sorted(
        (back.converged_at - back.cut_at) * 1e3 for back in absences if back.converged_at
    )
    answered = [outcome for back in absences for outcome in back.outcomes]
    counts = ", ".join(f"{name} {answered.count(name)}" for name in sorted(set(answered)))
    dials = sum(back.dials for back in absences)
    report.say(f"{len(absences)} resets, {dials} dials: {counts}; cut to converged:")
    report.say(spread.told(waits))
    p99, tick_ms = spread.quantile(waits, 0.99), config.current().edge.tick_ms
    report.say(f"baseline is the tick; ok is a p99 of {BAR_MS} ms or less, every state the log's")
    return Result(
        name="reconnect",
        value=round(p99, 1),
        unit="ms from RST to converged, p99",
        baseline=tick_ms,
        ratio=round(p99 / tick_ms, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS and len(waits) == len(absences) and is_right,
        saturated=is_saturated,
    )
