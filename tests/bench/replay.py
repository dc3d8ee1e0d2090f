"""replay: a cold page of a moment, of a match with 5,000 facts and 20,000 posts: server time."""

import argparse
import gc
import time

import msgspec
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client

from community.matches.facts import MatchPass
from community.streams import services as streams, snapshots
from community.streams.facts import Fact
from community.streams.models import Snapshot
from community.threads.facts import Anchor, ThreadPosted
from community.threads.models import Post
from community.threads.services.posts import create_post
from tests.bench import spread, world
from tests.bench.result import Report, Result
from tests.bench.thread_page import TEXTS
from tests.matches.factories import told
from tests.threads.factories import stated
from tests.threads.speech import draft, verdict
from tests.users.factories import someone

BAR_MS = 150
# A batch of the match, and what was said since the one before.
MATCH_BATCH = 5
BASELINE_PAGES = 5
POSTS = """
INSERT INTO threads_post (id, match, n, author, kind, at, event, event_revision, "offset", stage,
    clock_ms, seen, reply_to, lang, rev, visibility, reason, up, down, reactions, best)
SELECT 'post_' || lpad(to_hex(m), 24, '0'), match, m, author, kind, at, '', 0, 1, '1H',
    0, 1, '', '', 1, 'shown', '', 0, 0, '{}', 0
FROM threads_post, generate_series(10, 9 + %s) AS made (m)"""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--facts", type=int, default=5_000)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--pages", type=int, default=100)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    call_command("collectstatic", "--no-input", verbosity=0)
    match = world.make_matches(1)[0].stream.partition(".")[2]
    _tell(match, flags.facts, flags.posts)
    client = Client(headers={"host": "localhost"})
    # What a process does once is not a page's; the web process freezes what it began with, too.
    client.get(f"/matches/{match}/")
    gc.collect()
    gc.freeze()
    # The last facts before each snapshot are the dearest; they are asked for along with the rest.
    step = max(1, flags.facts // flags.pages)
    pages_ms = [_page_ms(client, match, at) for at in range(step - 1, flags.facts, step) if at]
    Snapshot.objects.all().delete()
    early = flags.facts // BASELINE_PAGES
    unaided = [_page_ms(client, match, early * (each + 1)) for each in range(BASELINE_PAGES)]
    p99 = spread.quantile(sorted(pages_ms), 0.99)
    baseline = spread.quantile(sorted(unaided), 0.99)
    report.say(f"{len(pages_ms)} moments of {flags.facts:,} facts and {flags.posts:,} posts")
    report.say(f"one page: {spread.told(sorted(pages_ms))}")
    report.say(f"folded from the first fact (baseline): {spread.told(sorted(unaided))}")
    return Result(
        name="replay",
        value=round(p99, 1),
        unit="ms, p99",
        baseline=round(baseline, 1),
        ratio=round(baseline / p99, 2),
        bar=BAR_MS,
        ok=p99 <= BAR_MS,
        saturated=False,
    )


def _page_ms(client: Client, match: str, at: int) -> float:
    begun = time.perf_counter()
    answer = client.get(f"/matches/{match}/?at={at}")
    took_ms = (time.perf_counter() - begun) * 1e3
    assert answer.status_code == 200, f"offset {at}: {answer.status_code}"
    return took_ms


def _tell(match: str, facts: int, posts: int) -> None:
    """A match and its talk, side by side in time, with the snapshots of a subscriber."""
    author = _write(match, posts)
    batches = facts // MATCH_BATCH
    said = 0
    for number in range(batches):
        due = posts * (number + 1) // batches
        clock_ms = number * 5_400
        period = 1 if clock_ms < 2_700_000 else 2
        passes = [
            told(MatchPass(period=period, clock_ms=clock_ms % 2_700_000, side="home", x=50, y=50))
            for _ in range(MATCH_BATCH)
        ]
        with transaction.atomic():
            if due > said:
                streams.append(
                    f"thread.{match}", [_said(10 + each, author) for each in range(said, due)]
                )
        with transaction.atomic():
            streams.append(f"match.{match}", passes)
        said = due
    for stream, size in ((f"match.{match}", facts), (f"thread.{match}", posts)):
        each = snapshots.FACTS_PER_SNAPSHOT
        for at in range(each, size + 1, each):
            snapshots.take(stream, at=at)


def _said(number: int, author: str) -> Fact:
    anchor = Anchor(offset=1, period="1H", clock_ms=0)
    data = ThreadPosted(kind="comment", anchor=anchor, seen=1, bytes=120, digest="5f" * 32)
    fact = stated(data, number=number, id=f"post_{number:024x}")
    return msgspec.structs.replace(fact, by=author)


def _write(match: str, posts: int) -> str:
    """One post as people write it, and rows of as many more like it; its author."""
    text = "What a *start*, and what a save!"
    author: str = someone(name="bench").actor_id
    create_post(draft=draft(match, text, seen=1), by=author, verdict=verdict(text))
    with connection.cursor() as cursor:
        cursor.execute(POSTS, [posts])
        cursor.execute(TEXTS, [posts])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE threads_post, threads_text")
    assert Post.objects.filter(match=match).count() == posts + 1
    return author
