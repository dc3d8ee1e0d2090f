"""posts: from a post about to be written to the frame that shows it, at every reader of a thread.

Posts pass whatever a fan's do once a door has read them: op, standing, budget, screening, verdict.
Some threads publish them at a steady pace, for many authors, so that nobody's own limits hold; the
thread's is lifted by policy. One thread of posts is one stream, whose row they take in turn.
"""

import argparse
import random  # noqa: TID251 -- seeded
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.db import close_old_connections

from community.config import selectors as config, services as policies
from community.core import clock
from community.streams.operations import Sent
from community.threads.services.opening import open_thread
from community.users.models import User
from deploy.programs import web_program
from moderation.services import publish
from tests.bench import instance, machine, spread, watcher, world
from tests.bench.result import Report, Result
from tests.config.policies import changed
from tests.threads.speech import draft

BAR_MS = 300
WRITERS = 24
# Of one author ten posts a minute pass; nobody here comes near it, nor near what screening holds.
POSTS_PER_AUTHOR = 6
WORDS = (
    "save", "goal", "keeper", "wing", "pass", "shot", "corner", "late", "early", "what", "how",
    "never", "ref", "line", "press", "deep", "high", "ball", "far", "near", "post", "head", "chip",
    "cross", "break", "foul", "dive", "card", "wall", "curl", "roof", "net", "again", "why",
)  # fmt: skip
LAST_FRAME_S_MAX = 10
# A server's first posts make its connections; they are written, said, and not counted.
COLD_POSTS = 20


@dataclass(frozen=True, kw_only=True)
class Written:
    """One post: when it was begun and stood in the log, monotonic seconds, and its offset."""

    begun_at: float
    stood_at: float
    n: int


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--readers", type=int, default=500)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--per-second", type=int, default=200)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    match = world.make_matches(1)[0].stream.partition(".")[2]
    open_thread(match_id=match)
    port, count = instance.free_port(), COLD_POSTS + flags.seconds * flags.per_second
    authors = _authors(1 + count // POSTS_PER_AUTHOR)
    policies.apply(
        by=None,
        reason="A benchmark.",
        wanted={"publish": changed("publish", thread_per_minute=100_000)},
    )
    topics = [f"thread.{match}"]
    with (
        instance.serve([(web_program(port), port)]) as [web],
        watcher.watching(world.viewers(topics, port=port, count=flags.readers)) as readers,
    ):
        readers.begin()
        pids = {"web": web.pid, "clients": readers.pid} | instance.service_pids()
        meter = machine.Meter(pids, monotonic=time.monotonic())
        writer_began_s = time.process_time()
        written = _write(match, authors, count=count, every_s=1 / flags.per_second)[COLD_POSTS:]
        writer_s = time.process_time() - writer_began_s
        readers.wait_for(max(post.n for post in written), timeout_s=LAST_FRAME_S_MAX)
        spent = meter.read(monotonic=time.monotonic())
        seen = readers.end()
    told_at = sorted((post.begun_at, post.n) for post in written)
    waits_ms = sorted(
        wait
        for socket in seen.arrivals
        for wait in spread.waits_ms(told_at, [(frame.at, frame.to) for frame in socket])
    )
    owed = len(written) * flags.readers
    took_s = max(post.stood_at for post in written) - min(post.begun_at for post in written)
    per_second = len(written) / took_s
    p99, tick_ms = spread.quantile(waits_ms, 0.99), config.current().edge.tick_ms
    answers_ms = sorted((post.stood_at - post.begun_at) * 1e3 for post in written)
    report.say(
        f"{len(written)} posts at {per_second:.0f}/s to {flags.readers} readers:"
        f" {owed - len(waits_ms)} of {owed:,} never seen; {spent.per('post', count=count)};"
        f" the writers themselves {writer_s * 1e6 / count:.2f}"
    )
    report.say(f"post to seen: {spread.told(waits_ms)}; to stored: {spread.told(answers_ms)}")
    report.say(f"baseline is the tick alone; ok is a p99 of {BAR_MS} ms or less at the pace asked")
    kept_pace = per_second >= 0.95 * flags.per_second  # the last of a run ends it a little later
    return Result(
        name="posts",
        value=round(p99, 1),
        unit="ms, p99",
        baseline=tick_ms,
        ratio=round(p99 / tick_ms, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS and kept_pace and len(waits_ms) == owed,
        saturated=spent.is_saturated,
    )


def _authors(count: int) -> list[str]:
    """So many fans of long standing, by actor id; nobody signs in, so none has a password."""
    joined_at = clock.now() - timedelta(days=30)
    made = [User(username=f"bench_{number}", date_joined=joined_at) for number in range(count)]
    return [user.actor_id for user in User.objects.bulk_create(made)]


def _write(match: str, authors: Sequence[str], *, count: int, every_s: float) -> list[Written]:
    """Write posts, each when it is due, by some threads."""
    chance = random.Random(7)  # noqa: S311 -- texts
    texts = [f"*{number}* {' '.join(chance.choices(WORDS, k=9))}" for number in range(count)]
    begins = time.monotonic()

    def write(number: int) -> Written:
        clock.sleep(max(0.0, begins + number * every_s - time.monotonic()))
        begun_at = time.monotonic()
        close_old_connections()
        appended = publish.post(
            draft=draft(match, texts[number], seen=1),
            by=authors[number % len(authors)],
            sent=Sent(op=uuid4(), seen=1),
        )
        return Written(begun_at=begun_at, stood_at=time.monotonic(), n=appended.last)

    with ThreadPoolExecutor(WRITERS) as writers:
        return list(writers.map(write, range(count)))
