"""Keep what screening said, and what texts are compared by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from community.config import selectors as config
from community.core import canonical, clock, sql
from community.threads.verdicts import Verdict as Made
from moderation.models import Held, Trace, Verdict
from moderation.screening import Judgement

# A task's work: what is left over is the next one's.
_FORGOTTEN_MAX = 10_000
# Every post passes here; of what is said, a trace is left.
_RECORD: Final = """\
WITH judged AS (
    SELECT * FROM unnest(
        %s::text[], %s::text[], %s::text[], %s::int[], %s::int[], %s::int[], %s::text[],
        %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::bigint[]
    ) AS row (
        id, author, rule, version, score, threshold, outcome,
        reasons, digest, policy, form, took_us, sameness, likeness
    )
), trace AS (
    INSERT INTO "moderation_trace" (author, match, sameness, likeness, at)
    SELECT author, %s, sameness, likeness, %s FROM judged WHERE sameness IS NOT NULL
)
INSERT INTO "moderation_verdict" (
    id, kind, author, match, rule, version, score, threshold, outcome, reasons, digest, policy,
    form, took_us, at
) SELECT
    id, %s, author, %s, rule, version, score, threshold, outcome, reasons::jsonb, digest, policy,
    form, took_us, %s
FROM judged"""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A judgement on somebody's text; is_said: it is shown, and later ones are compared with it."""

    judgement: Judgement
    author: str
    is_said: bool = False

    def columns(self) -> tuple[object, ...]:
        """As it lies in the tables of verdicts and of traces."""
        verdict, marks = self.judgement.verdict, self.judgement.marks
        findings = [
            [found.rule, found.version, found.score] for found in self.judgement.screened.findings
        ]
        return (
            *(verdict.id, self.author, verdict.rule, verdict.version),
            *(verdict.score, verdict.threshold, verdict.outcome),
            canonical.dumps(findings).decode(),
            *(verdict.digest, self.judgement.policy, self.judgement.form, verdict.took_us),
            *((marks.sameness, marks.likeness) if marks and self.is_said else (None, None)),
        )


def record_all(kept: Sequence[Kept], *, kind: Verdict.Kind, match: str = "") -> None:
    """Keep verdicts, whatever they say; in the transaction of what comes of them."""
    now = clock.now()
    columns = zip(*(each.columns() for each in kept), strict=True)
    sql.run(_RECORD, *map(list, columns), match, now, kind.value, match, now)


def record(judgement: Judgement, *, kind: Verdict.Kind, author: str, match: str = "") -> None:
    """Keep one verdict, on what leaves no trace."""
    record_all([Kept(judgement=judgement, author=author)], kind=kind, match=match)


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
        form=held.verdict.form,
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
