"""thread_page: the first page of a thread of 20,000 posts: its queries, and the server's time."""

import argparse
import time

from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from community.streams.selectors import LIVE
from community.threads import pages, ranking
from community.threads.models import Post
from community.threads.services.posts import create_post
from tests.bench import spread, world
from tests.bench.result import Report, Result
from tests.threads.speech import draft, verdict
from tests.users.factories import someone

BAR_MS = 50
QUERIES_MAX = 6
POSTS = """
INSERT INTO threads_post (id, match, n, author, kind, at, event, event_revision, "offset", stage,
    clock_ms, seen, reply_to, lang, rev, visibility, reason, up, down, reactions, best)
SELECT 'post_' || lpad(to_hex(m), 24, '0'), match, m, author, kind, at, '', 0, m % 97, '1H',
    0, 1, '', '', 1, 'shown', '', m % 40, m % 7, '{}', m * 7919 %% 1000003
FROM threads_post, generate_series(10, 9 + %s) AS made (m)"""
TEXTS = """
INSERT INTO threads_text (post, rev, salt, digest, text, body, search, at)
SELECT 'post_' || lpad(to_hex(m), 24, '0'), 1, salt, digest, text, body, search, at
FROM threads_text, generate_series(10, 9 + %s) AS made (m)"""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=300)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    match = world.make_matches(1)[0].stream.partition(".")[2]
    _fill(match, flags.posts)
    waits_ms, queries = [], 0
    for number in range(flags.pages):
        sort: pages.Sort = ("live", "best", "event")[number % 3]
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            pages.thread_page(match, as_of=LIVE, sort=sort, limit=50)
        waits_ms.append((time.perf_counter() - begun) * 1e3)
        queries = max(queries, len(asked))
    baseline_ms = _ranked_whole(match)
    p99 = spread.quantile(sorted(waits_ms), 0.99)
    report.say(f"{flags.pages} pages of 50 among {flags.posts:,} posts: {queries} queries at most")
    report.say(f"one page: {spread.told(sorted(waits_ms))}")
    report.say("baseline ranks every post of the thread for one page")
    return Result(
        name="thread_page",
        value=round(p99, 1),
        unit="ms, p99",
        baseline=round(baseline_ms, 1),
        ratio=round(baseline_ms / p99, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS and queries <= QUERIES_MAX,
        saturated=False,
    )


def _fill(match: str, posts: int) -> None:
    """One post as people write it, and as many more like it as are asked for."""
    text = "What a *start*, and what a save!"
    author = someone(name="bench").actor_id
    create_post(draft=draft(match, text, seen=1), by=author, verdict=verdict(text))
    with connection.cursor() as cursor:
        cursor.execute(POSTS.replace("m % ", "m %% "), [posts])
        cursor.execute(TEXTS, [posts])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE threads_post, threads_text")


def _ranked_whole(match: str) -> float:
    """Milliseconds to read every post's votes and rank them here."""
    begun = time.perf_counter()
    votes = Post.objects.filter(match=match).values_list("pk", "up", "down")
    sorted(votes, key=lambda row: ranking.best(row[1], row[2]))
    return (time.perf_counter() - begun) * 1e3
