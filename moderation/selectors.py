"""Questions of moderation: what was said before, what waits, what was reported and decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet

from community.config.moderation import ModerationPolicy
from community.core import clock, sql
from community.matches import selectors as matches
from moderation.errors import UnknownHeldError
from moderation.marks import Marks
from moderation.models import Decision, Held, Report, Verdict
from moderation.rules import Past, name_forms

_Rows = TypeVar("_Rows", bound=QuerySet[Any])
# A squad is named once and mended now and then: a process may know it a minute late.
_NAMES_KEPT_MS: Final = 60_000
_LISTED_MAX: Final = 100
# A trace is left before its post is recorded, in one transaction.
_WRITING_MAX: Final = timedelta(seconds=1)

# An author's own are read once, the newest of them; others' only by the very same text.
_PAST = """\
WITH own AS (
    SELECT sameness, likeness, at FROM "moderation_trace"
    WHERE author = %s AND at > %s ORDER BY at DESC LIMIT 100
)
SELECT
    (SELECT extract(epoch FROM %s - max(at))::int FROM own WHERE sameness = %s),
    (SELECT count(*) FROM own WHERE at > %s AND sameness <> %s
     AND bit_count((likeness # %s::bigint)::bit(64)) <= %s),
    (SELECT count(*) FROM own WHERE at > %s),
    (SELECT count(DISTINCT author) FROM (
        SELECT author FROM "moderation_trace" WHERE match = %s AND sameness = %s AND at > %s
        AND at <= %s AND author <> %s AND likeness IS NOT NULL ORDER BY at DESC LIMIT 100
    ) others)"""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A post with reports that nobody has decided on: how many, why, and the last of them."""

    post: str
    match: str
    author: str
    count: int
    reasons: list[str]
    last_at: datetime


def past_of(
    author: str, *, match: str, marks: Marks, policy: ModerationPolicy, as_of: datetime
) -> Past:
    """What an author said before and others by as_of, as far as the policy looks back; one query.

    Whoever watches behind live is not told by a verdict what others have just said.
    """
    now, same, like = clock.now(), marks.sameness, marks.likeness
    looks_back_s = max(
        policy.repeat_window_s,
        policy.short_repeat_window_s,
        policy.alike_window_s,
        policy.pace_window_s,
    )
    since = now - timedelta(seconds=looks_back_s)
    alike_since = now - timedelta(seconds=policy.alike_window_s)
    pace_since = now - timedelta(seconds=policy.pace_window_s)
    row = sql.row(
        _PAST,
        *(author, since),
        *(now, same),
        *(alike_since, same, like, policy.alike_bits_max),
        pace_since,
        *(match, same, alike_since, as_of - _WRITING_MAX, author),
    )
    assert row is not None, "a selection of aggregates has one row"
    same_s, alike, recent, copies = row
    return Past(same_s=same_s, alike=alike, copies=copies, recent=recent)


def names_of(match_id: str) -> frozenset[str]:
    """The normal forms of the names in a match's squads, and of its clubs; read once a minute."""
    return _names_of(match_id, clock.now_ms() // _NAMES_KEPT_MS)


@lru_cache(maxsize=256)
def _names_of(match_id: str, minute: int) -> frozenset[str]:
    del minute  # when it was read
    fixture = matches.fixture(match_id)
    players = [named.name for named in matches.players_of(fixture).values()]
    return name_forms([*players, fixture.home.name, fixture.away.name])


def verdicts_of(digests: Collection[str]) -> list[Verdict]:
    """The verdicts on texts, by their digests, the newest first."""
    return list(Verdict.objects.filter(digest__in=digests).order_by("-at"))


def verdicts_on(author: str) -> list[Verdict]:
    """The latest verdicts on an author's texts that were not simply let through."""
    rows = Verdict.objects.filter(author=author).exclude(outcome=Verdict.Outcome.ALLOW)
    return list(rows.order_by("-at")[:_LISTED_MAX])


def reports_of(post_id: str) -> list[Report]:
    """Every report of a post, the newest first."""
    return list(Report.objects.filter(post=post_id).order_by("-at"))


def reported(competitions: frozenset[str] | None) -> list[Reported]:
    """Posts with open reports, the most reported first; None: of every competition."""
    rows = _within(Report.objects.filter(state=Report.State.OPEN), competitions)
    counted = (
        rows.values("post", "match", "author")
        .annotate(count=Count("pk"), reasons=ArrayAgg("reason", distinct=True), last_at=Max("at"))
        .order_by("-count", "-last_at")
    )
    return [Reported(**row) for row in counted[:_LISTED_MAX]]


def waiting(competitions: frozenset[str] | None) -> list[Held]:
    """What waits for a moderator, the longest first; None: of every competition."""
    rows = _within(Held.objects.filter(state=Held.State.WAITING), competitions)
    return list(rows.select_related("verdict").order_by("at", "pk")[:_LISTED_MAX])


def held(held_id: str) -> Held:
    """One text that waits, or waited; raises UnknownHeldError."""
    rows = Held.objects.select_related("verdict")
    found = None if "\0" in held_id else rows.filter(pk=held_id).first()
    if found is None:
        raise UnknownHeldError(held=held_id)
    return found


def decisions_about(about: Collection[str]) -> list[Decision]:
    """What was decided about some things, the newest first."""
    return list(Decision.objects.filter(about__in=about).order_by("-at"))


def decisions_on(author: str, competitions: frozenset[str] | None) -> list[Decision]:
    """What was decided on an author, the newest first; None: in every competition."""
    rows = _within(Decision.objects.filter(author=author), competitions)
    return list(rows.order_by("-at")[:_LISTED_MAX])


def _within(rows: _Rows, competitions: frozenset[str] | None) -> _Rows:
    return rows if competitions is None else rows.filter(competition__in=competitions)
