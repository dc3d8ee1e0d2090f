"""partition: ten seconds of silence without a reset; how soon it is told, how soon it is mended.

Clients go by a tunnel that goes dark; a twin goes around it. The SDK's rule says when a client
calls itself reconnecting and when it dials.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

from community.config import selectors as config
from deploy.programs import web_program
from tests.bench import crowd, instance, machine, spread, truth, tunnel, world
from tests.bench.result import Report, Result
from tests.bench.returning import Absence
from tests.bench.teller import Pace, Teller

BAR_MS = 500
NOTICED_S_BAR = 3
SETTLED_S_MAX = 30
CALM_S = 6
PACE = Pace(facts=5, every_s=0.1)


@dataclass(frozen=True, kw_only=True)
class Dark:
    """When it went dark and when it was light again, monotonic seconds."""

    from_: float
    until: float


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--silent-s", type=float, default=10)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    stream = world.make_matches(1)[0].stream
    port = instance.free_port()
    teller = Teller([stream])
    with instance.serve([(web_program(port), port)]) as [web], tunnel.tunnel_to(port) as way:
        seats = world.seats([stream], door=world.live_door(way.port), count=flags.sockets)
        seats += world.seats([stream], door=world.live_door(port), count=1, is_twin=True)
        with crowd.gathered(seats) as clients:
            pids = {"web": web.pid, "clients": clients.pid, "tunnel": way.pid}
            meter = machine.Meter(pids, monotonic=time.monotonic())
            dark = _silence(way, clients, (teller, flags.silent_s))
            clients.order("settle", SETTLED_S_MAX)
            teller.tell_while(lambda: not clients.is_done(), PACE)
            absences: list[Absence] = clients.answer()
            spent = meter.read(monotonic=time.monotonic())
            clients.ask("arrive", teller.heads, SETTLED_S_MAX)
            is_right = truth.agrees(clients.ask("held"), report)
    report.say(spent.per("client", count=flags.sockets))
    return _result(absences, dark, report, is_right=is_right, is_saturated=spent.is_saturated)


def _silence(way: tunnel.Tunnel, clients: crowd.Crowd, told: tuple[Teller, float]) -> Dark:
    teller, silent_s = told
    teller.tell_for(CALM_S, PACE)  # until every line is steady
    began = time.monotonic()
    way.go_dark()
    clients.ask("leave", began)
    teller.tell_for(silent_s, PACE)
    way.heal()
    return Dark(from_=began, until=time.monotonic())


def _result(
    absences: Sequence[Absence], dark: Dark, report: Report, *, is_right: bool, is_saturated: bool
) -> Result:
    noticed = sorted(back.noticed_at - dark.from_ for back in absences if back.noticed_at)
    waits = sorted((back.converged_at - dark.until) * 1e3 for back in absences if back.converged_at)
    answered = [outcome for back in absences for outcome in back.outcomes]
    counts = ", ".join(f"{name} {answered.count(name)}" for name in sorted(set(answered)))
    report.say(f"silence to reconnecting: {spread.told(noticed, unit='s')}")
    report.say(f"{sum(back.dials for back in absences)} dials; {counts}; light to converged:")
    report.say(spread.told(waits))
    p99, tick_ms = spread.quantile(waits, 0.99), config.current().edge.tick_ms
    is_told = len(noticed) == len(absences) and noticed[-1] <= NOTICED_S_BAR
    report.say(
        f"baseline is the tick; ok is a p99 of {BAR_MS} ms or less, reconnecting said by all within"
        f" {NOTICED_S_BAR} s, every state the log's"
    )
    return Result(
        name="partition",
        value=round(p99, 1),
        unit="ms from light to converged, p99",
        baseline=tick_ms,
        ratio=round(p99 / tick_ms, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS and len(waits) == len(absences) and is_told and is_right,
        saturated=is_saturated,
    )
