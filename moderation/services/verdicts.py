"""Keep what screening said, and what texts are compared by."""

from datetime import timedelta

from community.config import selectors as config
from community.core import canonical, clock, sql
from community.threads.verdicts import Verdict as Made
from moderation.marks import Marks
from moderation.models import Held, Trace, Verdict
from moderation.screening import Judgement

# A task's work: what is left over is the next one's.
_FORGOTTEN_MAX = 10_000
# Every post passes here.
_RECORD = """\
INSERT INTO "moderation_verdict" (
    id, kind, author, match, rule, version, score, threshold, outcome, reasons, digest, policy,
    took_us, at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s)"""
_TRACE = """\
WITH trace AS (
    INSERT INTO "moderation_trace" (author, match, sameness, likeness, at)
    VALUES (%s, %s, %s, %s, %s)
)
"""
_RECORD_TRACE = _TRACE + _RECORD


def record(
    judgement: Judgement,
    *,
    kind: Verdict.Kind,
    author: str,
    match: str = "",
    marks: Marks | None = None,
) -> None:
    """Keep a verdict, whatever it says; in the transaction of what comes of it.

    marks: of a text that is said, what later texts are compared with.
    """
    verdict, now = judgement.verdict, clock.now()
    findings = [[found.rule, found.version, found.score] for found in judgement.screened.findings]
    sql.run(
        _RECORD_TRACE if marks else _RECORD,
        *((author, match, marks.sameness, marks.likeness, now) if marks else ()),
        *(verdict.id, kind.value, author, match),
        *(verdict.rule, verdict.version, verdict.score, verdict.threshold, verdict.outcome),
        canonical.dumps(findings).decode(),
        *(verdict.digest, judgement.policy, verdict.took_us, now),
    )


def record_let_through(verdict: Made, *, held: Held) -> Verdict:
    """Keep the verdict by which a held text was let through."""
    return Verdict.objects.create(
        id=verdict.id,
        kind=held.verdict.kind,
        author=held.author,
        match=held.match,
        rule=verdict.rule,
        version=verdict.version,
        score=verdict.score,
        threshold=verdict.threshold,
        outcome=verdict.outcome,
        reasons=held.verdict.reasons,
        digest=verdict.digest,
        policy=held.verdict.policy,
        took_us=verdict.took_us,
        at=clock.now(),
    )


def forget_old_traces() -> int:
    """Forget what the policy no longer compares with; how much it was."""
    policy = config.current().moderation
    window_s = max(
        policy.repeat_window_s,
        policy.short_repeat_window_s,
        policy.alike_window_s,
        policy.pace_window_s,
    )
    before = clock.now() - timedelta(seconds=window_s)
    old = Trace.objects.filter(at__lt=before).order_by("at").values("pk")[:_FORGOTTEN_MAX]
    gone, _ = Trace.objects.filter(pk__in=old).delete()
    return gone
