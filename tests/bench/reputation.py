"""reputation: a million awards folded as every night does it, beside the sum PostgreSQL makes."""

import argparse
import logging
import time

from django.db import connection, connections

from community.core import clock
from community.reputation.services.refold import TOLERANCE_POINTS, Refolded, refold
from tests.bench.result import Report, Result

BAR_S = 60
# Of three kinds, over a year and a half, some of them taken back.
AWARDS = """
INSERT INTO reputation_award
    (id, actor, deed, kind, amount, half_life_s, at, match, reversal_of, policy, recorded_at)
SELECT 'award_' || n, 'actor_' || n %% %s, 'deed_' || n, 'insight_vote',
    CASE WHEN n %% 19 = 0 THEN -1 ELSE 1 END * (1000000 + n::bigint * 7919 %% 9000003),
    (ARRAY[2592000, 7776000, 31536000])[1 + n %% 3],
    %s - (n::bigint * 104729 %% 47000000) * interval '1 second', '', '', '', %s
FROM generate_series(1, %s) AS made (n)"""
SUMS = """
SELECT actor, half_life_s,
    sum(amount * power(2::float8, -extract(epoch FROM %s - at)::float8 / half_life_s))
FROM reputation_award GROUP BY actor, half_life_s"""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """The sizes of a run."""
    parser.add_argument("--awards", type=int, default=1_000_000)
    parser.add_argument("--actors", type=int, default=10_000)


def run(flags: argparse.Namespace, report: Report) -> Result:
    """Measure."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(AWARDS, [flags.actors, now, now, flags.awards])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE reputation_award")
    # Balances that nobody has yet differ from their awards, each with a line in the log.
    logging.disable(logging.ERROR)
    first_s, _ = _folded()
    logging.disable(logging.NOTSET)
    took_s, pages = _folded()
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(SUMS, [now])
        cursor.fetchall()
    baseline_s = time.perf_counter() - begun
    folded = sum(page.awards for page in pages)
    differing = sum(len(page.differences) for page in pages)
    report.say(
        f"{folded:,} awards of {sum(page.actors for page in pages):,} people in {took_s:.1f} s,"
        f" {len(pages)} transactions; {differing} differ by more than {TOLERANCE_POINTS} points;"
        f" the first time, their balances made, {first_s:.1f} s"
    )
    report.say("baseline is PostgreSQL's own sum of them all, held to nothing and kept nowhere")
    return Result(
        name="reputation",
        value=round(took_s, 2),
        unit="s to fold and compare all",
        baseline=round(baseline_s, 2),
        ratio=round(took_s / baseline_s, 2),
        bar=BAR_S,
        ok=took_s <= BAR_S and folded == flags.awards and not differing,
        saturated=False,
    )


def _folded() -> tuple[float, list[Refolded]]:
    """Seconds to fold everybody anew, and the pages of it."""
    begun = time.perf_counter()
    pages = list(refold(again=True))
    return time.perf_counter() - begun, pages
