"""latency: from a batch sent to the signed door to the frame that covers it, at every socket.

The tick alone, of 100 ms, holds a frame back 50 ms on average and 100 ms at worst.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass

from community.config import selectors as config
from community.core import clock
from deploy.programs import web_program
from tests.bench import events, feeder, instance, machine, spread, watcher, world
from tests.bench.result import Report, Result

BAR_MS = 250
# In no step with the tick, so that batches fall anywhere between two.
SEND_S = 0.073
LAST_FRAME_S_MAX = 10
# A server's first batches make its connections; they are sent, said, and not counted.
COLD_BATCHES = 10


@dataclass(frozen=True, kw_only=True)
class Post:
    """One batch at the door: when it was sent and answered, monotonic seconds, and its offset."""

    sent_at: float
    answered_at: float
    head: int


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--sockets", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--batch", type=int, default=5)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    told = world.make_matches(1)[0]
    port = instance.free_port()
    feed = events.Feed(source=told.source, subject=told.subject, seed=0)
    count = COLD_BATCHES + round(flags.seconds / SEND_S)
    bodies = list(events.batches(feed, count=count, size=flags.batch))
    with (
        instance.serve([(web_program(port), port)]) as [web],
        watcher.watching(world.viewers([told.stream], port=port, count=flags.sockets)) as viewers,
    ):
        viewers.begin()
        pids = {"web": web.pid, "clients": viewers.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        cold, *posts = _send_steadily(feeder.Door(told, port), bodies)
        del posts[: COLD_BATCHES - 1]
        viewers.wait_for(posts[-1].head, timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = viewers.end()
    told_at = [(post.sent_at, post.head) for post in posts]
    waits_ms = sorted(
        wait
        for socket in seen.arrivals
        for wait in spread.waits_ms(told_at, [(frame.at, frame.to) for frame in socket])
    )
    owed = len(posts) * flags.sockets
    answers_ms = sorted(map(_answer_ms, posts))
    tick_ms = config.current().edge.tick_ms
    p99 = spread.quantile(waits_ms, 0.99)
    report.say(
        f"{len(posts)} batches of {flags.batch} events to {flags.sockets} sockets:"
        f" {owed - len(waits_ms)} of {owed:,} never arrived; {spent.per('batch', count=count)}"
    )
    report.say(f"the first batch, at a cold server: {_answer_ms(cold):.1f} ms to its answer")
    report.say(
        f"sent to received: {spread.told(waits_ms)}; sent to answered: {spread.told(answers_ms)}"
    )
    report.say(f"baseline is the tick alone; ok is a p99 of {BAR_MS} ms or less, none lost")
    return Result(
        name="latency",
        value=round(p99, 1),
        unit="ms, p99",
        baseline=tick_ms,
        ratio=round(p99 / tick_ms, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS and len(waits_ms) == owed,
        saturated=spent.is_saturated,
    )


def _send_steadily(door: feeder.Door, bodies: Sequence[bytes]) -> list[Post]:
    posts = []
    due = time.monotonic()
    for number, body in enumerate(bodies):
        sent_at = time.monotonic()
        taken = door.send(body, message_id=f"msg_{number}")
        posts.append(Post(sent_at=sent_at, answered_at=time.monotonic(), head=taken.head))
        due += SEND_S
        clock.sleep(max(0.0, due - time.monotonic()))
    door.close()
    return posts


def _answer_ms(post: Post) -> float:
    return (post.answered_at - post.sent_at) * 1e3
