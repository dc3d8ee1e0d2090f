"""storm: a web process is killed and all its sockets come to another one, which is cold.

Half of the clients are signed in. The other process's statements are counted while they come.
"""

import argparse
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace

import httpx
import msgspec

from deploy.programs import HOST, Program, web_program
from tests.bench import counted_app, crowd, instance, machine, spread, truth, world
from tests.bench.result import Report, Result
from tests.bench.returning import Absence, Seat
from tests.bench.teller import Teller

BAR_S = 5
READS_PER_STREAM_MAX = 5
QUERIES_MAX = 50
SETTLED_S_MAX = 60
# Told before, so that there is a state to bring; and while nobody listens.
FACTS_BEFORE, FACTS_DURING = 500, 50
STEADY_S = 6
OURS, COUNTED = "community.asgi:application", "tests.bench.counted_app:application"


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=2_000)
    parser.add_argument("--streams", type=int, default=5)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    streams = [told.stream for told in world.make_matches(flags.streams)]
    teller = Teller(streams)
    teller.tell(FACTS_BEFORE)
    ports = [instance.free_port(), instance.free_port()]
    programs = [(web_program(ports[0]), ports[0]), (_counted(ports[1]), ports[1])]
    seats = _seats(streams, port=ports[0], count=flags.sockets)
    with instance.serve(programs) as [first, second], crowd.gathered(seats) as clients:
        time.sleep(STEADY_S)
        goals = {stream: head + FACTS_DURING for stream, head in teller.heads.items()}
        clients.ask("aim", goals)
        clients.ask("move", second.port)
        before = _tally(second.port)
        pids = {"web": second.pid, "clients": clients.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        clients.ask("leave", time.monotonic())
        os.killpg(first.pid, signal.SIGKILL)
        teller.tell(FACTS_DURING)
        absences: list[Absence] = clients.ask("settle", SETTLED_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        asked = _since(before, _tally(second.port))
        is_right = truth.agrees(clients.ask("held"), report)
    report.say(spent.per("client", count=flags.sockets))
    return _result(absences, asked, report, is_right=is_right, is_saturated=spent.is_saturated)


def _counted(port: int) -> Program:
    program = web_program(port)
    command = tuple(COUNTED if word == OURS else word for word in program.command)
    return replace(program, command=command)


def _seats(streams: Sequence[str], *, port: int, count: int) -> list[Seat]:
    """Each stream's share of the clients, every other one signed in."""
    door = world.live_door(port)
    return [
        seat
        for place, stream in enumerate(streams)
        for share in (0, 1)
        for seat in world.seats(
            [stream],
            door=door,
            count=len(range(place * 2 + share, count, len(streams) * 2)),
            is_signed_in=bool(share),
        )
    ]


def _tally(port: int) -> counted_app.Tally:
    answer = httpx.get(f"http://{HOST}:{port}{counted_app.QUERIES_PATH}", timeout=30)
    return msgspec.json.decode(answer.content, type=counted_app.Tally)


def _since(before: counted_app.Tally, after: counted_app.Tally) -> counted_app.Tally:
    def grown(then: dict[str, int], now: dict[str, int]) -> dict[str, int]:
        return {name: count - then.get(name, 0) for name, count in now.items()}

    return counted_app.Tally(
        statements=after.statements - before.statements,
        by_stream=grown(before.by_stream, after.by_stream),
        by_text={
            text: count for text, count in grown(before.by_text, after.by_text).items() if count
        },
    )


def _result(
    absences: Sequence[Absence],
    asked: counted_app.Tally,
    report: Report,
    *,
    is_right: bool,
    is_saturated: bool,
) -> Result:
    waits = sorted(back.converged_at - back.cut_at for back in absences if back.converged_at)
    refused = sum(back.refused + len(back.closes) - 1 for back in absences)
    answered = [outcome for back in absences for outcome in back.outcomes]
    counts = ", ".join(f"{name} {answered.count(name)}" for name in sorted(set(answered)))
    reads = max(asked.by_stream.values(), default=0)
    report.say(f"{len(absences)} dropped; {counts}; {refused} connects refused or lost again")
    report.say(f"killed to converged: {spread.told(waits, unit='s')}")
    report.say(f"statements: {asked.statements}; of one stream at most {reads}")
    for text, count in sorted(asked.by_text.items(), key=lambda pair: -pair[1]):
        report.say(f"  {count:4} {text[:110]}")
    worst = waits[-1] if waits else float("inf")
    report.say(
        f"ok is all converged in {BAR_S} s, at most {READS_PER_STREAM_MAX} reads a stream and"
        f" {QUERIES_MAX} statements, none refused; baseline is a statement a client"
    )
    is_frugal = reads <= READS_PER_STREAM_MAX and asked.statements <= QUERIES_MAX
    return Result(
        name="storm",
        value=round(worst, 2),
        unit="s until the last has converged",
        baseline=len(absences),
        ratio=round(len(absences) / max(1, asked.statements), 2),
        bar=BAR_S,
        ok=worst <= BAR_S
        and len(waits) == len(absences)
        and refused == 0
        and is_frugal
        and is_right,
        saturated=is_saturated,
    )
